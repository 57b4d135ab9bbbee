//! A bank as a Word document: the few parts that a document needs, and its text in a handful of styles.
//!
//! Numbers and letters are text, not lists of Word's, so that they are the same in every program and the
//! importer reads the document again.

use std::io::{Cursor, Write};

use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::{BankPrint, BankQuestion};
use crate::exchange::write::xml_text;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
</Types>";

const PACKAGE_PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
</Relationships>";

const DOCUMENT_PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>\
</Relationships>";

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// A4 upright; lengths in twentieths of a point.
const PAGE: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/>\
<w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
<w:pgMar w:top=\"1361\" w:right=\"1134\" w:bottom=\"1361\" w:left=\"1361\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>\
</w:sectPr>";

/// Writes the document.
pub fn write(print: &BankPrint) -> Vec<u8> {
    // Writing into memory does not fail; an archive that could not be made is an empty file.
    package(print).unwrap_or_default()
}

fn package(print: &BankPrint) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", PACKAGE_PARTS.to_owned()),
        ("word/document.xml", document(print)),
        ("word/_rels/document.xml.rels", DOCUMENT_PARTS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/footer1.xml", footer(print)),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(DECLARATION.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn document(print: &BankPrint) -> String {
    let mut body = paragraph("Title", &run(&print.title));
    for line in std::iter::once(&print.summary).chain(&print.notes) {
        body.push_str(&paragraph("Note", &run(line)));
    }
    for section in &print.sections {
        body.push_str(&paragraph("Heading1", &run(&section.title)));
        for question in &section.questions {
            add(&mut body, question, &print.labels.colon);
        }
    }
    format!("<w:document {MAIN}><w:body>{body}{PAGE}</w:body></w:document>")
}

fn add(body: &mut String, question: &BankQuestion, colon: &str) {
    body.push_str(&paragraph("Question", &run(&format!("{}. {}", question.number, question.stem))));
    for option in &question.options {
        body.push_str(&paragraph("Option", &run(&format!("{}. {}", option.letter, option.text))));
    }
    for fact in &question.key {
        body.push_str(&paragraph("Key", &run(&format!("{}{colon}{}", fact.label, fact.value))));
    }
}

fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
}

/// A text with its line breaks; blanks stay as many as they are.
fn run(text: &str) -> String {
    let lines = xml_text(text);
    let lines: Vec<String> =
        lines.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{line}</w:t>")).collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

/// The page number, which Word counts.
fn footer(print: &BankPrint) -> String {
    let field =
        |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let words = xml_text(&print.labels.page);
    let mut runs = String::new();
    for piece in words.split_inclusive('}') {
        let (text, number) = match piece.split_once('{') {
            Some((text, "page}")) => (text, field("PAGE")),
            Some((text, "pages}")) => (text, field("NUMPAGES")),
            _ => (piece, String::new()),
        };
        runs.push_str(&format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>{number}"));
    }
    format!("<w:ftr {MAIN}>{}</w:ftr>", paragraph("Footer", &runs))
}

/// Sizes are half points, distances twentieths of a point.
fn styles() -> String {
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        let default = if id == "Normal" { " w:default=\"1\"" } else { "" };
        let based = if id == "Normal" { "" } else { "<w:basedOn w:val=\"Normal\"/>" };
        format!(
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let styles = [
        style("Normal", "Normal", "<w:spacing w:line=\"300\" w:lineRule=\"auto\"/>", ""),
        style(
            "Title",
            "Title",
            "<w:spacing w:after=\"80\"/>",
            "<w:b/><w:color w:val=\"17211C\"/><w:sz w:val=\"40\"/>",
        ),
        style("Note", "Note", "", "<w:color w:val=\"616B64\"/><w:sz w:val=\"18\"/>"),
        style(
            "Heading1",
            "heading 1",
            "<w:keepNext/><w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
            "<w:b/><w:color w:val=\"0D6A4C\"/><w:sz w:val=\"26\"/>",
        ),
        style(
            "Question",
            "Question",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"200\"/><w:ind w:left=\"425\" w:hanging=\"425\"/>",
            "",
        ),
        style("Option", "Option", "<w:keepLines/><w:ind w:left=\"850\" w:hanging=\"425\"/>", ""),
        style(
            "Key",
            "Key",
            "<w:keepLines/><w:ind w:left=\"425\"/>",
            "<w:color w:val=\"4B5750\"/><w:sz w:val=\"19\"/>",
        ),
        style(
            "Footer",
            "footer",
            "<w:jc w:val=\"right\"/>",
            "<w:color w:val=\"616B64\"/><w:sz w:val=\"17\"/>",
        ),
    ];
    format!(
        "<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"SimSun\"/><w:sz w:val=\"21\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>{}</w:styles>",
        styles.concat()
    )
}
