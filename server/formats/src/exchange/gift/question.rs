//! One question in GIFT.

use domain::bank::{
    import::{Reason, number, record},
    item::{Content, Guide, ItemOption, Kind, PartScoring, Range},
};
use rust_decimal::Decimal;

use super::{
    super::{
        draft::{self, Answer, Done, Draft},
        rich::{Markup, Rich, Said},
    },
    glyphs::{self, Glyph},
};
use crate::media::Shelf;

/// A question taken apart.
struct Parts<'a> {
    before: &'a [Glyph],
    /// Between the braces. `None` where there are none.
    answers: Option<&'a [Glyph]>,
    after: &'a [Glyph],
}

fn broken(glyphs: &[Glyph]) -> Reason {
    Reason::SyntaxBroken { text: glyphs::text(glyphs) }
}

/// Takes the title off and finds the braces.
fn parts(all: &[Glyph]) -> Result<Parts<'_>, Reason> {
    let mut rest = glyphs::trimmed(all);
    let colons = |text: &[Glyph]| matches!(text, [a, b, ..] if a.means(':') && b.means(':'));
    if colons(rest) {
        let end = (2..rest.len()).find(|at| colons(&rest[*at..])).ok_or_else(|| broken(all))?;
        rest = &rest[end + 2..];
    }
    let open: Vec<usize> = (0..rest.len()).filter(|at| rest[*at].means('{')).collect();
    let close: Vec<usize> = (0..rest.len()).filter(|at| rest[*at].means('}')).collect();
    match (open.as_slice(), close.as_slice()) {
        ([], []) => Ok(Parts { before: rest, answers: None, after: &[] }),
        ([open], [close]) if open < close => Ok(Parts {
            before: &rest[..*open],
            answers: Some(glyphs::trimmed(&rest[open + 1..*close])),
            after: &rest[close + 1..],
        }),
        _ => Err(broken(all)),
    }
}

/// Whether a block has answers as nothing but GIFT writes them.
pub fn is_surely_gift(source: &str) -> bool {
    let all = glyphs::of(source);
    let Ok(Parts { answers: Some(answers), .. }) = parts(&all) else { return false };
    match answers {
        [] => source.trim_start().starts_with("::"),
        [first, ..] if first.means('=') || first.means('~') => true,
        [first, rest @ ..] if first.means('#') => glyphs::trimmed(rest)
            .first()
            .is_some_and(|next| next.c.is_ascii_digit() || "-=.".contains(next.c)),
        _ => truth(answers).is_some(),
    }
}

pub fn read(source: &str, topic: &str, shelf: &mut Shelf) -> Result<Done, Reason> {
    let all = glyphs::of(source);
    let parts = parts(&all)?;
    let Some(answers) = parts.answers else { return Err(Reason::Description) };
    let mut reading = Reading::new(topic, shelf);
    let (markup, before) = tagged(glyphs::trimmed(parts.before), Markup::Auto);
    reading.markup = markup;
    let Said { text: mut stem, mut figures } = reading.said(markup, before);
    if !glyphs::trimmed(parts.after).is_empty() {
        // A missing word: the gap is where the braces were.
        let blank = |glyph: Option<&Glyph>| glyph.is_some_and(|glyph| glyph.c.is_ascii_whitespace());
        let (left, right) = (blank(parts.before.last()), blank(parts.after.first()));
        let Said { text: after, figures: more } = reading.said(markup, parts.after);
        figures.extend(more);
        stem = format!("{stem}{}____{}{after}", if left { " " } else { "" }, if right { " " } else { "" });
    }
    (reading.draft.stem, reading.draft.figures) = (stem, figures);
    let general = answers.windows(4).rposition(|four| four.iter().all(|glyph| glyph.means('#')));
    let (answers, general) = match general {
        Some(at) => (glyphs::trimmed(&answers[..at]), reading.remark(&answers[at + 4..])),
        None => (answers, String::new()),
    };
    match answers {
        [] => reading.essay(&general),
        [first, ..] if first.means('#') => reading.numerical(&answers[1..], &general),
        _ if answers.iter().any(|glyph| glyph.means('~')) => reading.choice(answers, &general),
        _ if truth(answers).is_some() => reading.true_false(answers, &general),
        [first, ..] if first.means('=') && has_pair(answers) => reading.matching(answers, &general),
        [first, ..] if first.means('=') => reading.short_answer(answers, &general),
        _ => Err(broken(answers)),
    }
}

fn has_pair(answers: &[Glyph]) -> bool {
    answers.windows(2).any(|pair| pair[0].means('-') && pair[1].means('>'))
}

/// `T`, `FALSE#wrong#right`: the key, and where it ends.
fn truth(answers: &[Glyph]) -> Option<(bool, usize)> {
    let end = answers.iter().position(|glyph| glyph.means('#')).unwrap_or(answers.len());
    match glyphs::text(&answers[..end]).to_ascii_uppercase().as_str() {
        "T" | "TRUE" => Some((true, end)),
        "F" | "FALSE" => Some((false, end)),
        _ => None,
    }
}

/// `[html]` and the like before a text.
fn tagged(glyphs: &[Glyph], otherwise: Markup) -> (Markup, &[Glyph]) {
    let Some(end) = glyphs.iter().take(12).position(|glyph| glyph.means(']')) else {
        return (otherwise, glyphs);
    };
    let tag: String = glyphs[..end].iter().map(|glyph| glyph.c).collect();
    let markup = match tag.as_str() {
        "[html" => Markup::Html,
        "[plain" => Markup::Plain,
        "[markdown" => Markup::Markdown,
        "[moodle" => Markup::Auto,
        _ => return (otherwise, glyphs),
    };
    (markup, glyphs::trimmed(&glyphs[end + 1..]))
}

struct Reading<'a> {
    draft: Draft,
    rich: Rich,
    shelf: &'a mut Shelf,
    /// Of the stem; answers without a tag of their own follow it.
    markup: Markup,
}

impl<'a> Reading<'a> {
    fn new(topic: &str, shelf: &'a mut Shelf) -> Self {
        let draft = Draft { knowledge_point: topic.to_owned(), ..Draft::default() };
        Self { draft, rich: Rich::default(), shelf, markup: Markup::Auto }
    }

    /// A text; of a file that holds no others, only pictures are shown that stand in it themselves.
    fn said(&mut self, markup: Markup, glyphs: &[Glyph]) -> Said {
        self.rich.said(markup, &glyphs::text(glyphs), self.shelf, &mut |_| None)
    }

    fn remark(&mut self, glyphs: &[Glyph]) -> String {
        let (markup, glyphs) = tagged(glyphs::trimmed(glyphs), self.markup);
        self.rich.remark(markup, &glyphs::text(glyphs))
    }

    /// Parts answers at their signs; each has its sign, weight, text and remark.
    fn answers(&mut self, glyphs: &[Glyph]) -> Result<Vec<(bool, Option<f64>, Answer)>, Reason> {
        let starts: Vec<usize> =
            (0..glyphs.len()).filter(|at| glyphs[*at].means('=') || glyphs[*at].means('~')).collect();
        if starts.first() != Some(&0) {
            return Err(broken(glyphs));
        }
        let mut answers = Vec::new();
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(glyphs.len());
            let (weight, rest) = weight(glyphs::trimmed(&glyphs[start + 1..end]))?;
            let (text, feedback) = match rest.iter().position(|glyph| glyph.means('#')) {
                Some(hash) => (&rest[..hash], self.remark(&rest[hash + 1..])),
                None => (rest, String::new()),
            };
            let right = glyphs[*start].c == '=';
            let (markup, text) = tagged(glyphs::trimmed(text), self.markup);
            let Said { text, figures } = self.said(markup, text);
            let worth = weight.unwrap_or(if right { 1.0 } else { 0.0 });
            answers.push((right, weight, Answer { text, figures, weight: worth, feedback }));
        }
        Ok(answers)
    }

    fn choice(mut self, glyphs: &[Glyph], general: &str) -> Result<Done, Reason> {
        let answers = self.answers(glyphs)?;
        // With a "=" one is to be chosen; with weights alone, as many as earn something.
        let kind = match answers.iter().any(|(right, ..)| *right) {
            true => Kind::SingleChoice,
            false => Kind::MultipleChoice,
        };
        if kind == Kind::MultipleChoice && answers.iter().all(|(_, weight, _)| weight.is_none()) {
            return Err(Reason::AnswerMissing);
        }
        let answers: Vec<Answer> = answers.into_iter().map(|(_, _, answer)| answer).collect();
        let weights: Vec<f64> = answers.iter().map(|answer| answer.weight).collect();
        let chosen = self.draft.key(&weights, kind)?;
        let remarks = |right: bool| -> Vec<&str> {
            let chosen = answers.iter().enumerate().filter(|(at, _)| chosen.key.contains(at) == right);
            chosen.map(|(_, answer)| answer.feedback.as_str()).collect()
        };
        self.draft.explain(general, &remarks(true), &remarks(false));
        let draft = self.settled()?;
        draft.choice(answers.into_iter().map(Into::into).collect(), chosen, kind)
    }

    fn true_false(mut self, glyphs: &[Glyph], general: &str) -> Result<Done, Reason> {
        let Some((key, end)) = truth(glyphs) else { return Err(broken(glyphs)) };
        // The first remark is for those who are wrong, the second for those who are right.
        let mut remarks = glyphs[end..].split(|glyph| glyph.means('#')).skip(1);
        let wrong = self.remark(remarks.next().unwrap_or_default());
        let right = self.remark(remarks.next().unwrap_or_default());
        self.draft.explain(general, &[&right], &[&wrong]);
        self.settled()?.true_false(key)
    }

    fn short_answer(mut self, glyphs: &[Glyph], general: &str) -> Result<Done, Reason> {
        let answers: Vec<Answer> = self.answers(glyphs)?.into_iter().map(|(_, _, answer)| answer).collect();
        let alternatives = draft::alternatives(&answers)?;
        let remarks = |right: bool| -> Vec<&str> {
            let chosen = answers.iter().filter(|answer| (answer.weight > 0.0) == right);
            chosen.map(|answer| answer.feedback.as_str()).collect()
        };
        self.draft.explain(general, &remarks(true), &remarks(false));
        self.settled()?.fill_in(vec![alternatives], false, PartScoring::default())
    }

    /// `{}`: a text that people mark. The format has no place for how.
    fn essay(mut self, general: &str) -> Result<Done, Reason> {
        self.draft.explain(general, &[], &[]);
        self.settled()?.of(Content::ShortAnswer { guide: Guide::default() })
    }

    /// `#220:5`, `#1..5`, `#=220:5 =%100%221`.
    fn numerical(mut self, glyphs: &[Glyph], general: &str) -> Result<Done, Reason> {
        let glyphs = glyphs::trimmed(glyphs);
        let starts: Vec<usize> =
            (0..glyphs.len()).filter(|at| glyphs[*at].means('=') || glyphs[*at].means('~')).collect();
        let pieces: Vec<&[Glyph]> = match starts.first() {
            Some(0) => (0..starts.len())
                .map(|at| &glyphs[starts[at] + 1..starts.get(at + 1).copied().unwrap_or(glyphs.len())])
                .collect(),
            Some(_) => return Err(broken(glyphs)),
            None => vec![glyphs],
        };
        let (mut ranges, mut right, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (piece, start) in pieces.into_iter().zip(starts.iter().map(Some).chain([None])) {
            let wrong = start.is_some_and(|at| glyphs[*at].c == '~');
            let (weight, rest) = weight(glyphs::trimmed(piece))?;
            let (number, feedback) = match rest.iter().position(|glyph| glyph.means('#')) {
                Some(hash) => (&rest[..hash], self.remark(&rest[hash + 1..])),
                None => (rest, String::new()),
            };
            let text = glyphs::text(number);
            match weight {
                _ if wrong => others.push(feedback),
                Some(weight) if weight <= 0.0 => others.push(feedback),
                Some(weight) if weight < 1.0 - 1e-4 => {
                    return Err(Reason::WeightsNotKept { weights: format!("{text}: {}%", weight * 100.0) });
                }
                _ => {
                    ranges.push(range(&text).ok_or(Reason::AnswerUnclear { value: text })?);
                    right.push(feedback);
                }
            }
        }
        let content = record::numeric(ranges, None)?;
        self.draft.explain(
            general,
            &right.iter().map(String::as_str).collect::<Vec<_>>(),
            &others.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        self.settled()?.of(content)
    }

    /// `=甲 -> 乙`, one to each line.
    fn matching(mut self, glyphs: &[Glyph], general: &str) -> Result<Done, Reason> {
        let starts: Vec<usize> = (0..glyphs.len()).filter(|at| glyphs[*at].means('=')).collect();
        let (mut pairs, mut others) = (Vec::new(), Vec::new());
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(glyphs.len());
            let piece = glyphs::trimmed(&glyphs[start + 1..end]);
            let arrows: Vec<usize> = (1..piece.len().max(1))
                .filter(|at| {
                    piece.get(*at).is_some_and(|glyph| glyph.means('>')) && piece[*at - 1].means('-')
                })
                .collect();
            let [arrow] = arrows.as_slice() else { return Err(broken(piece)) };
            let (markup, line) = tagged(glyphs::trimmed(&piece[..*arrow - 1]), self.markup);
            let line = ItemOption::from(self.said(markup, line));
            // What is chosen has no format.
            let option = ItemOption::words(glyphs::text(&piece[*arrow + 1..]).trim());
            match line.text.is_empty() && line.figures.is_empty() {
                true => others.push(option),
                false => pairs.push((line, option)),
            }
        }
        self.draft.explain(general, &[], &[]);
        let content = record::matching(pairs, others, PartScoring::EachPart)?;
        self.settled()?.of(content)
    }

    /// The draft, unless something in its texts stops the question.
    fn settled(mut self) -> Result<Draft, Reason> {
        self.rich.settle(&mut self.draft)?;
        Ok(self.draft)
    }
}

/// `%50%` before an answer, as a share of the whole.
fn weight(glyphs: &[Glyph]) -> Result<(Option<f64>, &[Glyph]), Reason> {
    let [first, rest @ ..] = glyphs else { return Ok((None, glyphs)) };
    let end = rest.iter().take(24).position(|glyph| glyph.means('%'));
    let (true, Some(end)) = (first.means('%'), end) else { return Ok((None, glyphs)) };
    match glyphs::text(&rest[..end]).parse::<f64>() {
        Ok(percent) if (-100.0..=100.0).contains(&percent) => {
            Ok((Some(percent / 100.0), glyphs::trimmed(&rest[end + 1..])))
        }
        Ok(_) => Err(broken(glyphs)),
        // A text between percent signs.
        Err(_) => Ok((None, glyphs)),
    }
}

/// `220:5`, `219.5..220.5`, `220`.
fn range(text: &str) -> Option<Range> {
    if let Some((least, most)) = text.split_once("..") {
        return number::between(number::decimal(least)?, number::decimal(most)?);
    }
    let (value, tolerance) = text.split_once(':').unwrap_or((text, "0"));
    let tolerance = number::decimal(tolerance)?;
    (tolerance >= Decimal::ZERO).then_some(Range { value: number::decimal(value)?, tolerance })
}
