//! Moodle XML: a quiz of questions, each of a type that Moodle names.

pub(super) mod cloze;

use domain::bank::{
    import::{Foreign, Reason, record::Record},
    item::Kind,
};

use super::{
    draft::{self, Answer, Done, Draft},
    rich::{Markup, Rich},
    xml::{self, Element},
};
use crate::sheet::{LooksLike, SheetError};

pub fn read(text: &str) -> Result<Vec<Record>, SheetError> {
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
                records.push(draft::record(number, source, Reading::new(question, &topic).question(kind)));
            }
        }
    }
    if records.is_empty() {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Xml });
    }
    Ok(records)
}

/// The text of an element, which Moodle puts into an element of its own.
fn said(element: &Element) -> String {
    element.child("text").unwrap_or(element).text().trim().to_owned()
}

struct Reading<'a> {
    question: &'a Element,
    draft: Draft,
    rich: Rich,
}

impl<'a> Reading<'a> {
    fn new(question: &'a Element, topic: &str) -> Self {
        let draft = Draft { knowledge_point: topic.to_owned(), ..Draft::default() };
        Self { question, draft, rich: Rich::default() }
    }

    fn question(mut self, kind: &str) -> Result<Done, Reason> {
        let foreign = |kind| Err(Reason::KindForeign { kind });
        match kind {
            "multichoice" | "multichoiceset" | "truefalse" | "shortanswer" | "cloze" => {}
            "description" => return Err(Reason::Description),
            "matching" | "ddmatch" | "randomsamatch" => return foreign(Foreign::Matching),
            "ordering" | "order" => return foreign(Foreign::Ordering),
            "numerical" => return foreign(Foreign::Numerical),
            "calculated" | "calculatedsimple" | "calculatedmulti" => return foreign(Foreign::Calculated),
            "essay" => return foreign(Foreign::Essay),
            "gapselect" | "ddwtos" => return foreign(Foreign::WordsInText),
            "ddimageortext" | "ddmarker" => return foreign(Foreign::OnPicture),
            other => return Err(Reason::KindUnsupported { value: other.to_owned() }),
        }
        self.draft.stem = match self.question.child("questiontext") {
            Some(text) => self.text(text, Markup::Auto),
            None => String::new(),
        };
        match kind {
            "multichoice" => self.choice(false),
            "multichoiceset" => self.choice(true),
            "truefalse" => self.true_false(),
            "shortanswer" => self.short_answer(),
            _ => self.cloze(),
        }
    }

    /// A text of the question. Files that come with it are pictures, or what it links to.
    fn text(&mut self, element: &Element, otherwise: Markup) -> String {
        let text = self.rich.text(markup(element, otherwise), &said(element));
        if let Some(file) = element.child("file") {
            let name = file.attribute("name").unwrap_or_default().to_owned();
            self.rich.stop(Reason::PictureNeeded { name });
        }
        text
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
            let text = match otherwise {
                // What candidates type has no format, whatever the attribute says.
                Markup::Plain => said(answer),
                _ => self.text(answer, otherwise),
            };
            let feedback = self.remark(answer, "feedback");
            answers.push(Answer { text, weight: weight / 100.0, feedback });
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
        let key = match set {
            true => (0..weights.len()).filter(|at| weights[*at] > 0.0).collect(),
            false => self.draft.key(&weights, kind)?,
        };
        let remarks = |right: bool| -> Vec<&str> {
            let chosen = answers.iter().enumerate().filter(|(at, _)| key.contains(at) == right);
            chosen.map(|(_, answer)| answer.feedback.as_str()).collect()
        };
        self.explain(&remarks(true), &remarks(false));
        let shuffled = self.flag("shuffleanswers").unwrap_or(true);
        let draft = self.settled()?;
        let mut done = draft.choice(answers.into_iter().map(|answer| answer.text).collect(), key, kind)?;
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
        let key = self.draft.key(&weights, Kind::TrueFalse)?;
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
        if self.flag("usecase") == Some(true) {
            self.draft.case_counts(&alternatives);
        }
        let remarks = |right: bool| -> Vec<&str> {
            let chosen = answers.iter().filter(|answer| (answer.weight > 0.0) == right);
            chosen.map(|answer| answer.feedback.as_str()).collect()
        };
        self.explain(&remarks(true), &remarks(false));
        self.settled()?.fill_in(vec![alternatives])
    }

    fn cloze(mut self) -> Result<Done, Reason> {
        let text = std::mem::take(&mut self.draft.stem);
        let gaps = cloze::read(&text)?;
        let mut remarks = Vec::new();
        let mut blanks = Vec::new();
        for gap in &gaps.gaps {
            let alternatives = draft::alternatives(&gap.answers)?;
            if gap.case_counts {
                self.draft.case_counts(&alternatives);
            }
            blanks.push(alternatives);
            remarks.extend(gap.answers.iter().map(|answer| answer.feedback.as_str()));
        }
        self.draft.stem = gaps.stem.clone();
        if blanks.len() > 1 {
            let weights: Vec<&str> = gaps.gaps.iter().map(|gap| gap.weight.as_str()).collect();
            self.draft.notes.push(Reason::PartialCreditDropped { weights: weights.join(" : ") });
        }
        self.explain(&[], &remarks);
        self.settled()?.fill_in(blanks)
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
