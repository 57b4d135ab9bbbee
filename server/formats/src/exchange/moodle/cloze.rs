//! Gaps in a text: `每{1:SHORTANSWER:=3~=三}年复审`.

use domain::bank::import::{Foreign, Reason};

use super::super::draft::{self, Answer};

/// A text with blanks, and what fills each of them.
pub struct Gaps {
    pub stem: String,
    pub gaps: Vec<Gap>,
}

pub struct Gap {
    /// As written: its share is that of all weights together.
    pub weight: String,
    pub case_counts: bool,
    pub answers: Vec<Answer>,
}

/// Reads a text all of whose gaps are typed into.
pub fn read(source: &str) -> Result<Gaps, Reason> {
    let broken = || Reason::SyntaxBroken { text: source.to_owned() };
    let mut stem = String::new();
    let mut gaps = Vec::new();
    let mut rest = source;
    while let Some(open) = rest.find('{') {
        stem.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some((weight, kind, behind)) = head(rest) else {
            stem.push('{');
            rest = &rest[1..];
            continue;
        };
        let case_counts = match kind {
            "SHORTANSWER" | "SA" | "MW" => false,
            "SHORTANSWER_C" | "SAC" | "MWC" => true,
            _ => return Err(Reason::KindForeign { kind: Foreign::Cloze }),
        };
        let (answers, after) = answers(behind).ok_or_else(broken)?;
        let after = draft::add_blank(&mut stem, after);
        gaps.push(Gap {
            weight: if weight.is_empty() { "1" } else { weight }.to_owned(),
            case_counts,
            answers,
        });
        rest = after;
    }
    stem.push_str(rest);
    if gaps.is_empty() { Err(broken()) } else { Ok(Gaps { stem, gaps }) }
}

/// Whether a text would be read as having gaps.
pub fn has_gap(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| head(&text[at..]).is_some())
}

/// The weight and type of a gap: `{1:SHORTANSWER:`.
fn head(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.strip_prefix('{')?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(':')?;
    let letters = rest.bytes().take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
    let behind = rest[letters..].strip_prefix(':')?;
    (letters > 1).then_some((&text[..digits], &rest[..letters], behind))
}

/// Answers up to the closing brace, and what follows it.
fn answers(text: &str) -> Option<(Vec<Answer>, &str)> {
    let mut answers = Vec::new();
    let (mut answer, mut remark, mut in_remark) = (String::new(), String::new(), false);
    let mut sign = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|(_, next)| "}#~/\"\\=%{".contains(*next)) => {
                let (_, next) = chars.next()?;
                if in_remark { remark.push(next) } else { answer.push(next) }
            }
            '~' | '}' => {
                let mut done = Answer {
                    text: answer.trim().to_owned(),
                    figures: Vec::new(),
                    weight: 0.0,
                    feedback: remark.trim().to_owned(),
                };
                done.weight = sign.unwrap_or(0.0);
                if !(done.text.is_empty() && sign.is_none()) {
                    answers.push(done);
                }
                (answer, remark, in_remark, sign) = (String::new(), String::new(), false, None);
                if c == '}' {
                    return Some((answers, &text[at + 1..]));
                }
            }
            '#' if !in_remark => in_remark = true,
            '=' if !in_remark && sign.is_none() && answer.trim().is_empty() => sign = Some(1.0),
            '%' if !in_remark && sign.is_none() && answer.trim().is_empty() => {
                let (percent, _) = text[at + 1..].split_once('%')?;
                sign = Some(percent.trim().parse::<f64>().ok().filter(|weight| weight.is_finite())? / 100.0);
                for _ in 0..=percent.chars().count() {
                    chars.next();
                }
            }
            c if in_remark => remark.push(c),
            c => answer.push(c),
        }
    }
    None
}
