//! Word documents, each with the one thing that it is about, and those that are made to hurt.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::io::Write;

use domain::bank::import::{
    Known, Material, RowOutcome,
    prose::{Oddity, Prose},
};
use formats::{
    question_file::{self, Format},
    sheet::{Limits, LooksLike, Measure, SheetError},
};
use proptest::prelude::*;

const SPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#,
);

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", &format!("<w:document {SPACES}><w:body>{body}</w:body></w:document>"))])
}

fn read(bytes: &[u8]) -> Result<Prose, SheetError> {
    let read = question_file::read(bytes, Limits::default())?;
    match (read.format, read.material) {
        (Format::Docx, Material::Prose(prose)) => Ok(prose),
        other => panic!("{other:?}"),
    }
}

fn lines(body: &str) -> Vec<String> {
    read(&document(body)).unwrap().lines.into_iter().map(|line| line.text).collect()
}

fn oddities(body: &str) -> Vec<Oddity> {
    read(&document(body)).unwrap().lines.into_iter().flat_map(|line| line.oddities).collect()
}

/// A paragraph of one run.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_breaks_and_tabs_become_lines() {
    let body = format!(
        "{}<w:p/><w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"1\"/></w:tabs></w:pPr><w:r><w:t>A.红</w:t>\
         <w:tab/><w:t xml:space=\"preserve\">B. &amp;&#x767D;</w:t><w:br/><w:t>C.绿</w:t></w:r></w:p>",
        p("颜色是（ ）")
    );
    let prose = read(&document(&body)).unwrap();
    let found: Vec<_> =
        prose.lines.iter().map(|line| (line.number, line.text.as_str(), line.gap, line.soft)).collect();
    assert_eq!(
        found,
        [(1, "颜色是（ ）", false, false), (3, "A.红\tB. &白", true, false), (4, "C.绿", false, true)]
    );
    assert!(prose.paragraphs);
}

#[test]
fn what_a_reader_does_not_see_is_left_out() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    for (inside, expected) in [
        (format!("{}<w:del>{}<w:r><w:delText>旧</w:delText></w:r></w:del>", run("新"), run("旧")), "新"),
        (format!("<w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>", run("新"), run("旧")), "新"),
        (format!("<w:moveTo>{}</w:moveTo>", run("新")), "新"),
        (format!("{}<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", run("见")), "见"),
        ("<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>见</w:t></w:r>".into(), "见"),
        (format!("<w:hyperlink>{}</w:hyperlink><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", run("甲"), run("乙")), "甲乙"),
        (format!("{}<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r>", run("文")), "文"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>".into(),
            "拼",
        ),
    ] {
        assert_eq!(lines(&format!("<w:p>{inside}</w:p>")), [expected], "{inside}");
    }
}

#[test]
fn a_text_box_is_read_once() {
    let boxed = |name: &str| format!("<{name}><w:txbxContent>{}</w:txbxContent></{name}>", p("框"));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict>\
         </mc:Fallback></mc:AlternateContent><w:t>文</w:t></w:r></w:p>",
        boxed("a:wsp"),
        boxed("v:textbox")
    );
    assert_eq!(lines(&body), ["文", "框"]);
    assert_eq!(oddities(&body), []);
}

#[test]
fn what_is_no_text_is_remarked() {
    let run = |inside: &str| format!("<w:p><w:r><w:t>图</w:t>{inside}</w:r></w:p>");
    for (inside, expected) in [
        ("<w:drawing><a:blip/></w:drawing>", Oddity::Picture),
        ("<w:drawing><a:wsp/></w:drawing>", Oddity::Picture),
        ("<w:pict><v:shape><v:imagedata/></v:shape></w:pict>", Oddity::Picture),
        ("<w:object><v:shape><v:imagedata/></v:shape></w:object>", Oddity::Unreadable),
        ("<w:sym w:font=\"Webdings\" w:char=\"F061\"/>", Oddity::Unreadable),
        ("<w:instrText> EQ \\f(1,2)</w:instrText>", Oddity::Unreadable),
    ] {
        assert_eq!(oddities(&run(inside)), [expected], "{inside}");
        assert_eq!(lines(&run(inside)), ["图"], "{inside}");
    }
    assert_eq!(lines(&run("<w:sym w:font=\"Wingdings 2\" w:char=\"F050\"/>")), ["图√"]);
    let alone = read(&document("<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>")).unwrap();
    assert_eq!(alone.lines[0].text, "");
}

#[test]
fn raised_and_lowered_signs_keep_their_meaning() {
    let scripted = |script: &str, text: &str| {
        format!(
            "<w:p><w:r><w:t>H</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"{script}\"/></w:rPr><w:t>{text}</w:t></w:r><w:r><w:t>O</w:t></w:r></w:p>"
        )
    };
    assert_eq!(lines(&scripted("subscript", "2")), ["H₂O"]);
    assert_eq!(lines(&scripted("superscript", "-3")), ["H⁻³O"]);
    assert_eq!(oddities(&scripted("subscript", "2")), []);
    assert_eq!(oddities(&scripted("subscript", "额")), [Oddity::ScriptLost]);
}

#[test]
fn an_underlined_blank_is_the_place_of_an_answer() {
    let u = "<w:rPr><w:u w:val=\"single\"/></w:rPr>";
    let body = format!(
        "<w:p><w:r><w:t>每</w:t></w:r><w:r>{u}<w:t xml:space=\"preserve\">   </w:t></w:r><w:r><w:t>年</w:t></w:r></w:p>"
    );
    assert_eq!(lines(&body), ["每____年"]);
    assert_eq!(lines(&format!("<w:p><w:r>{u}<w:t>三</w:t></w:r></w:p>")), ["三"]);
}

#[test]
fn formulas_become_a_line() {
    let t = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let formula = |inside: &str| format!("<w:p><m:oMathPara><m:oMath>{inside}</m:oMath></m:oMathPara></w:p>");
    for (inside, expected, odd) in [
        (t("U=IR"), "U=IR", &[][..]),
        (
            format!("{}<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", t("I="), t("U"), t("R+r")),
            "I=U/(R+r)",
            &[Oddity::Flattened],
        ),
        (format!("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>", t("10"), t("4")), "10⁴", &[]),
        (format!("<m:sSub><m:e>{}</m:e><m:sub>{}</m:sub></m:sSub>", t("I"), t("额")), "I_额", &[]),
        (format!("<m:rad><m:deg/><m:e>{}</m:e></m:rad>", t("2gh")), "√(2gh)", &[Oddity::Flattened]),
        (
            format!(
                "<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>{}</m:e></m:d>",
                t("x")
            ),
            "[x]",
            &[],
        ),
        (format!("<m:nary><m:e>{}</m:e></m:nary>", t("x")), "x", &[Oddity::Unreadable]),
    ] {
        assert_eq!(lines(&formula(&inside)), [expected], "{inside}");
        assert_eq!(oddities(&formula(&inside)), odd, "{inside}");
    }
}

const LISTS: &str = r#"
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1．"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/><w:pStyle w:val="title"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="9"/></w:num>"#;

#[test]
fn words_own_numbers_and_letters_are_seen() {
    let listed = |list: u32, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        "<w:p><w:pPr><w:pStyle w:val=\"title\"/></w:pPr><w:r><w:t>单选题</w:t></w:r></w:p>".into(),
        listed(1, 0, "颜色是（ B ）"),
        listed(1, 1, "红"),
        listed(1, 1, "白"),
        listed(1, 0, "6.8公斤等于（ A ）kg"),
        listed(1, 1, "6.8"),
        listed(1, 1, "68"),
        "<w:p><w:pPr><w:pStyle w:val=\"title\"/></w:pPr><w:r><w:t>判断题</w:t></w:r></w:p>".into(),
        listed(3, 0, "动火须审批。（√）"),
        listed(4, 0, "完"),
    ];
    let spaced = |inside: &str, name: &str| format!("<w:{name} {SPACES}>{inside}</w:{name}>");
    let styles =
        "<w:style w:styleId=\"title\"><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style>";
    let bytes = zipped(&[
        ("word/document.xml", &spaced(&spaced(&body.concat(), "body"), "document")),
        ("word/numbering.xml", &spaced(LISTS, "numbering")),
        ("word/styles.xml", &spaced(styles, "styles")),
    ]);
    let prose = read(&bytes).unwrap();
    let found: Vec<_> = prose.lines.iter().map(|line| line.text.replace('\t', " ")).collect();
    assert_eq!(
        found,
        [
            "一、 单选题",
            "1． 颜色是（ B ）",
            "A. 红",
            "B. 白",
            "2． 6.8公斤等于（ A ）kg",
            "A. 6.8",
            "B. 68",
            "二、 判断题",
            "1． 动火须审批。（√）",
            "完"
        ]
    );
    let report = Material::Prose(prose).judge(&Known::default());
    let stems: Vec<_> = report.accepted().map(|(_, item)| item.stem.as_str()).collect();
    assert_eq!(stems, ["颜色是（ ）", "6.8公斤等于（ ）kg", "动火须审批。"]);
}

fn table(rows: &[&[&str]]) -> String {
    let row = |cells: &&[&str]| {
        let cells: Vec<_> = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", p(text))).collect();
        format!("<w:tr>{}</w:tr>", cells.concat())
    };
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<Vec<_>>().concat())
}

#[test]
fn tables_are_lines_or_tables_and_never_lost() {
    let body = [
        p("1、颜色是（ ）"),
        table(&[&["A.红", "B.白"], &["C.绿", "D.黄"]]),
        p("答案：D"),
        table(&[&["题干", "选项A", "选项B", "答案"], &["指针应在（ ）", "红区", "绿区", "B"]]),
        p("2、动火须审批。（√）"),
        table(&[&["得分", "评卷人"]]),
    ];
    let report = question_file::read(&document(&body.concat()), Limits::default())
        .unwrap()
        .material
        .judge(&Known::default());
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| {
            (
                row.place.row,
                row.item.as_ref().map_or("", |item| &item.stem),
                row.outcome == RowOutcome::Skipped,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (1, "颜色是（ ）", false),
            (11, "指针应在（ ）", false),
            (15, "动火须审批。", false),
            (16, "", true)
        ]
    );
    assert_eq!(report.counts().accepted(), 3);
}

#[test]
fn a_table_of_answers_is_a_list() {
    let body = [
        p("1、颜色是（ ）"),
        p("A.红 B.白"),
        p("2、电压是（ ）"),
        p("A.V B.W"),
        p("参考答案"),
        table(&[&["题号", "1", "2", ""], &["答案", "B", "A", ""]]),
    ];
    let material = question_file::read(&document(&body.concat()), Limits::default()).unwrap().material;
    let report = material.judge(&Known::default());
    assert_eq!(report.counts().accepted(), 2, "{report:#?}");
}

#[test]
fn documents_that_hold_something_else_say_so() {
    let not = |looks_like| SheetError::NotASheet { looks_like };
    let chunk = document(&format!("{}<w:altChunk/>", p("题")));
    let mut old = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    old.create_stream("WordDocument").unwrap().write_all(b"x").unwrap();
    old.flush().unwrap();
    let old = old.into_inner().into_inner();
    for (bytes, expected) in [
        (chunk, not(LooksLike::WordWithWebPage)),
        (old, not(LooksLike::OldWord)),
        (b"{\\rtf1 x}".to_vec(), not(LooksLike::RichText)),
        (b"%PDF-1.7".to_vec(), not(LooksLike::Pdf)),
        (document("<w:p/>"), SheetError::Empty),
    ] {
        assert_eq!(read(&bytes), Err(expected));
    }
    assert!(matches!(read(&zipped(&[("word/other.xml", "<x/>")])), Err(SheetError::Broken { .. })));
}

#[test]
fn documents_made_to_hurt_are_refused() {
    let broken = |xml: &str| {
        let error = read(&zipped(&[("word/document.xml", xml)])).unwrap_err();
        assert!(matches!(error, SheetError::Broken { .. }), "{error:?}");
    };
    broken(r#"<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>"#);
    broken("<x>&c;</x>");
    broken(&"<x>".repeat(100_000));
    broken("<x></y>");
    let limited = |limits: Limits, body: &str| question_file::read(&document(body), limits).unwrap_err();
    let cells = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc/></w:tr>".repeat(100));
    assert_eq!(
        limited(Limits { lines: 50, ..Limits::default() }, &cells),
        SheetError::Bomb { what: Measure::Lines, limit: 50 }
    );
    let many = p("题").repeat(100);
    assert_eq!(
        limited(Limits { lines: 50, ..Limits::default() }, &many),
        SheetError::Bomb { what: Measure::Lines, limit: 50 }
    );
    assert_eq!(
        limited(Limits { text: 100, ..Limits::default() }, &many),
        SheetError::Bomb { what: Measure::TextBytes, limit: 100 }
    );
    assert_eq!(
        limited(Limits { inflated: 1_000, ..Limits::default() }, &many),
        SheetError::Bomb { what: Measure::InflatedBytes, limit: 1_000 }
    );
}

/// Judges whatever bytes there are; only a panic is a fault.
fn survives(bytes: &[u8]) {
    if let Ok(question_file::QuestionFile { material, .. }) = question_file::read(bytes, Limits::default()) {
        let report = material.judge(&Known::default());
        assert_eq!(report.counts().rows(), report.rows.len());
        if let Material::Prose(prose) = &material {
            let told: usize =
                report.rows.iter().filter(|row| row.place.sheet == 0).map(|row| row.cells.len()).sum();
            assert_eq!(told, prose.lines.len(), "every line is in one row");
        }
    }
}

#[test]
fn texts_made_to_waste_time_are_judged_at_once() {
    let began = std::time::Instant::now();
    for piece in [
        "答案 ",
        "【",
        "（",
        " A.",
        "1-2 ",
        "1.A 2.B\n",
        "参考答案\n1.A\n",
        "判断题\n",
        "A",
        "　",
        "1.（A）\n",
        "A.甲\n",
        "__",
        "2 ",
    ] {
        let text = format!("1.题 {}", piece.repeat(60_000 / piece.len()));
        survives(text.as_bytes());
    }
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

fn real(name: &str) -> Option<Vec<u8>> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/question-banks/converted-safety-principal/"
    );
    std::fs::read(format!("{folder}{name}")).ok()
}

/// The text of the main part of a document, cut to what is quick to judge.
fn body() -> String {
    let fallback = || {
        format!("<w:document {SPACES}><w:body>{}</w:body></w:document>", p("1、动火须审批。（√）").repeat(20))
    };
    let Some(bytes) = real("安全负责人题库.docx") else { return fallback() };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name("word/document.xml").unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        survives(&bytes);
        survives(&zipped(&[("word/document.xml", &String::from_utf8_lossy(&bytes))]));
    }

    #[test]
    fn no_text_makes_the_judge_panic(
        lines in prop::collection::vec(
            "([0-9]{0,2}[.、)#]?|第[0-9]题|[A-D][.、) ]|（[A-D√×]）|①|一、|答案：|解析：|参考答案|[0-9]-[0-9] )\
             [A-D题判断单选（）√×。 \t红白]{0,12}",
            0..40,
        )
    ) {
        survives(lines.join("\n").as_bytes());
    }

    #[test]
    fn a_damaged_document_is_read_or_refused(cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut xml = body().into_bytes();
        for (at, byte) in &cuts {
            let at = at.index(xml.len());
            xml[at] = *byte;
        }
        survives(&zipped(&[("word/document.xml", &String::from_utf8_lossy(&xml))]));
        let mut bytes = real("安全负责人题库.docx").unwrap_or_else(|| document(&p("1、动火须审批。（√）")));
        for (at, byte) in &cuts {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        survives(&bytes);
    }

    #[test]
    fn a_text_in_disorder_loses_no_line(
        order in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..30)
    ) {
        let bytes = real("安全负责人题库.txt").unwrap_or_else(|| "1、动火须审批。（√）\n".repeat(20).into_bytes());
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        for (one, other) in order {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines.swap(one, other);
        }
        survives(&lines.join(&b'\n'));
    }
}
