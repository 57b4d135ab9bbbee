//! Files that are not text, made by code.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Image, Workbook, Worksheet};

/// The usual columns.
const HEADER: [&str; 7] = ["题型", "题干", "A", "B", "C", "D", "答案"];

pub fn all() -> Vec<(String, Vec<u8>)> {
    let files: [(&str, Vec<u8>); 21] = [
        ("09-boolean.xlsx", boolean()),
        ("30-merged-kind.xlsx", merged_kind()),
        ("33-sheets.xlsx", sheets()),
        ("34-hidden.xlsx", hidden()),
        ("34-hidden.xls", hidden_xls()),
        ("35-formatted-rows.xlsx", formatted_rows()),
        ("40-workbook.xls", sheet(|page| rows(page, &[["判断题", "动火须审批", "", "", "", "", "对"]]))),
        ("42-changed-by-excel.xlsx", changed_by_excel()),
        ("43-formulas.xlsx", formulas()),
        ("44-stem-is-a-picture.xlsx", stem_is_a_picture()),
        ("45-floating-pictures.xlsx", floating_pictures()),
        ("46-bold-answer.xlsx", bold_answer()),
        ("46-bold-answer.docx", bold_answer_docx()),
        ("47-formula.docx", formula_docx()),
        ("63-word-numbers.docx", word_numbers()),
        ("64-tables-and-boxes.docx", tables_and_boxes()),
        ("65-web-page.docx", docx(&format!("{}<w:altChunk/>", p("题")))),
        ("65-old-word.doc", container("WordDocument", b"x")),
        ("65-wps.wps", container("WordDocument", b"x")),
        ("66-tracked-changes.docx", tracked_changes()),
        ("68-long-cells.csv", long_cells()),
    ];
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

fn rows<const WIDTH: usize>(page: &mut Worksheet, rows: &[[&str; WIDTH]]) {
    for (number, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            page.write_string(number, column, *text).unwrap();
        }
    }
}

/// A workbook of one sheet with the usual header.
fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, HEADER).unwrap();
    fill(page);
    book.save_to_buffer().unwrap()
}

fn boolean() -> Vec<u8> {
    sheet(|page| {
        rows(page, &[["判断题", "未经培训不得上岗"], ["判断题", "可以酒后登高"]]);
        page.write_boolean(1, 6, true).unwrap().write_boolean(2, 6, false).unwrap();
    })
}

fn merged_kind() -> Vec<u8> {
    sheet(|page| {
        let question = |stem| ["", stem, "红区", "绿区", "黄区", "", "B"];
        rows(page, &[question("指针应在（ ）"), question("阀门应在（ ）"), question("读数应在（ ）")]);
        page.merge_range(1, 0, 2, 0, "单选题", &Format::new()).unwrap();
    })
}

fn sheets() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, key) in [("单选", "B"), ("多选", "AB"), ("判断", "对")] {
        let page = book.add_worksheet();
        page.set_name(name).unwrap().write_row(0, 0, ["题干", "A", "B", "C", "答案"]).unwrap();
        match name {
            "判断" => rows(page, &[["未经培训不得上岗", "", "", "", key]]),
            _ => rows(page, &[[format!("{name}（ ）").as_str(), "红区", "绿区", "黄区", key]]),
        }
    }
    let notes = book.add_worksheet();
    notes.set_name("说明").unwrap().write_string(0, 0, "请勿修改表头").unwrap();
    book.save_to_buffer().unwrap()
}

fn hidden() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("题库").unwrap().write_row(0, 0, HEADER).unwrap();
    let question = |stem, key| ["单选题", stem, "红区", "绿区", "黄区", "", key];
    rows(page, &[question("指针应在（ ）", "B"), question("旧题（ ）", "A"), question("阀门应在（ ）", "C")]);
    page.set_row_hidden(2).unwrap().set_column_hidden(6).unwrap();
    let old = book.add_worksheet();
    old.set_name("旧题").unwrap().set_hidden(true).write_row(0, 0, HEADER).unwrap();
    rows(old, &[question("更旧（ ）", "A")]);
    book.save_to_buffer().unwrap()
}

/// The same in BIFF8, whose record numbers are those of [MS-XLS].
fn hidden_xls() -> Vec<u8> {
    let record = |number: u16, words: &[u16], text: &str| {
        let mut data: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        if !text.is_empty() {
            // Count of characters, then 1 for two bytes to each.
            data.extend((text.encode_utf16().count() as u16).to_le_bytes());
            data.push(1);
            data.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        }
        [&number.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
    };
    let bof = |of: u16| record(0x0809, &[0x0600, of, 0, 0, 0, 0, 0, 0], "");
    let eof = record(0x000a, &[], "");
    let mut page = bof(0x0010);
    // ColInfo: the answer is hidden.
    page.extend(record(0x007d, &[3, 3, 2_000, 0, 1, 0], ""));
    let rows: [[&str; 4]; 3] =
        [["题干", "A", "B", "答案"], ["指针应在（ ）", "红区", "绿区", "B"], ["旧题（ ）", "甲", "乙", "A"]];
    for (row, cells) in (0..).zip(rows) {
        // Row: 0x20 is fDyZero.
        page.extend(record(0x0208, &[row, 0, 4, 300, 0, 0, if row == 2 { 0x120 } else { 0x100 }, 0], ""));
        for (column, text) in (0..).zip(cells) {
            page.extend(record(0x0204, &[row, column, 0], text));
        }
    }
    page.extend(&eof);
    let bound = |start: u32| {
        let name =
            [&[0, 0, 2, 1][..], &"题库".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()];
        let data = [&start.to_le_bytes()[..], &name.concat()].concat();
        [&0x0085u16.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
    };
    let start = bof(0x0005).len() + bound(0).len() + eof.len();
    container("Workbook", &[bof(0x0005), bound(start as u32), eof, page].concat())
}

fn formatted_rows() -> Vec<u8> {
    sheet(|page| {
        rows(page, &[["判断题", "未经培训不得上岗", "", "", "", "", "对"]]);
        for row in 2..300 {
            page.write_blank(row, 1, &Format::new().set_text_wrap()).unwrap();
        }
    })
}

fn changed_by_excel() -> Vec<u8> {
    sheet(|page| {
        rows(
            page,
            &[
                ["填空题", "比例是（ ）", "", ""],
                ["填空题", "编号是（ ）", "", ""],
                ["单选题", "选（ ）", "甲", "乙"],
            ],
        );
        let day = Format::new().set_num_format("m\"月\"d\"日\"");
        page.write_datetime_with_format(1, 6, ExcelDateTime::from_ymd(2024, 2, 1).unwrap(), &day).unwrap();
        page.write_number(2, 6, 45_323).unwrap().write_number(3, 6, 1).unwrap();
    })
}

fn formulas() -> Vec<u8> {
    sheet(|page| {
        rows(
            page,
            &[["单选题", "指针应在（ ）", "红区", "绿区"], ["单选题", "阀门应在（ ）", "红区", "绿区"]],
        );
        page.write_formula(1, 6, Formula::new("=\"B\"").set_result("B")).unwrap();
        page.write_formula(2, 6, Formula::new("=NA()").set_result("#N/A")).unwrap();
    })
}

/// The smallest PNG: one pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5,
    0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn stem_is_a_picture() -> Vec<u8> {
    sheet(|page| {
        let wps = "=DISPIMG(\"ID_1\",1)";
        rows(
            page,
            &[["单选题", "", "禁止", "警告", "", "", "A"], ["单选题", wps, "禁止", "警告", "", "", "A"]],
        );
        page.insert_image(1, 1, &Image::new_from_buffer(PIXEL).unwrap()).unwrap();
    })
}

fn floating_pictures() -> Vec<u8> {
    sheet(|page| {
        let question = |stem| ["单选题", stem, "禁止", "警告", "", "", "A"];
        rows(
            page,
            &[question("如图所示的标志是（ ）"), question("红色表示（ ）"), question("黄色表示（ ）")],
        );
        let picture = Image::new_from_buffer(PIXEL).unwrap();
        page.insert_image(1, 2, &picture).unwrap().insert_image(2, 8, &picture).unwrap();
    })
}

fn bold_answer() -> Vec<u8> {
    sheet(|page| {
        let question = |stem| ["单选题", stem, "红区", "绿区", "黄区"];
        rows(page, &[question("指针应在（ ）"), question("阀门应在（ ）"), question("读数应在（ ）")]);
        let bold = Format::new().set_bold();
        page.write_with_format(1, 3, "绿区", &bold).unwrap();
        page.write_with_format(2, 4, "黄区", &Format::new().set_font_color(0xc0_00_00)).unwrap();
        // Two of them are no hint.
        page.write_with_format(3, 2, "红区", &bold).unwrap().write_with_format(3, 3, "绿区", &bold).unwrap();
    })
}

fn long_cells() -> Vec<u8> {
    let row = |length| format!("判断题,{},对\n", "长".repeat(length));
    format!("题型,题干,答案\n{}{}", row(3), row(5_001)).into_bytes()
}

fn container(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(content).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

const SPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#,
);

fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {SPACES}><w:body>{body}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in std::iter::once(&("word/document.xml", document.as_str())).chain(parts) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A paragraph of one run.
fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run("", text))
}

fn bold_answer_docx() -> Vec<u8> {
    let options = [run("", "A.红区 "), run("<w:b/>", "B.绿区"), run("", " C.黄区")].concat();
    docx(&format!("{}{}<w:p>{options}</w:p>", p("一、单选题"), p("1.指针应在（ ）")))
}

fn formula_docx() -> Vec<u8> {
    let raised = run("<w:vertAlign w:val=\"superscript\"/>", "4");
    let formula = "<m:oMath><m:r><m:t>U=IR</m:t></m:r></m:oMath>";
    docx(&format!(
        "<w:p>{}{raised}{}{formula}{}</w:p>",
        run("", "1.压力为10"),
        run("", "Pa，"),
        run("", "（√）")
    ))
}

fn word_numbers() -> Vec<u8> {
    let listed = |level: u32, text: &str| {
        let list = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>");
        format!("<w:p><w:pPr>{list}</w:pPr>{}</w:p>", run("", text))
    };
    let lists = format!(
        "<w:numbering {SPACES}><w:abstractNum w:abstractNumId=\"7\">\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
         <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperLetter\"/><w:lvlText w:val=\"%2.\"/></w:lvl>\
         </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
    );
    let body = [
        p("单选题"),
        listed(0, "指针应在（ B ）"),
        listed(1, "红区"),
        listed(1, "绿区"),
        listed(0, "阀门应在（ A ）"),
        listed(1, "红区"),
        listed(1, "绿区"),
    ];
    docx_with(&body.concat(), &[("word/numbering.xml", &lists)])
}

fn tables_and_boxes() -> Vec<u8> {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let row =
        |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let table = |rows: &[&[&str]]| {
        format!("<w:tbl>{}</w:tbl>", rows.iter().map(|cells| row(cells)).collect::<String>())
    };
    let boxed = format!(
        "<w:p><w:r><w:drawing><a:wsp><w:txbxContent>{}</w:txbxContent></a:wsp></w:drawing></w:r></w:p>",
        p("2.动火须审批。（√）")
    );
    docx(
        &[
            p("1.指针应在（ ）"),
            table(&[&["A.红区", "B.绿区"], &["C.黄区", "D.蓝区"]]),
            p("答案：B"),
            boxed,
            table(&[&["题干", "A", "B", "答案"], &["阀门应在（ ）", "红区", "绿区", "A"]]),
        ]
        .concat(),
    )
}

fn tracked_changes() -> Vec<u8> {
    let deleted = "<w:del><w:r><w:delText>不</w:delText></w:r></w:del>";
    let inserted = format!("<w:ins>{}</w:ins>", run("", "必须"));
    let body = format!("<w:p>{}{deleted}{inserted}{}</w:p>", run("", "1.动火"), run("", "审批。（√）"));
    let header = format!("<w:hdr {SPACES}>{}</w:hdr>", p("内部资料"));
    let comments = format!("<w:comments {SPACES}>{}</w:comments>", p("这题有争议"));
    docx_with(&body, &[("word/header1.xml", &header), ("word/comments.xml", &comments)])
}
