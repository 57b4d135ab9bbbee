//! Reading spreadsheets of every sort, also those made to hurt.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::io::Write;

use domain::{
    bank::import::table::{Area, Cell, Table},
    bank::import::{Known, RowOutcome, judge},
};
use formats::{
    result_file::{self, Labels, TemplateText},
    sheet::{self, Limits, LooksLike, Measure, SheetError},
};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

fn read(bytes: &[u8]) -> Result<Table, SheetError> {
    sheet::read(bytes, Limits::default())
}

/// A workbook with one cell of every sort, a hidden sheet and a merged area.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(1, 1, "题干").unwrap();
    page.write_number(1, 2, 0.1).unwrap();
    page.write_boolean(1, 3, true).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    page.write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2009, 5, 1).unwrap(), &day).unwrap();
    page.write_formula(1, 5, Formula::new("=1+1").set_result("2")).unwrap();
    page.write_formula(1, 6, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let hours = Format::new().set_num_format("h:mm");
    page.write_datetime_with_format(1, 7, ExcelDateTime::from_hms(8, 30, 0).unwrap(), &hours).unwrap();
    page.merge_range(3, 0, 5, 0, "判断题", &Format::new()).unwrap();
    page.write_string(9, 0, "last").unwrap();
    let hidden = book.add_worksheet();
    hidden.set_hidden(true).write_string(0, 0, "old").unwrap();
    book.save_to_buffer().unwrap()
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_workbook_keeps_rows_values_and_merged_areas() {
    let table = read(&workbook()).unwrap();
    let [page, hidden] = table.sheets.as_slice() else { panic!("{table:?}") };
    assert!(hidden.hidden && !page.hidden);
    assert_eq!(page.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4, 10]);
    let day = time::Date::from_calendar_date(2009, time::Month::May, 1).unwrap();
    assert_eq!(
        page.rows[0].cells,
        [
            Cell::Empty,
            Cell::Text("题干".into()),
            Cell::Number(0.1),
            Cell::Bool(true),
            Cell::Date(day),
            Cell::Number(2.0),
            Cell::Error("#N/A".into()),
            Cell::Text("8:30".into()),
        ]
    );
    assert_eq!(page.merged, [Area { first_row: 4, last_row: 6, first_column: 0, last_column: 0 }]);
}

#[test]
fn hidden_rows_and_columns_are_known() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, ["题干", "答案", "答案", "解析"]).unwrap();
    for row in 1..5 {
        page.write_row(row, 0, ["动火须审批", "对"]).unwrap();
    }
    page.set_row_hidden(2).unwrap().set_row_height(3, 0).unwrap();
    page.set_column_hidden(1).unwrap().set_column_hidden(2).unwrap();
    let filtered = book.add_worksheet();
    for (row, kind) in (0..).zip(["题型", "单选题", "多选题"]) {
        filtered.write(row, 0, kind).unwrap();
    }
    filtered.autofilter(0, 0, 2, 0).unwrap();
    filtered.filter_column(0, &rust_xlsxwriter::FilterCondition::new().add_list_filter("单选题")).unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    let hidden = |sheet: usize| -> Vec<u32> {
        let rows = table.sheets[sheet].rows.iter().filter(|row| row.hidden);
        rows.map(|row| row.number).collect()
    };
    assert_eq!((hidden(0), hidden(1)), (vec![3, 4], vec![3]));
    let columns: Vec<usize> = table.sheets[0].hidden_columns.iter().cloned().flatten().collect();
    assert_eq!(columns, [1, 2]);
}

#[test]
fn what_is_no_sheet_is_called_by_its_name() {
    let not = |looks_like| Err(SheetError::NotASheet { looks_like });
    for (bytes, expected) in [
        (b"".to_vec(), Err(SheetError::Empty)),
        (b" \r\n\r\n".to_vec(), Err(SheetError::Empty)),
        (b"<html><table><tr><td></td></tr></table></html>".to_vec(), not(LooksLike::Html)),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>".to_vec(), not(LooksLike::Html)),
        (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), not(LooksLike::Xml)),
        (b"%PDF-1.7".to_vec(), not(LooksLike::Pdf)),
        (b"{\\rtf1".to_vec(), not(LooksLike::RichText)),
        (b"\x89PNG\r\n".to_vec(), not(LooksLike::Image)),
        (b"[{\"stem\": 1}]".to_vec(), not(LooksLike::Json)),
        (b"-- dump\nINSERT INTO `item` VALUES (1, 'A');\n".to_vec(), not(LooksLike::DatabaseDump)),
        (zipped(&[("word/document.xml", b"<x/>")]), not(LooksLike::Word)),
        (
            zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
            not(LooksLike::OpenDocument),
        ),
        (zipped(&[("photo.jpg", b"x")]), not(LooksLike::Archive)),
        (ole(&[("WordDocument", b"x")]), not(LooksLike::OldWord)),
        (ole(&[("EncryptedPackage", b"x"), ("EncryptionInfo", b"x")]), Err(SheetError::Encrypted)),
        (ole(&[("Workbook", &[0x09, 8, 4, 0, 0, 6, 5, 0, 0x2f, 0, 2, 0, 1, 0])]), Err(SheetError::Encrypted)),
        (b"\x00\x01\x02\x03".to_vec(), not(LooksLike::Unknown)),
        (b"\xff\xff\xff,\xff".to_vec(), Err(SheetError::UnknownEncoding)),
    ] {
        assert_eq!(read(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(30)]));
    }
}

#[test]
fn archives_that_swell_are_refused() {
    let zeros = vec![b'0'; 1 << 20];
    let bomb = zipped(&[("xl/workbook.xml", &zeros), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 10_000);
    let limits = Limits { inflated: 1 << 20, ..Limits::default() };
    assert_eq!(
        sheet::read(&bomb, limits),
        Err(SheetError::Bomb { what: Measure::InflatedBytes, limit: 1 << 20 })
    );
    let limits = Limits { entries: 1, ..Limits::default() };
    assert_eq!(sheet::read(&bomb, limits), Err(SheetError::Bomb { what: Measure::Entries, limit: 1 }));
    let limits = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(sheet::read(&bomb, limits), Err(SheetError::TooLarge { bytes: bomb.len(), limit: 100 }));
    let limits = Limits { cells: 5, ..Limits::default() };
    assert_eq!(sheet::read(&workbook(), limits), Err(SheetError::Bomb { what: Measure::Cells, limit: 5 }));
    let promise = br#"<?xml version="1.0"?><sst uniqueCount="900000000000"></sst>"#;
    let promised = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", promise)]);
    assert!(matches!(read(&promised), Err(SheetError::Broken { .. })));
}

#[test]
fn two_cells_far_apart_cost_no_more_than_two() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "a").unwrap();
    page.write_string(1_048_575, 16_383, "z").unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(table.sheets[0].rows.len(), 2);
    assert_eq!(table.sheets[0].rows[1].number, 1_048_576);
}

#[test]
fn the_annotated_file_has_the_rows_in_place_and_no_formula() {
    let csv = "题型,题干,A,B,答案\n单选题,选（ ）,=1+1,@x,A\n\n单选题,选（ ）,甲,乙,C\n";
    let table = read(csv.as_bytes()).unwrap();
    let report = judge(&table, &Known::default());
    let labels = Labels {
        row: "行",
        text: "原文",
        result: "结果",
        reason: "原因",
        outcome: &|outcome| {
            if outcome == RowOutcome::Rejected { "拒绝".into() } else { "可入库".into() }
        },
        sentence: &|reason| reason.code().into(),
    };
    let bytes = result_file::annotated(&table, &report, &labels).unwrap();
    let again = read(&bytes).unwrap();
    let rows: Vec<(u32, Vec<String>)> = again.sheets[0]
        .rows
        .iter()
        .map(|row| (row.number, row.cells.iter().map(Cell::text).collect()))
        .collect();
    let row =
        |number, cells: &[&str]| (number, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        rows,
        [
            row(1, &["题型", "题干", "A", "B", "答案", "结果", "原因"]),
            row(2, &["单选题", "选（ ）", "=1+1", "@x", "A", "可入库"]),
            row(4, &["单选题", "选（ ）", "甲", "乙", "C", "拒绝", "answer_without_option"]),
        ]
    );
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let page = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(!page.contains("<f>"), "{page}");
    // What goes back corrected is read as before: the result columns are no part of a question.
    assert_eq!(judge(&again, &Known::default()).counts(), report.counts());
}

#[test]
fn the_annotated_file_hides_what_was_hidden() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, ["题干", "答案"]).unwrap();
    page.write_row(1, 0, ["动火须审批", "对"]).unwrap().write_row(2, 0, ["旧题", "对"]).unwrap();
    page.set_row_hidden(2).unwrap().set_column_hidden(1).unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    let report = judge(&table, &Known::default());
    assert_eq!((report.counts().accepted(), report.counts().skipped), (1, 1));
    let labels = Labels {
        row: "行",
        text: "原文",
        result: "结果",
        reason: "原因",
        outcome: &|_| "结果".into(),
        sentence: &|reason| reason.code().into(),
    };
    let again = read(&result_file::annotated(&table, &report, &labels).unwrap()).unwrap();
    assert_eq!(judge(&again, &Known::default()).warnings, report.warnings);
}

#[test]
fn the_template_is_read_back_without_a_note() {
    let chinese = TemplateText {
        sheet: "试题",
        headings: &[
            "题型",
            "题干",
            "选项A",
            "选项B",
            "选项C",
            "选项D",
            "正确答案",
            "解析",
            "知识点",
            "难度",
            "依据",
        ],
        examples: &[
            &[
                "单选题",
                "灭火器压力表指针应在（ ）",
                "红区",
                "绿区",
                "黄区",
                "",
                "B",
                "",
                "消防",
                "2",
                "GB 50140",
            ],
            &["多选题", "下列属于特种作业的有（ ）", "电工作业", "焊接与热切割", "保洁", "高处作业", "ABD"],
            &["判断题", "未经培训不得上岗", "", "", "", "", "正确"],
            &["填空题", "安全第一、（ ）、综合治理", "", "", "", "", "预防为主"],
        ],
    };
    let english = TemplateText {
        sheet: "Questions",
        headings: &[
            "type",
            "question",
            "A",
            "B",
            "C",
            "D",
            "answer",
            "explanation",
            "knowledge point",
            "difficulty",
            "legal basis",
        ],
        examples: &[
            &["single_choice", "The needle should be in ( )", "red", "green", "yellow", "", "B"],
            &[
                "multiple_choice",
                "Permits are needed for ( )",
                "hot work",
                "confined spaces",
                "sweeping",
                "",
                "AB",
            ],
            &["true_false", "Nobody works untrained", "", "", "", "", "true"],
            &["fill_in", "Renewal is due every ( ) years", "", "", "", "", "3"],
        ],
    };
    for text in [chinese, english] {
        let table = read(&result_file::template(&text).unwrap()).unwrap();
        let report = judge(&table, &Known::default());
        assert_eq!(report.counts().imported, 4, "{:?}", report.rows);
        assert_eq!(report.sheets[0].header.as_ref().unwrap().columns.len(), text.headings.len());
    }
}

/// Files that are worth damaging: our own, and the real ones where they are at hand.
fn seeds() -> Vec<Vec<u8>> {
    let banks = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/question-banks");
    let real = ["converted-safety-principal/安全负责人题库.xls", "huaxt-junior-plant/初级判断题.xlsx"];
    let real = real.iter().filter_map(|name| std::fs::read(banks.join(name)).ok());
    std::iter::once(workbook())
        .chain(real)
        .chain(["题干,答案\n\"甲,对\n乙,\"错\"\n".as_bytes().to_vec()])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0usize..4) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"];
        let _ = read(&[starts[start], &bytes].concat());
    }

    #[test]
    fn no_damage_to_a_file_makes_it_panic(
        seed in 0usize..4,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let seeds = SEEDS.get_or_init(seeds);
        let mut bytes = seeds[seed % seeds.len()].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(table) = read(&bytes) {
            let report = judge(&table, &Known::default());
            prop_assert_eq!(report.counts().rows(), report.rows.len());
        }
    }
}

static SEEDS: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
