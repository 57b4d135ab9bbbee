use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::pdf::Fact;

/// A bank as it is printed, on pages or into a document, with or without its key.
///
/// Everything is already worded in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankPrint {
    /// BCP 47: `zh-CN`, `en`.
    pub language: String,
    pub labels: BankLabels,
    /// The instant of printing; it becomes the PDF's date.
    pub made_at: Timestamp,
    pub title: String,
    /// Whose bank it is; may be empty.
    pub enterprise: String,
    /// What is in the bank, in a line: `77 题：单选题 35 · …`
    pub summary: String,
    /// That the key is on the paper, or who printed it and when.
    pub notes: Vec<String>,
    pub sections: Vec<BankSection>,
}

/// The questions of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSection {
    pub title: String,
    pub questions: Vec<BankQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankQuestion {
    /// Its number on this print.
    pub number: String,
    pub stem: String,
    pub options: Vec<OptionLine>,
    /// 答案, 解析, 知识点, 难度, 依据 as far as they are there; empty on a print without key.
    pub key: Vec<Fact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionLine {
    pub letter: String,
    pub text: String,
}

/// The words around the questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankLabels {
    /// With `{page}` and `{pages}`: `第 {page} 页 / 共 {pages} 页`.
    pub page: String,
    /// Between a label and what it says: `：`
    pub colon: String,
}
