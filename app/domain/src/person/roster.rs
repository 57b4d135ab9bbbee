//! The roster (花名册): who works here, read from somebody's spreadsheet.
//!
//! It decides whose file a record goes into, so a row with a doubt is returned with its faults and
//! never mended. Each row stands for itself; only doubles tie rows together.

mod cells;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::bank::import::{
    Column, Place,
    table::{Cell, Row, Sheet, Table},
    text,
};

use super::national_id::{NationalId, NationalIdFault};

pub use cells::phone;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterReport {
    /// For each sheet its name and the columns that are read; none when no row names them.
    pub sheets: Vec<RosterSheet>,
    /// Every row with content below a header (or of a sheet without one), in file order.
    pub rows: Vec<RosterEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSheet {
    pub name: String,
    pub hidden: bool,
    pub columns: Vec<(Column, RosterField)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEntry {
    pub place: Place,
    /// The cells as they stand in the file. They hold personal data: store them as such.
    pub cells: Vec<String>,
    pub read: Result<RosterRow, Vec<RosterFault>>,
}

/// A person as the list gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRow {
    /// Employee number (工号), unique in the enterprise.
    pub number: String,
    pub name: String,
    /// Digits only, with `+` for numbers from abroad.
    pub phone: Option<String>,
    /// From the top of the organisation down: workshop, crew.
    pub unit: Vec<String>,
    pub post: String,
    pub employment: Option<Employment>,
    pub document: Option<Document>,
    #[serde(with = "iso_date")]
    pub hired_on: Option<Date>,
}

/// A day as `2020-03-05`.
mod iso_date {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use time::{Date, macros::format_description};

    pub fn serialize<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        date.map(|date| date.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        let parse = |text: String| Date::parse(&text, format_description!("[year]-[month]-[day]"));
        text.map(parse).transpose().map_err(D::Error::custom)
    }
}

/// The paper that says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    NationalId(NationalId),
    /// A passport or a travel permit of people from Hong Kong, Macao, Taiwan: a letter or two and digits.
    Other(String),
}

/// Who employs a person (用工形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    Employee,
    /// 劳务派遣
    AgencyWorker,
    Intern,
    /// Temporary, seasonal, part-time.
    CasualWorker,
    /// 外包、外来施工
    ContractorWorker,
}

impl Employment {
    pub const ALL: [Employment; 5] = [
        Employment::Employee,
        Employment::AgencyWorker,
        Employment::Intern,
        Employment::CasualWorker,
        Employment::ContractorWorker,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Employment::Employee => "employee",
            Employment::AgencyWorker => "agency_worker",
            Employment::Intern => "intern",
            Employment::CasualWorker => "casual_worker",
            Employment::ContractorWorker => "contractor_worker",
        }
    }

    pub fn from_code(code: &str) -> Option<Employment> {
        Employment::ALL.into_iter().find(|employment| employment.code() == code)
    }
}

impl Document {
    /// Reads a document's number as people type it; `None` when there is nothing.
    pub fn parse(typed: &str) -> Result<Option<Document>, NationalIdFault> {
        let bare = text::folded(typed);
        if bare.is_empty() {
            return Ok(None);
        }
        let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
        let is_other = (1..=2).contains(&letters)
            && (6..=11).contains(&(bare.len() - letters))
            && bare.bytes().skip(letters).all(|byte| byte.is_ascii_digit());
        if is_other {
            return Ok(Some(Document::Other(bare.to_ascii_uppercase())));
        }
        NationalId::parse(typed).map(|id| Some(Document::NationalId(id)))
    }

    /// Every character, for storing it encrypted.
    pub fn reveal(&self) -> &str {
        match self {
            Document::NationalId(id) => id.reveal(),
            Document::Other(number) => number,
        }
    }

    /// `3706**********1234`; of other documents the first and the last two characters.
    pub fn masked(&self) -> String {
        match self {
            Document::NationalId(id) => id.masked(),
            Document::Other(number) => {
                let ends = (
                    number.get(..2).unwrap_or_default(),
                    number.get(number.len().saturating_sub(2)..).unwrap_or_default(),
                );
                format!("{}{}{}", ends.0, "*".repeat(number.len().saturating_sub(4)), ends.1)
            }
        }
    }
}

/// What a column of a roster holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterField {
    Number,
    Name,
    Phone,
    /// A level of the organisation, or a path; several columns go from the top down.
    Unit,
    Post,
    Employment,
    Document,
    HiredOn,
    /// Whether the person is still here.
    Status,
}

/// Why a row is not taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RosterFault {
    HeaderMissing,
    HiddenSheet,
    QuotesBroken,
    ErrorCell {
        column: Column,
        value: String,
    },
    NumberMissing,
    NameMissing,
    /// Digits in it, or longer than any name.
    NameUnlikely {
        value: String,
    },
    PhoneWrong {
        value: String,
    },
    DocumentWrong {
        fault: NationalIdFault,
    },
    EmploymentUnknown {
        value: String,
    },
    /// Not a day, or one that can be read in two ways, such as `90/3/5` and `3/5/1990`.
    DateUnclear {
        value: String,
    },
    /// The list says that the person has left.
    Left {
        value: String,
    },
    /// Nothing differs from a row before.
    SameAsRow {
        other: Place,
    },
    /// Two people with one number.
    NumberTwice {
        others: Vec<Place>,
    },
    /// Two people with one identity document.
    DocumentTwice {
        others: Vec<Place>,
    },
}

/// Headings by field, parted by blanks.
const HEADINGS: &[(RosterField, &str)] = &[
    (
        RosterField::Number,
        "工号 员工号 员工编号 人员编号 职工号 职工编号 工作证号 number employeenumber employeeno \
         employeeid staffid staffno",
    ),
    (RosterField::Name, "姓名 员工姓名 人员姓名 名字 name fullname"),
    (RosterField::Phone, "手机 手机号 手机号码 联系电话 电话 联系方式 phone mobile phonenumber telephone"),
    (
        RosterField::Unit,
        "部门 组织 所属部门 所在部门 部门名称 组织机构 单位 所属单位 公司 一级部门 二级部门 \
         三级部门 车间 科室 班组 department unit team organisation organization workshop",
    ),
    (RosterField::Post, "岗位 岗位名称 职务 职位 工种 post position job jobtitle"),
    (
        RosterField::Employment,
        "用工形式 用工性质 用工类型 员工类型 人员类型 人员类别 employment employmenttype",
    ),
    (
        RosterField::Document,
        "身份证 身份证号 身份证号码 公民身份号码 证件号 证件号码 idnumber nationalid \
         identitynumber idno",
    ),
    (
        RosterField::HiredOn,
        "入职日期 入职时间 入厂日期 入厂时间 参加工作时间 到岗日期 hiredate hiredon startdate \
         joined",
    ),
    (RosterField::Status, "状态 在职状态 人员状态 是否在职 status"),
];

/// Reads every row of a list of people.
pub fn judge(table: &Table) -> RosterReport {
    let mut report = RosterReport::default();
    for (index, sheet) in table.sheets.iter().enumerate() {
        let header = sheet
            .rows
            .iter()
            .filter(|row| !row.is_blank())
            .take(20)
            .find_map(header)
            .filter(|_| !sheet.hidden);
        let entry = |row: &Row, read| RosterEntry {
            place: Place { sheet: index, row: row.number },
            cells: row.cells.iter().map(Cell::text).collect(),
            read,
        };
        let content = sheet.rows.iter().filter(|row| !row.is_blank());
        let columns = match header {
            Some((top, columns)) => {
                let below = content.filter(|row| row.number > top);
                report.rows.extend(below.map(|row| entry(row, read(sheet, row, &columns))));
                columns
            }
            None => {
                let fault = if sheet.hidden { RosterFault::HiddenSheet } else { RosterFault::HeaderMissing };
                report.rows.extend(content.map(|row| entry(row, Err(vec![fault.clone()]))));
                Vec::new()
            }
        };
        report.sheets.push(RosterSheet { name: sheet.name.clone(), hidden: sheet.hidden, columns });
    }
    find_doubles(&mut report.rows);
    report
}

type Columns = Vec<(Column, RosterField)>;

/// The columns that a header row names: a name, and something that tells people of one name apart.
fn header(row: &Row) -> Option<(u32, Columns)> {
    let mut columns: Columns = Vec::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let heading = text::lower(&cell.text());
        let heading =
            heading.split('(').next().unwrap_or_default().trim_matches(['*', ':', '_', '.']).replace('_', "");
        let field = HEADINGS
            .iter()
            .find(|(_, names)| names.split(' ').any(|name| name == heading))
            .map(|(field, _)| *field);
        let Some(field) = field else { continue };
        if field == RosterField::Unit || columns.iter().all(|(_, other)| *other != field) {
            columns.push((Column(index), field));
        }
    }
    let has = |wanted| columns.iter().any(|(_, field)| *field == wanted);
    (has(RosterField::Name) && columns.len() > 1).then_some((row.number, columns))
}

fn read(sheet: &Sheet, row: &Row, columns: &Columns) -> Result<RosterRow, Vec<RosterFault>> {
    if row.torn {
        return Err(vec![RosterFault::QuotesBroken]);
    }
    let mut faults = Vec::new();
    for (column, _) in columns {
        if let Cell::Error(value) = row.cell(column.0) {
            faults.push(RosterFault::ErrorCell { column: *column, value: value.clone() });
        }
    }
    let empty = Cell::Empty;
    let cell = |wanted| {
        columns.iter().find(|(_, field)| *field == wanted).map_or(&empty, |(column, _)| row.cell(column.0))
    };
    let said = |wanted| text::trim(&cell(wanted).text()).to_owned();
    let mut checked = |result: Result<(), RosterFault>| faults.extend(result.err());

    let number = text::folded(&said(RosterField::Number)).trim_start_matches('\'').to_owned();
    checked(if number.is_empty() { Err(RosterFault::NumberMissing) } else { Ok(()) });
    let name = said(RosterField::Name);
    checked(cells::likely_name(&name));
    let phone = cells::phone(&said(RosterField::Phone)).unwrap_or_else(|fault| {
        checked(Err(fault));
        None
    });
    let employment = cells::employment(&said(RosterField::Employment)).unwrap_or_else(|fault| {
        checked(Err(fault));
        None
    });
    let document = cells::document(cell(RosterField::Document)).unwrap_or_else(|fault| {
        checked(Err(RosterFault::DocumentWrong { fault }));
        None
    });
    let hired_on = cells::day(cell(RosterField::HiredOn)).unwrap_or_else(|fault| {
        checked(Err(fault));
        None
    });
    let status = said(RosterField::Status);
    let left = ["离职", "离岗", "退休", "辞职", "停用", "否", "left", "resigned", "retired"];
    checked(if left.iter().any(|word| text::lower(&status).contains(word)) {
        Err(RosterFault::Left { value: status })
    } else {
        Ok(())
    });
    let units = columns.iter().filter(|(_, field)| *field == RosterField::Unit);
    let unit = units.flat_map(|(column, _)| cells::path(&covered(sheet, row, column.0))).collect();
    let post = said(RosterField::Post);
    if faults.is_empty() {
        Ok(RosterRow { number, name, phone, unit, post, employment, document, hired_on })
    } else {
        Err(faults)
    }
}

/// A cell's text, or that of the merged cell which covers it.
fn covered(sheet: &Sheet, row: &Row, column: usize) -> String {
    let own = row.cell(column);
    if !own.is_blank() {
        return own.text();
    }
    let area = sheet.merged.iter().find(|area| {
        (area.first_row..=area.last_row).contains(&row.number)
            && (area.first_column..=area.last_column).contains(&column)
    });
    let first = area.and_then(|area| {
        let first = sheet.rows.iter().find(|row| row.number == area.first_row)?;
        Some(first.cell(area.first_column).text())
    });
    first.unwrap_or_default()
}

fn find_doubles(rows: &mut [RosterEntry]) {
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    let mut documents: HashMap<Document, Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Ok(person) = &row.read {
            numbers.entry(person.number.clone()).or_default().push(index);
            if let Some(document) = &person.document {
                documents.entry(document.clone()).or_default().push(index);
            }
        }
    }
    let mut found: Vec<(usize, RosterFault)> = Vec::new();
    let groups = numbers
        .into_values()
        .map(|group| (group, true))
        .chain(documents.into_values().map(|group| (group, false)));
    for (group, by_number) in groups.filter(|(group, _)| group.len() > 1) {
        let alike = group.iter().all(|index| rows[*index].read == rows[group[0]].read);
        for index in group.iter().copied() {
            if alike {
                if index != group[0] && by_number {
                    found.push((index, RosterFault::SameAsRow { other: rows[group[0]].place }));
                }
                continue;
            }
            let others =
                group.iter().filter(|other| **other != index).map(|other| rows[*other].place).collect();
            found.push((
                index,
                if by_number {
                    RosterFault::NumberTwice { others }
                } else {
                    RosterFault::DocumentTwice { others }
                },
            ));
        }
    }
    for (index, fault) in found {
        match &mut rows[index].read {
            Err(faults) => faults.push(fault),
            read => *read = Err(vec![fault]),
        }
    }
}
