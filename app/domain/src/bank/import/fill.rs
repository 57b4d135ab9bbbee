//! The answers of a fill-in question: one for each blank, each with its alternatives.

use super::{reason::Reason, stem, text};

/// What fills the blanks of a stem, and the stem if it had to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub stem: String,
    pub blanks: Vec<Vec<String>>,
    pub notes: Vec<Reason>,
}

/// Ways to part the answers of several blanks; the first that gives one for each blank is taken.
const SEPARATORS: [&[char]; 5] = [&[';', '；'], &['\n'], &['#'], &['、'], &[',', '，']];

/// Reads the answer cell: `预防为主|防患未然；综合治理` are two blanks, the first with an alternative.
pub fn from_cell(stem: &str, answer: &str) -> Result<Filled, Reason> {
    let answer = super::answer::without_label(answer);
    let blanks = stem::blanks(stem);
    let parted = |separators: &[char]| -> Vec<String> {
        answer
            .split(separators)
            .map(text::trim)
            .filter(|piece| !piece.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let plain = parted(SEPARATORS[0]);
    let differ = || Err(Reason::BlanksDiffer { blanks, answers: plain.len() });
    if blanks <= 1 {
        if plain.len() != 1 {
            return differ();
        }
        let (stem, notes) = match blanks {
            0 => (format!("{stem}（ ）"), vec![Reason::BlankAdded]),
            _ => (stem.to_owned(), Vec::new()),
        };
        return Ok(Filled { stem, blanks: vec![alternatives(&plain[0])], notes });
    }
    let mut ways = SEPARATORS.iter().enumerate().map(|(way, separators)| (way, parted(separators)));
    let Some((way, pieces)) = ways.find(|(_, pieces)| pieces.len() == blanks) else { return differ() };
    let read = pieces.join("；");
    let notes =
        (way > 0).then(|| Reason::AnswerReadAs { value: answer.to_owned(), read }).into_iter().collect();
    Ok(Filled {
        stem: stem.to_owned(),
        blanks: pieces.iter().map(|piece| alternatives(piece)).collect(),
        notes,
    })
}

/// Reads answers that stand in the brackets of the stem: `安全第一、(预防为主)、综合治理`.
pub fn from_stem(stem: &str) -> Result<Filled, Reason> {
    let brackets = stem::brackets(stem);
    let answers: Vec<&stem::Bracket> = brackets.iter().filter(|bracket| !bracket.inner.is_empty()).collect();
    if answers.is_empty() {
        return Err(Reason::AnswerMissing);
    }
    if stem::blanks(stem) > 0 {
        return Err(Reason::BlanksDiffer { blanks: brackets.len(), answers: answers.len() });
    }
    let read = answers.iter().map(|bracket| bracket.inner.as_str()).collect::<Vec<_>>().join("；");
    let blanks = answers.iter().map(|bracket| alternatives(&bracket.inner)).collect();
    let emptied = answers.iter().rev().fold(stem.to_owned(), |stem, bracket| stem::emptied(&stem, bracket));
    Ok(Filled { stem: emptied, blanks, notes: vec![Reason::AnswerFromStem { read }] })
}

fn alternatives(answer: &str) -> Vec<String> {
    answer.split(['|', '｜']).map(text::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_part_blanks_and_bars_part_alternatives() {
        let filled = from_cell("方针是安全第一、____、____", "答案：预防为主|防患未然；综合治理").unwrap();
        assert_eq!(filled.blanks, [vec!["预防为主", "防患未然"], vec!["综合治理"]]);
        assert!(filled.notes.is_empty());
    }

    #[test]
    fn every_blank_needs_its_answer() {
        let three = from_cell("____、____和____", "甲；乙");
        assert_eq!(three, Err(Reason::BlanksDiffer { blanks: 3, answers: 2 }));
        assert_eq!(from_cell("（ ）", "甲；乙"), Err(Reason::BlanksDiffer { blanks: 1, answers: 2 }));
        assert_eq!(from_cell("（ ）", "甲、乙").unwrap().blanks, [vec!["甲、乙"]]);
    }

    #[test]
    fn answers_in_the_stem_leave_blanks_behind() {
        let filled = from_stem("安全生产方针是“安全第一、(预防为主)、综合治理”").unwrap();
        assert_eq!(filled.stem, "安全生产方针是“安全第一、( )、综合治理”");
        assert_eq!(filled.blanks, [vec!["预防为主"]]);
    }
}
