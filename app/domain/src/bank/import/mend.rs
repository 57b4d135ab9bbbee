//! A row put right by hand: judged by the rules of all rows, and its own cells stay as they are.

use serde::{Deserialize, Serialize};

use super::{
    Column, Place, Reason, Report, RowReport,
    answer::Usage,
    header::{self, Field},
    kind::{self, Named},
    options::{self, Options},
    question::{self, Parts},
    table::Cell,
    text,
};
use crate::bank::item::{Content, Item, Kind};

/// What somebody decided about a row; it holds as long as the row says what it said then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub place: Place,
    /// The cells as they stand in the file.
    pub cells: Vec<String>,
    pub decision: Decision,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// The row should say this.
    Mend(Mend),
    /// The row is left out on purpose.
    LeaveOut,
    /// A decision was taken back: the row counts as it was read.
    AsRead,
}

/// A question as it should have stood in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// `None` leaves the kind to the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    pub stem: String,
    /// One to a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub options: String,
    pub answer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub knowledge_point: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub difficulty: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal_basis: String,
    /// The number by which the question is known again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
}

/// Puts decisions in the place of what was read.
pub(super) fn correct(rows: &mut [RowReport], corrections: &[Correction]) {
    for correction in corrections {
        let same = |row: &&mut RowReport| row.place == correction.place && row.cells == correction.cells;
        let Some(row) = rows.iter_mut().find(same) else { continue };
        match &correction.decision {
            Decision::AsRead => {}
            Decision::LeaveOut => {
                row.corrected = true;
                (row.item, row.reasons) = (None, vec![Reason::LeftOut]);
            }
            Decision::Mend(mend) => {
                row.corrected = true;
                row.number = text::trim(&mend.number).to_owned();
                let judged = question::judge(mend.parts(), Usage::default());
                let read = std::mem::replace(&mut row.item, judged.item);
                row.reasons = judged.reasons;
                // What the form has no fields for stays as it was read.
                if let (Some(item), Some(read)) = (&mut row.item, read) {
                    item.figures = read.figures;
                    item.must_pass = read.must_pass;
                    // A text in another language is of this question only while the question is the same.
                    if item.stem == read.stem && item.content == read.content {
                        item.wordings = read.wordings;
                    }
                }
            }
        }
    }
}

impl Mend {
    /// A row as it was read, or else what stands in its cells, to begin with.
    pub fn of(report: &Report, row: &RowReport) -> Mend {
        if let Some(item) = &row.item {
            return Mend { number: row.number.clone(), ..Mend::of_item(item) };
        }
        let header = report.sheets.get(row.place.sheet).and_then(|sheet| sheet.header.as_ref());
        let Some(header) = header else { return Mend::of_lines(&row.cells) };
        let said = |wanted: Field| {
            let columns = header.columns.iter().filter(|(_, field)| *field == wanted);
            let texts =
                columns.filter_map(|(column, _)| row.cells.get(column.0)).map(|cell| text::trim(cell));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ")
        };
        let columns: Vec<String> = (0..options::LIMIT).map(|at| said(Field::Option(at))).collect();
        let listed = columns.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        let options = match (listed.is_empty(), options::from_cell(&said(Field::Options))) {
            (false, _) => listed,
            (true, Ok(options)) => options.texts.join("\n"),
            (true, Err(_)) => said(Field::Options),
        };
        let kind = match kind::named(&said(Field::Kind)) {
            Named::Kind(kind) => Some(kind),
            Named::Choice | Named::Unsupported | Named::Unknown => None,
        };
        Mend {
            kind,
            stem: said(Field::Stem),
            options,
            answer: said(Field::Answer),
            explanation: said(Field::Explanation),
            knowledge_point: said(Field::KnowledgePoint),
            difficulty: said(Field::Difficulty),
            legal_basis: said(Field::LegalBasis),
            number: row.number.clone(),
        }
    }

    fn of_item(item: &Item) -> Mend {
        let answer = match &item.content {
            Content::SingleChoice { key, .. } => text::labels([*key]),
            Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
            Content::TrueFalse { key } => if *key { "√" } else { "×" }.to_owned(),
            Content::FillIn { blanks, .. } => {
                blanks.iter().map(|texts| texts.join("|")).collect::<Vec<_>>().join("；")
            }
            // The form has no place for such a key; the question can be changed in its bank.
            _ => String::new(),
        };
        let options: Vec<&str> = item.content.options().iter().map(|option| option.text.as_str()).collect();
        Mend {
            kind: Some(item.content.kind()),
            stem: item.stem.clone(),
            options: options.join("\n"),
            answer,
            explanation: item.explanation.clone(),
            knowledge_point: item.knowledge_point.clone(),
            difficulty: item.difficulty.map(|level| level.to_string()).unwrap_or_default(),
            legal_basis: item.legal_basis.clone(),
            number: String::new(),
        }
    }

    /// Lines of a document, as far as their labels say what they are.
    fn of_lines(lines: &[String]) -> Mend {
        let mut mend = Mend::default();
        for line in lines.iter().flat_map(|cell| cell.lines()).map(text::trim).filter(|line| !line.is_empty())
        {
            let labelled = line.split_once([':', '：']).and_then(|(label, rest)| {
                let label = label.trim_matches(['【', '】', '[', ']']);
                header::labelled(label).map(|field| (field, text::trim(rest)))
            });
            let add = |to: &mut String, line: &str| {
                if !to.is_empty() {
                    to.push('\n');
                }
                to.push_str(line);
            };
            match labelled {
                Some((Field::Answer, rest)) => add(&mut mend.answer, rest),
                Some((Field::Explanation, rest)) => add(&mut mend.explanation, rest),
                Some((Field::LegalBasis, rest)) => add(&mut mend.legal_basis, rest),
                Some((Field::KnowledgePoint, rest)) => add(&mut mend.knowledge_point, rest),
                Some((Field::Difficulty, rest)) => add(&mut mend.difficulty, rest),
                _ if options::leading(line).is_some() => add(&mut mend.options, line),
                _ => add(&mut mend.stem, line),
            }
        }
        mend
    }

    fn parts(&self) -> Parts {
        let lines: Vec<(usize, String)> = self
            .options
            .lines()
            .map(text::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .enumerate()
            .collect();
        let options = match lines.is_empty() {
            true => Ok(Options::default()),
            false => options::from_columns(lines),
        };
        let said = |text: &str| text::trim(text).to_owned();
        Parts {
            damage: None,
            stem: said(&self.stem),
            number: None,
            options,
            answer: said(&self.answer),
            key: None,
            answer_cell: Cell::from(text::trim(&self.answer)),
            answer_column: Column(0),
            kind: self.kind.map(|kind| kind.code().to_owned()).unwrap_or_default(),
            merged_kind: None,
            section: String::new(),
            explanation: said(&self.explanation),
            legal_basis: said(&self.legal_basis),
            difficulty: said(&self.difficulty),
            topic: said(&self.knowledge_point),
            emphasised: Vec::new(),
            in_cells: true,
            wordings: Vec::new(),
            figures: Vec::new(),
            option_figures: Vec::new(),
            notes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Counts, Desk, Known, Material, RowOutcome,
            table::{Row, Sheet, Table},
        },
        *,
    };

    fn material(rows: &[&[&str]]) -> Material {
        let head: &[&str] = &["题型", "题干", "A", "B", "答案"];
        let rows = std::iter::once(&head).chain(rows).zip(1..).map(|(cells, number)| Row {
            number,
            cells: cells.iter().map(|text| (*text).into()).collect(),
            ..Row::default()
        });
        Material::Table(Table { sheets: vec![Sheet { rows: rows.collect(), ..Sheet::default() }] })
    }

    fn judged(material: &Material, corrections: &[Correction]) -> Report {
        let known = Known::default();
        material.judge_at(&Desk { corrections, ..Desk::new(&known) })
    }

    fn of(report: &Report, at: usize, decision: Decision) -> Correction {
        let row = &report.rows[at];
        Correction { place: row.place, cells: row.cells.clone(), decision }
    }

    #[test]
    fn a_mended_row_is_judged_by_the_same_rules() {
        let file = material(&[&["单选题", "起吊前应检查（ ）", "吊具", "天气", "D"]]);
        let before = judged(&file, &[]);
        assert_eq!(before.rows[0].outcome, RowOutcome::Rejected);
        let begin = Mend::of(&before, &before.rows[0]);
        assert_eq!((begin.stem.as_str(), begin.options.as_str()), ("起吊前应检查（ ）", "吊具\n天气"));
        for (answer, outcome) in
            [("A", RowOutcome::Imported), ("E", RowOutcome::Rejected), ("", RowOutcome::Rejected)]
        {
            let mend = Mend { kind: Some(Kind::SingleChoice), answer: answer.into(), ..begin.clone() };
            let after = judged(&file, &[of(&before, 0, Decision::Mend(mend))]);
            assert_eq!(after.rows[0].outcome, outcome, "{answer}");
            assert!(after.rows[0].corrected);
            assert_eq!(after.rows[0].cells, before.rows[0].cells, "the file's own cells stay");
        }
    }

    #[test]
    fn of_two_that_contradict_each_other_one_can_be_left_out() {
        let file =
            material(&[&["判断题", "动火须审批", "", "", "对"], &["判断题", "动火须审批", "", "", "错"]]);
        let before = judged(&file, &[]);
        assert_eq!(before.counts().rejected, 2);
        let after = judged(&file, &[of(&before, 1, Decision::LeaveOut)]);
        assert_eq!(after.counts(), Counts { imported: 1, skipped: 1, ..Counts::default() });
        assert_eq!(after.rows[1].reasons, [Reason::LeftOut]);
        assert_eq!(judged(&file, &[of(&before, 1, Decision::AsRead)]), before);
    }

    #[test]
    fn a_correction_does_not_fall_upon_another_row() {
        let before = judged(&material(&[&["判断题", "甲须审批", "", "", "对"]]), &[]);
        let correction = of(&before, 0, Decision::LeaveOut);
        let other = material(&[&["判断题", "乙须审批", "", "", "对"]]);
        assert_eq!(judged(&other, &[correction]).counts().imported, 1);
    }

    #[test]
    fn a_question_survives_being_opened_and_sent_unchanged() {
        let file = material(&[
            &["单选题", "压力表指针应在（ ）", "红区", "绿区", "B"],
            &["多选题", "应检查（ ）", "吊具", "天气", "AB"],
            &["判断题", "动火须审批", "", "", "错"],
            &["填空题", "安全第一、____、____", "", "", "预防为主|防患未然；综合治理"],
        ]);
        let before = judged(&file, &[]);
        let sent: Vec<Correction> =
            (0..4).map(|at| of(&before, at, Decision::Mend(Mend::of(&before, &before.rows[at])))).collect();
        let after = judged(&file, &sent);
        for (before, after) in before.rows.iter().zip(&after.rows) {
            assert_eq!((&before.item, &before.reasons), (&after.item, &after.reasons));
        }
    }

    #[test]
    fn lines_of_a_document_go_where_their_labels_say() {
        let lines = ["1. 灭火器指针应在（ ）", "A. 红区", "B. 绿区", "答案：B", "解析：绿区为正常"];
        let mend = Mend::of_lines(&lines.map(str::to_owned));
        assert_eq!(mend.options, "A. 红区\nB. 绿区");
        assert_eq!((mend.answer.as_str(), mend.explanation.as_str()), ("B", "绿区为正常"));
    }
}
