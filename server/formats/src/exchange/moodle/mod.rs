//! Moodle XML: a quiz of questions, each of a type that Moodle names.

pub(super) mod cloze;
mod multilang;
mod open;

use std::collections::BTreeSet;

use domain::bank::{
    import::{Foreign, Reason, record::Record},
    item::{Kind, PartScoring},
};

use super::{
    draft::{self, Answer, Chosen, Done, Draft},
    html,
    rich::{Markup, Rich, Said},
    xml::{self, Element},
};
use crate::{
    media::{self, Shelf},
    sheet::{LooksLike, SheetError},
};

pub fn read(text: &str, shelf: &mut Shelf) -> Result<Vec<Record>, SheetError> {
    let quiz = xml::parse(text)?;
    let mut topic = String::new();
    let mut records = Vec::new();
    for (question, number) in quiz.all("question").zip(1..) {
        match question.attribute("type").unwrap_or_default() {
            "category" => {
                topic = question.child("category").map(|path| draft::topic(&said(path))).unwrap_or_default()
            }
            kind => {
                let source = &text[question.span.clone()];
                let read = in_languages(question, kind, &topic, shelf);
                records.push(draft::record(number, source, read));
            }
        }
    }
    if records.is_empty() {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Xml });
    }
    Ok(records)
}

/// Reads a question, in each of the languages that its texts have.
fn in_languages(question: &Element, kind: &str, topic: &str, shelf: &mut Shelf) -> Result<Done, Reason> {
    let languages = multilang::languages(question);
    let Some((first, others)) = languages.split_first() else {
        return Reading::new(question, topic, shelf).question(kind);
    };
    let mut done = Reading::new(&multilang::only(question, first), topic, shelf).question(kind)?;
    for language in others {
        let other = Reading::new(&multilang::only(question, language), topic, shelf).question(kind)?;
        // A translation with another key or other options is another question.
        let wording = multilang::wording(&done.item, other.item).ok_or_else(|| Reason::AnswersDiffer {
            first: first.tag().into(),
            second: language.tag().into(),
        })?;
        done.item.wordings.insert(language.clone(), wording);
    }
    Ok(done)
}

/// The text of an element, which Moodle puts into an element of its own.
fn said(element: &Element) -> String {
    element.child("text").unwrap_or(element).text().trim().to_owned()
}

struct Reading<'a> {
    question: &'a Element,
    draft: Draft,
    rich: Rich,
    shelf: &'a mut Shelf,
}

impl<'a> Reading<'a> {
    fn new(question: &'a Element, topic: &str, shelf: &'a mut Shelf) -> Self {
        let draft = Draft { knowledge_point: topic.to_owned(), ..Draft::default() };
        Self { question, draft, rich: Rich::default(), shelf }
    }

    fn question(mut self, kind: &str) -> Result<Done, Reason> {
        let foreign = |kind| Err(Reason::KindForeign { kind });
        match kind {
            "multichoice" | "multichoiceset" | "truefalse" | "shortanswer" | "cloze" | "numerical"
            | "matching" | "ddmatch" | "ordering" | "essay" => {}
            "description" => return Err(Reason::Description),
            "randomsamatch" => return foreign(Foreign::Matching),
            "order" => return foreign(Foreign::Ordering),
            "calculated" | "calculatedsimple" | "calculatedmulti" => return foreign(Foreign::Calculated),
            "gapselect" | "ddwtos" => return foreign(Foreign::WordsInText),
            "ddimageortext" | "ddmarker" => return foreign(Foreign::OnPicture),
            other => return Err(Reason::KindUnsupported { value: other.to_owned() }),
        }
        if let Some(text) = self.question.child("questiontext") {
            let Said { text, figures } = self.said(text, Markup::Auto);
            (self.draft.stem, self.draft.figures) = (text, figures);
        }
        match kind {
            "multichoice" => self.choice(false),
            "multichoiceset" => self.choice(true),
            "truefalse" => self.true_false(),
            "shortanswer" => self.short_answer(),
            "numerical" => self.numerical(),
            "matching" | "ddmatch" => self.matching(),
            "ordering" => self.ordering(),
            "essay" => self.essay(),
            _ => self.cloze(),
        }
    }

    /// A text of the question. Files that come with it are shown in it, or are what it links to.
    fn said(&mut self, element: &Element, otherwise: Markup) -> Said {
        let mut unused: Vec<&Element> = element.all("file").collect();
        let mut find = |address: &str| {
            let name = address.strip_prefix("@@PLUGINFILE@@/").unwrap_or(address);
            let name = html::unescaped(name.split(['?', '#']).next().unwrap_or_default());
            let named = |file: &&Element| file.attribute("name").is_some_and(|known| known == name);
            let file = element.all("file").find(named)?;
            unused.retain(|unused| !std::ptr::eq(*unused, file));
            media::from_base64(&file.text())
        };
        let said = self.rich.said(markup(element, otherwise), &said(element), self.shelf, &mut find);
        if let Some(file) = unused.first() {
            self.rich.stop(media::needed(file.attribute("name").unwrap_or_default()));
        }
        said
    }

    fn remark(&mut self, parent: &Element, name: &str) -> String {
        match parent.child(name) {
            Some(remark) => self.rich.remark(markup(remark, Markup::Auto), &said(remark)),
            None => String::new(),
        }
    }

    fn answers(&mut self, otherwise: Markup) -> Result<Vec<Answer>, Reason> {
        let question = self.question;
        let mut answers = Vec::new();
        for answer in question.all("answer") {
            let fraction = answer.attribute("fraction").unwrap_or("0").trim();
            let weight = fraction.parse::<f64>().ok().filter(|weight| weight.is_finite());
            let weight =
                weight.ok_or_else(|| Reason::SyntaxBroken { text: format!("fraction=\"{fraction}\"") })?;
            let Said { text, figures } = match otherwise {
                // What candidates type has no format, whatever the attribute says.
                Markup::Plain => Said { text: said(answer), figures: Vec::new() },
                _ => self.said(answer, otherwise),
            };
            let feedback = self.remark(answer, "feedback");
            answers.push(Answer { text, figures, weight: weight / 100.0, feedback });
        }
        Ok(answers)
    }

    /// Takes the explanation; the answers are parted by whether they are right.
    fn explain(&mut self, right: &[&str], wrong: &[&str]) {
        let question = self.question;
        let general = self.remark(question, "generalfeedback");
        let mut others: Vec<String> = wrong.iter().map(|remark| (*remark).to_owned()).collect();
        for name in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
            others.push(
                Some(self.remark(question, name))
                    .filter(|remark| !is_moodles_own(remark))
                    .unwrap_or_default(),
            );
        }
        for hint in question.all("hint") {
            others.push(self.rich.remark(markup(hint, Markup::Auto), &said(hint)));
        }
        self.draft.explain(&general, right, &others.iter().map(String::as_str).collect::<Vec<_>>());
    }

    fn settled(mut self) -> Result<Draft, Reason> {
        self.rich.settle(&mut self.draft)?;
        Ok(self.draft)
    }

    /// `set` is a type of question in which all that is right must be chosen, and nothing else.
    fn choice(mut self, set: bool) -> Result<Done, Reason> {
        let answers = self.answers(Markup::Auto)?;
        let kind = match self.flag("single").unwrap_or(true) && !set {
            true => Kind::SingleChoice,
            false => Kind::MultipleChoice,
        };
        let weights: Vec<f64> = answers.iter().map(|answer| answer.weight).collect();
        let right = match set {
            true => Chosen::from((0..weights.len()).filter(|at| weights[*at] > 0.0).collect::<BTreeSet<_>>()),
            false => self.draft.key(&weights, kind)?,
        };
        let remarks = |is_right: bool| -> Vec<&str> {
            let chosen = answers.iter().enumerate().filter(|(at, _)| right.key.contains(at) == is_right);
            chosen.map(|(_, answer)| answer.feedback.as_str()).collect()
        };
        self.explain(&remarks(true), &remarks(false));
        let shuffled = self.flag("shuffleanswers").unwrap_or(true);
        let draft = self.settled()?;
        let mut done = draft.choice(answers.into_iter().map(Into::into).collect(), right, kind)?;
        if !shuffled {
            done.keep_order();
        }
        Ok(done)
    }

    /// `true`, `1` or `false`, `0` in an element.
    fn flag(&self, name: &str) -> Option<bool> {
        match self.question.child(name)?.text().trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    fn true_false(mut self) -> Result<Done, Reason> {
        let answers = self.answers(Markup::Plain)?;
        let truth = |answer: &Answer| match answer.text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let weights: Vec<f64> = answers.iter().map(|answer| answer.weight).collect();
        let key = self.draft.key(&weights, Kind::TrueFalse)?.key;
        let right = key.first().and_then(|at| answers.get(*at)).and_then(truth);
        let right = right.ok_or_else(|| Reason::AnswerUnclear {
            value: answers.iter().map(|answer| answer.text.as_str()).collect::<Vec<_>>().join(" / "),
        })?;
        let remarks = |wanted: bool| -> Vec<&str> {
            let chosen = answers.iter().filter(|answer| (truth(answer) == Some(right)) == wanted);
            chosen.map(|answer| answer.feedback.as_str()).collect()
        };
        self.explain(&remarks(true), &remarks(false));
        self.settled()?.true_false(right)
    }

    fn short_answer(mut self) -> Result<Done, Reason> {
        let answers = self.answers(Markup::Plain)?;
        let alternatives = draft::alternatives(&answers)?;
        let exact = self.flag("usecase") == Some(true);
        let remarks = |right: bool| -> Vec<&str> {
            let chosen = answers.iter().filter(|answer| (answer.weight > 0.0) == right);
            chosen.map(|answer| answer.feedback.as_str()).collect()
        };
        self.explain(&remarks(true), &remarks(false));
        self.settled()?.fill_in(vec![alternatives], exact, PartScoring::default())
    }

    fn cloze(mut self) -> Result<Done, Reason> {
        let text = std::mem::take(&mut self.draft.stem);
        let gaps = cloze::read(&text)?;
        let mut remarks = Vec::new();
        let mut blanks = Vec::new();
        for gap in &gaps.gaps {
            blanks.push(draft::alternatives(&gap.answers)?);
            remarks.extend(gap.answers.iter().map(|answer| answer.feedback.as_str()));
        }
        let exact = gaps.gaps.iter().any(|gap| gap.case_counts);
        // Upper and lower case count in all of the gaps or in none.
        if exact && gaps.gaps.iter().any(|gap| !gap.case_counts) {
            return Err(Reason::ScoringUnclear);
        }
        self.draft.stem = gaps.stem.clone();
        let weights: Vec<&str> = gaps.gaps.iter().map(|gap| gap.weight.as_str()).collect();
        if weights.iter().any(|weight| *weight != weights[0]) {
            self.draft.notes.push(Reason::PartialCreditDropped { weights: weights.join(" : ") });
        }
        self.explain(&[], &remarks);
        self.settled()?.fill_in(blanks, exact, PartScoring::EachPart)
    }
}

fn markup(element: &Element, otherwise: Markup) -> Markup {
    match element.attribute("format") {
        Some("html") => Markup::Html,
        Some("plain_text") => Markup::Plain,
        Some("markdown") => Markup::Markdown,
        Some("moodle_auto_format") => Markup::Auto,
        _ => otherwise,
    }
}

/// What Moodle itself says to answers when nobody has written anything.
fn is_moodles_own(remark: &str) -> bool {
    const OWN: [&str; 9] = [
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "你的回答正确",
        "你的答案部分正确",
        "你的回答不正确",
        "您的答案是正确的。",
        "您的答案是部分正确的。",
        "您的答案不正确。",
    ];
    OWN.contains(&remark.trim())
}

#[cfg(test)]
mod tests;
