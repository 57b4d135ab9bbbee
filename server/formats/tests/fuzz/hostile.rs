//! Files made to hurt, each with the reason for its name. None may take more memory or time than a file of its size.

use std::io::{Cursor, Write};

use formats::{question_file, sheet::Limits};

use crate::{MEMORY_LIMIT, TIME_LIMIT, alone, imported, measured, mutate::zipped};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<_> =
        parts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    zipped(&parts).unwrap()
}

/// A workbook of one sheet.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let related = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let main = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zip(&[
        ("_rels/.rels", &main),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &related),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>")),
        ("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\">{strings}</sst>")),
    ])
}

fn inline(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {WORD}><w:body>{body}</w:body></w:document>");
    zip(&[&[("word/document.xml", document.as_str())], parts].concat())
}

fn container(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook").unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A workbook of Excel 97 with two questions.
fn xls() -> Vec<u8> {
    let record = |number: u16, data: &[u8]| {
        [&number.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    };
    let label = |row: u16, column: u16, text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = [row, column, 0, (units.len() / 2) as u16].map(u16::to_le_bytes).concat();
        record(0x0204, &[head, vec![1], units].concat())
    };
    let (start, end) = (record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]), record(0x000a, &[]));
    let at = (start.len() + 4 + 9 + end.len()) as u32;
    let bound = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let cells = [["题干", "答案"], ["动火须审批", "对"], ["可以酒后登高", "错"]];
    let cells = (0..).zip(cells).flat_map(|(row, [stem, key])| [label(row, 0, stem), label(row, 1, key)]);
    let sheet = cells.collect::<Vec<_>>().concat();
    let book = [start.clone(), bound, end.clone(), start, sheet, end].concat();
    container(&book)
}

const MOODLE: &str = "<quiz><question type=\"multichoice\"><name><text>甲</text></name><questiontext format=\"html\"><text><![CDATA[<p>指针应在</p>]]></text></questiontext><single>true</single><answer fraction=\"100\"><text>绿区</text></answer><answer fraction=\"0\"><text>红区</text></answer></question></quiz>";
const QTI: &str = "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"a\" title=\"a\" adaptive=\"false\" timeDependent=\"false\"><responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"identifier\"><correctResponse><value>B</value></correctResponse></responseDeclaration><itemBody><choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\"><prompt>指针应在</prompt><simpleChoice identifier=\"A\">红区</simpleChoice><simpleChoice identifier=\"B\">绿区</simpleChoice></choiceInteraction></itemBody><responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct\"/></assessmentItem>";

fn package(entry: &str, address: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest><resources><resource identifier=\"r\" type=\"imsqti_item_xmlv2p1\" href=\"{address}\"/></resources></manifest>"
    );
    zip(&[("imsmanifest.xml", &manifest), (entry, QTI)])
}

/// One file of every format, with nothing wrong in it.
pub fn harmless() -> Vec<(String, Vec<u8>)> {
    let rows = format!(
        "<sheetData><row r=\"1\">{}{}</row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c>{}</row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>",
        inline("A1", "题干"),
        inline("B1", "答案"),
        inline("B2", "对")
    );
    let listed = "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>动火须审批（√）</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>A.甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let numbering = format!(
        "<w:numbering {WORD}><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
    );
    let files: [(&str, Vec<u8>); 12] = [
        ("a.xlsx", workbook(&rows, "<si><t>动火须审批</t></si>")),
        ("a.xls", xls()),
        ("a.docx", docx(listed, &[("word/numbering.xml", &numbering)])),
        ("a.gift", "::甲:: 指针应在 {=绿区 ~红区 #注意}\n\n动火须审批 {T}\n\n[html]<b>甲</b> {=%100%乙#丙 =丁}\n".into()),
        ("a.aiken", "指针应在\nA. 红区\nB. 绿区\nANSWER: B\n".into()),
        ("moodle.xml", MOODLE.into()),
        ("qti.xml", QTI.into()),
        ("qti.zip", package("items/a.xml", "items/a.xml")),
        ("a.json", "[{\"stem\":\"指针应在\",\"options\":[\"红区\",\"绿区\"],\"answer\":\"B\"},{\"题干\":\"动火\",\"答案\":true}]".into()),
        ("a.txt", "一、单选题\n1.指针应在（B）\nA.红区 B.绿区\n答案：B\n解析：绿区为正常\n二、判断题\n2.动火须审批（√）\n".into()),
        ("page.xls", "<html><table><tr><th>题干<th>答案<tr><td rowspan=2>动火须审批<td>对</table></html>".into()),
        ("xml.xls", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"一\"><Table><Row><Cell><Data ss:Type=\"String\">题干</Data></Cell><Cell ss:Index=\"2\"><Data ss:Type=\"String\">答案</Data></Cell></Row></Table></Worksheet></Workbook>".into()),
    ];
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Reads and judges a file within the limits, and says what came of it: the error's name or the number of rows.
#[track_caller]
fn costs_little(name: &str, bytes: &[u8]) -> Result<usize, String> {
    let (done, cost) = measured(|| imported(bytes));
    println!(
        "{name:<34} {:>9} kB {:>8.3} s {:>7} kB",
        bytes.len() / 1024,
        cost.time.as_secs_f64(),
        cost.bytes / 1024
    );
    let read = done.unwrap_or_else(|_| panic!("{name}: a panic"));
    assert!(cost.bytes <= MEMORY_LIMIT && cost.time <= TIME_LIMIT, "{name}: {cost:?}");
    read.map_err(|error| error.to_string())
}

#[track_caller]
fn is_refused(name: &str, bytes: &[u8]) {
    let read = costs_little(name, bytes);
    assert!(read.is_err(), "{name}: {read:?}");
}

#[test]
fn the_files_to_begin_with_are_sound() {
    let _alone = alone();
    for (name, bytes) in harmless() {
        let read = costs_little(&name, &bytes);
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}

#[test]
fn archives_that_are_small_outside_and_huge_inside() {
    let _alone = alone();
    let zeros = "0".repeat(50 << 20);
    let five: Vec<(String, &str)> =
        (0..5).map(|at| (format!("xl/worksheets/sheet{at}.xml"), zeros.as_str())).collect();
    let five: Vec<(&str, &str)> = five.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let bomb = zip(&five);
    is_refused("flat zip bomb", &bomb);
    let nested =
        zipped(&[("xl/embeddings/inner.xlsx".into(), bomb), ("xl/workbook.xml".into(), b"<x/>".to_vec())]);
    is_refused("zip bomb in a zip", &nested.unwrap());
    is_refused(
        "zip bomb as a document",
        &zip(&[
            ("word/document.xml", &zeros),
            ("word/a", &zeros),
            ("word/b", &zeros),
            ("word/c", &zeros),
            ("word/d", &zeros),
        ]),
    );
    let many: Vec<_> = (0..3_000).map(|at| (format!("xl/{at}"), Vec::new())).collect();
    is_refused("more entries than a file has", &zipped(&many).unwrap());
}

#[test]
fn entries_of_an_archive_that_share_their_bytes() {
    let _alone = alone();
    // Every entry of the directory is pointed at the first: inflated again and again.
    let zeros = "0".repeat(20 << 20);
    let mut parts: Vec<(String, Vec<u8>)> = vec![("xl/0000".into(), zeros.into_bytes())];
    parts.extend((1..1_000).map(|at| (format!("xl/{at:04}"), b"x".to_vec())));
    let mut bytes = zipped(&parts).unwrap();
    let starts: Vec<usize> =
        (0..bytes.len() - 46).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    let first = bytes[starts[0]..starts[0] + 46].to_vec();
    for start in &starts[1..] {
        bytes[start + 10..start + 28].copy_from_slice(&first[10..28]);
        bytes[start + 42..start + 46].copy_from_slice(&first[42..46]);
    }
    is_refused("overlapping entries", &bytes);
}

#[test]
fn entities_fetch_nothing_and_multiply_nothing() {
    let _alone = alone();
    let laughs: String =
        (1..10).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
    for (name, declared) in [
        ("entity of a file", "<!ENTITY x SYSTEM \"file:///etc/passwd\">".to_owned()),
        ("entity of the network", "<!ENTITY x SYSTEM \"http://127.0.0.1:1/x\">".to_owned()),
        ("parameter entity", "<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;".to_owned()),
        ("billion laughs", format!("<!ENTITY l0 \"ha\">{laughs}<!ENTITY x \"&l9;\">")),
    ] {
        let doctype = |root: &str| format!("<?xml version=\"1.0\"?><!DOCTYPE {root} [{declared}]>");
        is_refused(name, format!("{}{}", doctype("quiz"), MOODLE.replace("甲", "&x;")).as_bytes());
        is_refused(name, format!("{}{}", doctype("assessmentItem"), QTI.replace("红区", "&x;")).as_bytes());
        let document = format!(
            "{}<w:document {WORD}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>",
            doctype("w")
        );
        is_refused(name, &zip(&[("word/document.xml", &document)]));
        let sheet = format!("<sheetData><row r=\"1\">{}</row></sheetData>", inline("A1", "&x;"));
        let read = costs_little(name, &workbook(&sheet, ""));
        assert!(read.is_err() || read == Ok(1), "{name}: {read:?}");
        let book = format!(
            "{}<Workbook><Worksheet><Table><Row><Cell><Data>&x;</Data></Cell></Row></Table></Worksheet></Workbook>",
            doctype("Workbook")
        );
        is_refused(name, book.as_bytes());
    }
}

#[test]
fn addresses_of_a_package_stay_inside_of_it() {
    let _alone = alone();
    for (entry, address) in [
        ("../a.xml", "../a.xml"),
        ("/etc/passwd", "/etc/passwd"),
        ("..\\a.xml", "..\\a.xml"),
        ("C:\\a.xml", "C:\\a.xml"),
        ("a.xml", "file:///etc/passwd"),
    ] {
        let (_, material) = question_file::read(&package(entry, address), Limits::default()).unwrap();
        let report = material.judge(&domain::bank::import::Known::default());
        assert_eq!(report.counts().imported, 0, "{address}");
    }
    // A link is an entry whose text is an address; it is read as a text and followed nowhere.
    let mut link = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    link.start_file("imsmanifest.xml", options).unwrap();
    link.write_all(b"<manifest><resources><resource type=\"imsqti_item_xmlv2p1\" href=\"a.xml\"/></resources></manifest>").unwrap();
    link.add_symlink("a.xml", "/etc/passwd", options).unwrap();
    assert_eq!(costs_little("link out of a package", &link.finish().unwrap().into_inner()), Ok(1));
}

#[test]
fn sheets_that_promise_or_hold_too_much() {
    let _alone = alone();
    let huge = "0".repeat(190 << 20);
    let cell = format!("<sheetData><row r=\"1\">{}</row></sheetData>", inline("A1", &huge));
    is_refused("a cell of 190 MB", &workbook(&cell, ""));
    is_refused(
        "a shared string of 190 MB",
        &workbook(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>",
            &format!("<si><t>{huge}</t></si>"),
        ),
    );
    drop((huge, cell));
    let far = format!(
        "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\">{}</row><row r=\"1048576\">{}</row></sheetData>",
        inline("A1", "题干"),
        inline("XFD1048576", "答案")
    );
    let read = costs_little("two cells in far corners", &workbook(&far, ""));
    assert!(read.is_ok(), "{read:?}");
    let promised = "<sheetData/>".to_owned();
    let strings = workbook(&promised, "<si/>");
    is_refused("nothing in a sheet", &strings);
    let shown = "<c t=\"s\"><v>0</v></c>".repeat(200_000);
    let long = format!("<si><t>{}</t></si>", "长".repeat(30_000));
    is_refused(
        "a long string in every cell",
        &workbook(&format!("<sheetData><row r=\"1\">{shown}</row></sheetData>"), &long),
    );
    let wide = ",".repeat(1_000_000);
    let read = costs_little("a line of a million columns", format!("题干,答案{wide}\n动火,对\n").as_bytes());
    assert!(read.is_ok() || read.is_err());
    is_refused("a line of ten million fields", ",".repeat(10_000_000).as_bytes());
    is_refused("ten million lines", "a\n".repeat(9_000_000).as_bytes());
}

#[test]
fn quotes_that_never_close() {
    let _alone = alone();
    let quotes = "\"a\n".repeat(1_000_000);
    let _ = costs_little("a million open quotes", quotes.as_bytes());
    let odd = format!("a,b\n{}\"", "\"a\n,".repeat(500_000));
    let _ = costs_little("quotes open to the end", odd.as_bytes());
}

#[test]
fn what_is_nested_without_end() {
    let _alone = alone();
    const DEEP: usize = 100_000;
    is_refused("deep Moodle XML", format!("<quiz>{}", "<a>".repeat(DEEP)).as_bytes());
    is_refused(
        "deep QTI",
        format!("<assessmentItem>{}{}</assessmentItem>", "<a>".repeat(DEEP), "</a>".repeat(DEEP)).as_bytes(),
    );
    is_refused("deep document", &docx(&"<w:p>".repeat(DEEP), &[]));
    is_refused("deep lists of JSON", "[".repeat(DEEP).as_bytes());
    is_refused("deep objects of JSON", "{\"a\":".repeat(DEEP).as_bytes());
    let _ = costs_little("deep sheet", &workbook(&"<a>".repeat(DEEP), ""));
    let _ = costs_little("deep web page", format!("<html>{}", "<table><tr><td>".repeat(DEEP)).as_bytes());
    let _ = costs_little(
        "deep XML spreadsheet",
        format!("<?xml version=\"1.0\"?><Workbook>{}", "<a>".repeat(DEEP)).as_bytes(),
    );
}

#[test]
fn questions_with_options_without_end() {
    let _alone = alone();
    const MANY: usize = 200_000;
    let options: String = (0..MANY).map(|at| format!("~选项{at} ")).collect();
    let _ = costs_little("options of GIFT", format!("::甲:: 指针 {{=对 {options}}}\n").as_bytes());
    let options: String = (0..MANY).map(|at| format!("\"选项{at}\",")).collect();
    let _ = costs_little(
        "options of JSON",
        format!("[{{\"stem\":\"指针\",\"options\":[{options}\"乙\"],\"answer\":\"A\"}}]").as_bytes(),
    );
    let options: String =
        (0..MANY).map(|at| format!("<answer fraction=\"0\"><text>{at}</text></answer>")).collect();
    let _ = costs_little(
        "options of Moodle",
        MOODLE
            .replace("<answer fraction=\"100\">", &format!("{options}<answer fraction=\"100\">"))
            .as_bytes(),
    );
    let options: String = (0..MANY).map(|at| format!("A.选项{at} ")).collect();
    let _ = costs_little("options of a text", format!("1.指针应在（A）\n{options}\n答案：A\n").as_bytes());
    let lines: String = (0..MANY).map(|at| format!("A.选项{at}\n")).collect();
    let _ = costs_little("option lines of a text", format!("1.指针应在（A）\n{lines}答案：A\n").as_bytes());
    let _ = costs_little("options in a cell", format!("题干,选项,答案\n指针,{options},A\n").as_bytes());
}

#[test]
fn lists_and_styles_that_lead_to_themselves() {
    let _alone = alone();
    let styles = format!(
        "<w:styles {WORD}><w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style><w:style w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style><w:style w:styleId=\"c\"><w:basedOn w:val=\"c\"/></w:style></w:styles>"
    );
    let numbering = format!(
        "<w:numbering {WORD}><w:abstractNum w:abstractNumId=\"1\"><w:styleLink w:val=\"x\"/><w:numStyleLink w:val=\"x\"/></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
    );
    let body = ["a", "b", "c"].map(|style| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>动火须审批（√）</w:t></w:r></w:p>")).concat();
    let bytes = docx(&body, &[("word/styles.xml", &styles), ("word/numbering.xml", &numbering)]);
    assert_eq!(costs_little("basedOn and styleLink in a ring", &bytes), Ok(3));
}

#[test]
fn a_container_whose_sectors_run_in_a_ring() {
    let _alone = alone();
    let mut bytes = container(&vec![0; 20_000]);
    let fat = 512 * (1 + u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize);
    for sector in 0..128_usize {
        let next = fat + sector * 4;
        let to = u32::from_le_bytes(bytes[next..next + 4].try_into().unwrap());
        if to == 0xffff_fffe {
            // Where a chain ended it begins anew.
            bytes[next..next + 4].copy_from_slice(&(sector as u32).to_le_bytes());
        }
    }
    is_refused("ring of sectors", &bytes);
}

#[test]
fn files_that_end_too_early() {
    let _alone = alone();
    for (name, bytes) in harmless() {
        for end in (0..).map(|power| 1 << power).take_while(|end| *end < bytes.len()) {
            let (done, cost) = measured(|| imported(&bytes[..end]));
            assert!(done.is_ok() && cost.bytes < 10 << 20, "{name} after {end} bytes: {cost:?}");
        }
    }
}

#[test]
fn texts_that_are_no_plain_text() {
    let _alone = alone();
    let text = "题干,答案\n动火须审批,对\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(costs_little("UTF-16 without a mark", &wide), Ok(1));
    let zeros = text.replace("动", "\0动");
    is_refused("zeros in a text", zeros.as_bytes());
    is_refused("nothing but zeros", &vec![0; 10 << 20]);
}

/// What ten megabytes of each format cost. `--nocapture` shows the table.
#[test]
fn ten_megabytes_of_every_format() {
    let _alone = alone();
    const SIZE: usize = if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 };
    let filled = |one: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        let mut number = 1;
        while text.len() < SIZE {
            text.push_str(&one(number));
            number += 1;
        }
        text
    };
    let csv = format!("题干,A,B,答案\n{}", filled(&|at| format!("第{at}号指针应在（ ）,红区{at},绿区,B\n")));
    let prose = filled(&|at| format!("{at}.第{at}号指针应在（ ）\nA.红区{at} B.绿区\n答案：B\n"));
    let moodle = format!(
        "<quiz>{}</quiz>",
        filled(&|at| MOODLE[6..MOODLE.len() - 7].replace("指针", &format!("第{at}号指针")))
    );
    let json = format!(
        "[{}{{}}]",
        filled(&|at| format!(
            "{{\"stem\":\"第{at}号指针应在\",\"options\":[\"红区\",\"绿区\"],\"answer\":\"B\"}},"
        ))
    );
    let gift = filled(&|at| format!("第{at}号指针应在 {{=绿区 ~红区}}\n\n"));
    let aiken = filled(&|at| format!("第{at}号指针应在\nA. 红区\nB. 绿区\nANSWER: B\n\n"));
    let paragraphs = filled(&|at| format!("<w:p><w:r><w:t>{at}.第{at}号须挂牌（√）</w:t></w:r></w:p>"));
    let page = format!(
        "<table><tr><td>题干<td>答案{}</table>",
        filled(&|at| format!("<tr><td>第{at}号须挂牌</td><td>对</td></tr>\n"))
    );
    let cells = filled(&|at| {
        format!(
            "<row r=\"{at}\">{}{}</row>",
            inline(&format!("A{at}"), &format!("第{at}号须挂牌")),
            inline(&format!("B{at}"), "对")
        )
    });
    for (name, bytes) in [
        ("csv", csv.into_bytes()),
        ("txt", prose.into_bytes()),
        ("docx (size inside)", docx(&paragraphs, &[])),
        ("xlsx (size inside)", workbook(&format!("<sheetData>{cells}</sheetData>"), "")),
        ("gift", gift.into_bytes()),
        ("aiken", aiken.into_bytes()),
        ("moodle", moodle.into_bytes()),
        ("qti", format!("{}{}", QTI.replace("红区", &"红".repeat(SIZE / 3)), "").into_bytes()),
        ("json", json.into_bytes()),
        ("web page", page.into_bytes()),
    ] {
        let _ = costs_little(name, &bytes);
    }
}
