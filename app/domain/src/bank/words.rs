//! A text as it is shown: words, and formulas as MathML.
//!
//! In a stored text a formula stands in LaTeX between `\(` and `\)`, as in Moodle and most editors. What is
//! not a formula that can be shown stays as it was typed, so that nothing is lost.

use std::fmt;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use serde::{Deserialize, Serialize};

/// A text for showing. One without formulas is stored and sent as a plain string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    Plain(String),
    Mixed(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Piece {
    Text(String),
    /// `mathml` is a whole `<math>` element, made here and by nobody else.
    Formula {
        latex: String,
        mathml: String,
    },
}

impl Words {
    pub fn of(text: &str) -> Words {
        let mut rest = text;
        let mut pieces = Vec::new();
        let mut plain = String::new();
        while let Some((before, after)) = rest.split_once(r"\(") {
            let Some((latex, behind)) = after.split_once(r"\)") else { break };
            plain.push_str(before);
            match mathml(latex) {
                Some(mathml) => {
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Formula { latex: latex.to_owned(), mathml });
                }
                None => plain.push_str(&format!(r"\({latex}\)")),
            }
            rest = behind;
        }
        plain.push_str(rest);
        if pieces.is_empty() {
            return Words::Plain(plain);
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Words::Mixed(pieces)
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Words::Plain(text) if text.is_empty())
    }
}

/// As it was typed.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Words::Plain(text) => f.write_str(text),
            Words::Mixed(pieces) => pieces.iter().try_for_each(|piece| match piece {
                Piece::Text(text) => f.write_str(text),
                Piece::Formula { latex, .. } => write!(f, r"\({latex}\)"),
            }),
        }
    }
}

/// The `<math>` element for a formula, when it is one.
pub fn mathml(latex: &str) -> Option<String> {
    let converter = LatexToMathML::new(MathCoreConfig::default()).ok()?;
    let converted = converter.convert_with_local_state(latex.trim(), MathDisplay::Inline).ok()?;
    Some(converted.mathml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_mathml_and_the_rest_stays_words() {
        let words = Words::of(r"电流 \(I=\frac{U}{R}\)，其中 U 是电压");
        let Words::Mixed(pieces) = &words else { panic!("{words:?}") };
        assert_eq!(pieces[0], Piece::Text("电流 ".into()));
        assert!(matches!(&pieces[1], Piece::Formula { mathml, .. } if mathml.contains("<mfrac>")));
        assert_eq!(pieces[2], Piece::Text("，其中 U 是电压".into()));
        assert_eq!(words.to_string(), r"电流 \(I=\frac{U}{R}\)，其中 U 是电压");
        let sent = serde_json::to_string(&words).unwrap();
        assert_eq!(serde_json::from_str::<Words>(&sent).unwrap(), words);
    }

    #[test]
    fn what_is_no_formula_stays_as_it_was_typed() {
        for text in ["高处作业（2 米以上）", r"C:\(x", r"\(\nosuchcommand{\)", ""] {
            assert_eq!(Words::of(text), Words::Plain(text.into()));
        }
    }

    #[test]
    fn markup_in_a_formula_is_not_markup() {
        let Words::Mixed(pieces) = Words::of(r"\(\text{<script>alert(1)</script>} < 5\)") else { panic!() };
        let Piece::Formula { mathml, .. } = &pieces[0] else { panic!() };
        assert!(!mathml.contains("<script"), "{mathml}");
    }
}
