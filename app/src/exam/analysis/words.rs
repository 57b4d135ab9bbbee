//! Figures and flags in words.

use domain::{
    analysis::{Flag, ItemReport},
    bank::Kind,
    paper::sheet::letter,
};
use services::report::Question;

use crate::{
    text::{self, Lang},
    ui::Tone,
};

/// A figure, or a dash for one that can't be told. What rounds to nothing has no sign.
pub fn number(lang: Lang, value: Option<f64>, decimals: usize) -> String {
    match value {
        None => text::analysis::unknown(lang).to_owned(),
        Some(value) => {
            let written = format!("{value:.decimals$}");
            match written.strip_prefix('-') {
                Some(rest) if rest.bytes().all(|b| matches!(b, b'0' | b'.')) => rest.to_owned(),
                Some(rest) => format!("−{rest}"),
                None => written,
            }
        }
    }
}

/// Without decimals that say nothing.
pub fn plain(value: f64) -> String {
    let written = format!("{value:.2}");
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The option at `index` as the bank has it; its letter on a paper may be another.
pub fn option(lang: Lang, question: &Question, index: usize) -> (String, String) {
    match (question.kind, index) {
        (Kind::TrueFalse, 0) => (text::analysis::true_option(lang).to_owned(), String::new()),
        (Kind::TrueFalse, _) => (text::analysis::false_option(lang).to_owned(), String::new()),
        _ => (letter(index), question.options.get(index).cloned().unwrap_or_default()),
    }
}

pub fn flag(lang: Lang, question: &Question, flag: Flag) -> String {
    use text::analysis::*;
    let name = |index| option(lang, question, index).0;
    match flag {
        Flag::BeatsKey { option } => beats_key(lang, name(option)),
        Flag::NegativeDiscrimination => negative_discrimination(lang).to_owned(),
        Flag::NegativeCovariance => negative_covariance(lang).to_owned(),
        Flag::BelowGuessing => below_guessing(lang).to_owned(),
        Flag::WeakDiscrimination => weak_discrimination(lang).to_owned(),
        Flag::Misfit => misfit(lang).to_owned(),
        Flag::DeadOption { option } => dead_option(lang, name(option)),
        Flag::TooEasy => too_easy(lang).to_owned(),
    }
}

pub fn tone(flag: Flag) -> Tone {
    if flag.is_suspicious() { Tone::Bad } else { Tone::Plain }
}

/// All its flags in one line.
pub fn flags(lang: Lang, question: &Question, item: &ItemReport) -> String {
    let flags: Vec<_> = item.flags.iter().map(|one| flag(lang, question, *one)).collect();
    flags.join(if lang == Lang::Zh { "；" } else { "; " })
}
