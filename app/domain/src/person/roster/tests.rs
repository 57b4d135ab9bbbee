//! Lists of people with their usual diseases.

use time::Month;

use super::*;
use crate::bank::import::table::Area;

const HEADER: [&str; 9] =
    ["工 号", "姓名", "手机", "部门", "岗位", "用工形式", "身份证号码", "入职日期", "状态"];

fn table(rows: &[&[&str]]) -> Table {
    let rows = rows.iter().zip(1..).map(|(cells, number)| Row {
        number,
        cells: cells.iter().map(|text| (*text).into()).collect(),
        ..Row::default()
    });
    Table { sheets: vec![Sheet { rows: rows.collect(), ..Sheet::default() }] }
}

fn one(cells: &[&str]) -> Result<RosterRow, Vec<RosterFault>> {
    judge(&table(&[&["2024年花名册"], &HEADER, cells])).rows.remove(0).read
}

#[test]
fn a_person_is_read_as_the_list_gives_them() {
    let person = one(&[
        "0012",
        "刘 洋",
        "+86 138-0013-8000",
        "一分厂 / 焊接车间",
        "焊工",
        "劳务派遣（恒安）",
        "'11010519491231002x",
        "2020.3.5",
        "在职",
    ]);
    let stored = serde_json::to_string(&person).unwrap();
    assert_eq!(serde_json::from_str::<Result<RosterRow, Vec<RosterFault>>>(&stored).unwrap(), person);
    assert_eq!(
        person,
        Ok(RosterRow {
            number: "0012".into(),
            name: "刘 洋".into(),
            phone: Some("13800138000".into()),
            unit: vec!["一分厂".into(), "焊接车间".into()],
            post: "焊工".into(),
            employment: Some(Employment::AgencyWorker),
            document: Some(Document::NationalId(NationalId::parse("11010519491231002X").unwrap())),
            hired_on: Some(Date::from_calendar_date(2020, Month::March, 5).unwrap()),
        })
    );
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    assert_eq!(
        one(&["", "张3", "1380013", "", "", "其他", "3.70102E+17", "90/3/5", "已离职"]),
        Err(vec![
            RosterFault::NumberMissing,
            RosterFault::NameUnlikely { value: "张3".into() },
            RosterFault::PhoneWrong { value: "1380013".into() },
            RosterFault::EmploymentUnknown { value: "其他".into() },
            RosterFault::DocumentWrong { fault: NationalIdFault::PrecisionLost },
            RosterFault::DateUnclear { value: "90/3/5".into() },
            RosterFault::Left { value: "已离职".into() },
        ])
    );
}

#[test]
fn one_number_or_one_document_for_two_people_is_a_fault_of_both() {
    let id = "11010519491231002X";
    let report = judge(&table(&[
        &HEADER,
        &["1", "张三", "", "", "", "", id],
        &["2", "李四", "", "", "", "", id],
        &["3", "王五", "", "一车间"],
        &["3", "赵六", "", "一车间"],
        &["4", "钱七"],
        &["4", "钱七"],
    ]));
    let place = |row| Place { sheet: 0, row };
    let faults: Vec<_> = report.rows.iter().map(|row| row.read.clone().err().unwrap_or_default()).collect();
    assert_eq!(
        faults,
        [
            vec![RosterFault::DocumentTwice { others: vec![place(3)] }],
            vec![RosterFault::DocumentTwice { others: vec![place(2)] }],
            vec![RosterFault::NumberTwice { others: vec![place(5)] }],
            vec![RosterFault::NumberTwice { others: vec![place(4)] }],
            vec![],
            vec![RosterFault::SameAsRow { other: place(6) }],
        ]
    );
}

#[test]
fn a_merged_department_covers_its_rows() {
    let mut table = table(&[
        &["姓名", "工号", "公司", "班组"],
        &["张三", "1", "一分厂", "甲班"],
        &["李四", "2", "", "乙班"],
    ]);
    table.sheets[0].merged.push(Area { first_row: 2, last_row: 3, first_column: 2, last_column: 2 });
    let report = judge(&table);
    let units: Vec<_> =
        report.rows.iter().filter_map(|row| row.read.as_ref().ok()).map(|row| row.unit.join("/")).collect();
    assert_eq!(units, ["一分厂/甲班", "一分厂/乙班"]);
}

#[test]
fn english_lists_are_read_and_lists_without_header_are_not() {
    let report = judge(&table(&[
        &["Employee No.", "Name", "Mobile", "Department", "Job title"],
        &["7", "John Smith", "+44 7700 900123", "Plant > Crew A", "Welder"],
    ]));
    assert_eq!(report.rows[0].read.as_ref().unwrap().phone.as_deref(), Some("+447700900123"));
    let report = judge(&table(&[&["张三", "13800138000"]]));
    assert_eq!(report.rows[0].read, Err(vec![RosterFault::HeaderMissing]));
}
