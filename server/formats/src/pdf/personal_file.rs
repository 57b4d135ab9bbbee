use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Fact;

/// One person's training file (一人一档) as it is printed: who, what was taught, how it was assessed, what was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalFilePrint {
    /// BCP 47: `zh-CN`, `en`.
    pub language: String,
    pub labels: PersonalFileLabels,
    /// The instant up to which the file is complete; it becomes the PDF's date.
    pub made_at: Timestamp,
    pub title: String,
    pub enterprise: String,
    /// The number of this document.
    pub number: String,
    /// The hash at the head of the enterprise's audit chain when this was printed; it stands on every page.
    pub hash: String,
    /// Who printed it and when, in a line.
    pub printed: String,
    pub name: String,
    /// The person's registration in the order in which it is read: 工号, 证件号码, 用工形式, 入职日期 …
    pub person: Vec<Fact>,
    pub lessons: Vec<LessonRow>,
    /// The sum under the lessons.
    pub lessons_total: String,
    pub attempts: Vec<AttemptPrint>,
    pub certificates: Vec<CertificateRow>,
    pub completeness: Completeness,
}

/// One lesson: time, place, content, length, who taught.
///
/// Place, teacher and remark may be empty; a column in which nothing stands is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonRow {
    pub date: String,
    pub course: String,
    pub lesson: String,
    pub place: String,
    pub teacher: String,
    /// Credited minutes.
    pub minutes: String,
    /// Late entries (补录) say so here; it stands under the lesson.
    pub remark: String,
}

/// One attempt: its outcome, its clock history, and the paper as the candidate saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptPrint {
    pub exam: String,
    pub when: String,
    /// `92 / 100`
    pub score: String,
    pub passed: bool,
    /// The word for `passed`, or that grading is still to come.
    pub outcome: String,
    /// 合格线, 用时, 监考, 试卷哈希 …
    pub facts: Vec<Fact>,
    pub clock: Vec<ClockRow>,
    pub questions: Vec<QuestionPrint>,
}

/// What happened when, and through whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockRow {
    pub time: String,
    pub event: String,
    pub who: String,
}

/// A question as shown, with what was answered and what that was worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionPrint {
    /// Its number on this paper.
    pub number: String,
    /// 单选题, 多选题, 判断题, 填空题
    pub kind: String,
    pub stem: String,
    /// In the order shown; empty for questions without options.
    pub options: Vec<OptionPrint>,
    /// `B`, a text, or that nothing was answered.
    pub answer: String,
    /// The right answer; `None` while it must stay secret.
    pub key: Option<String>,
    pub verdict: Verdict,
    /// `2 / 2`
    pub points: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionPrint {
    pub letter: String,
    pub text: String,
    pub chosen: bool,
}

/// How an answer was judged; [`PersonalFileLabels`] has the word for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Right,
    Partial,
    Wrong,
    Unanswered,
    /// Not graded yet.
    Open,
}

/// A certificate or licence of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRow {
    pub title: String,
    pub number: String,
    pub issued_on: String,
    pub valid_until: String,
    /// 有效, 已过期, 已吊销 …
    pub status: String,
    pub good: bool,
}

/// What vouches for the file: its chain, and what is still missing in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// Whether the audit chain was found intact when this was printed.
    pub intact: bool,
    /// The sentence for `intact`.
    pub verdict: String,
    /// 记录数, 链首哈希, 签名日期 …
    pub facts: Vec<Fact>,
    /// A sentence for each thing that should be there and is not.
    pub missing: Vec<String>,
}

/// The words around the facts of a [`PersonalFilePrint`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalFileLabels {
    pub number: String,
    pub hash: String,
    /// With `{page}` and `{pages}`: `第 {page} 页 / 共 {pages} 页`.
    pub page: String,
    // Chapters, and the sentence for a chapter without entries.
    pub person: String,
    pub lessons: String,
    pub attempts: String,
    pub certificates: String,
    pub completeness: String,
    pub signatures: String,
    pub none: String,
    // Lessons.
    pub date: String,
    pub course: String,
    pub lesson: String,
    pub place: String,
    pub teacher: String,
    pub minutes: String,
    // Attempts.
    pub score: String,
    pub clock: String,
    pub time: String,
    pub event: String,
    pub who: String,
    pub paper: String,
    pub answer: String,
    pub key: String,
    pub points: String,
    /// What stands behind an option that was chosen.
    pub chosen: String,
    pub right: String,
    pub partial: String,
    pub wrong: String,
    pub unanswered: String,
    pub open: String,
    // Certificates.
    pub certificate: String,
    pub certificate_number: String,
    pub issued_on: String,
    pub valid_until: String,
    pub status: String,
    // Completeness.
    pub missing: String,
    // Signatures.
    /// What the three sign for.
    pub declaration: String,
    pub worker: String,
    pub assessor: String,
    pub archivist: String,
    pub signed_on: String,
}
