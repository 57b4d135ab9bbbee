//! Questions that are not answered by choosing or by filling a gap: numbers, pairs, an order, a text.

use domain::bank::{
    import::{Foreign, Reason, guide, number, record},
    item::{Content, ItemOption, PartScoring, Range, Unit},
};

use super::{
    super::{draft::Done, rich::Markup},
    Reading, markup, said,
};

impl Reading<'_> {
    pub(super) fn numerical(mut self) -> Result<Done, Reason> {
        let answers = self.answers(Markup::Plain)?;
        let tolerances = self.question.all("answer").map(|answer| answer.child("tolerance").map(said));
        let mut ranges = Vec::new();
        for (answer, tolerance) in answers.iter().zip(tolerances) {
            let unclear = || Reason::AnswerUnclear { value: answer.text.clone() };
            // What earns nothing is there for its remark; `*` stands for any number.
            if answer.weight <= 0.0 {
                continue;
            }
            if (answer.weight - 1.0).abs() > 1e-4 {
                let weights = format!("{}: {}%", answer.text, answer.weight * 100.0);
                return Err(Reason::WeightsNotKept { weights });
            }
            let tolerance = tolerance.filter(|tolerance| !tolerance.is_empty());
            let tolerance = number::decimal(tolerance.as_deref().unwrap_or("0")).ok_or_else(unclear)?.abs();
            ranges.push(Range { value: number::decimal(&answer.text).ok_or_else(unclear)?, tolerance });
        }
        let right: Vec<&str> = answers
            .iter()
            .filter(|answer| answer.weight > 0.0)
            .map(|answer| answer.feedback.as_str())
            .collect();
        let wrong: Vec<&str> = answers
            .iter()
            .filter(|answer| answer.weight <= 0.0)
            .map(|answer| answer.feedback.as_str())
            .collect();
        self.explain(&right, &wrong);
        let unit = self.unit()?;
        let content = record::numeric(ranges, unit)?;
        self.settled()?.of(content)
    }

    /// The units that a number may be given in, all of which mean the same.
    fn unit(&self) -> Result<Option<Unit>, Reason> {
        let mut names = Vec::new();
        for unit in self.question.child("units").into_iter().flat_map(|units| units.all("unit")) {
            let multiplier = unit.child("multiplier").map(said).unwrap_or_default();
            // 220 V and 0.22 kV: a number that depends on its unit.
            if number::decimal(&multiplier)
                .is_some_and(|multiplier| !(multiplier - rust_decimal::Decimal::ONE).is_zero())
            {
                return Err(Reason::KindForeign { kind: Foreign::Numerical });
            }
            names.extend(unit.child("unit_name").map(said));
        }
        let graded = self.question.child("unitgradingtype").map(said).unwrap_or_default();
        let required = !matches!(graded.as_str(), "" | "0");
        Ok((!names.is_empty()).then_some(Unit { names, required }))
    }

    pub(super) fn matching(mut self) -> Result<Done, Reason> {
        let question = self.question;
        let (mut pairs, mut others) = (Vec::new(), Vec::new());
        for sub in question.all("subquestion") {
            let line = ItemOption::from(self.said(sub, Markup::Auto));
            // What is chosen has no format.
            let option = sub.child("answer").map(said).unwrap_or_default();
            let option = ItemOption::words(option);
            match line.text.is_empty() && line.figures.is_empty() {
                true => others.push(option),
                false => pairs.push((line, option)),
            }
        }
        self.explain(&[], &[]);
        let content = record::matching(pairs, others, PartScoring::EachPart)?;
        self.settled()?.of(content)
    }

    pub(super) fn ordering(mut self) -> Result<Done, Reason> {
        // Of a larger number, some are drawn and put in order: another question for each candidate.
        if self
            .question
            .child("selecttype")
            .map(said)
            .is_some_and(|drawn| !matches!(drawn.as_str(), "" | "ALL" | "0"))
        {
            return Err(Reason::KindForeign { kind: Foreign::Ordering });
        }
        let question = self.question;
        let mut options = Vec::new();
        for answer in question.all("answer") {
            options.push(ItemOption::from(self.said(answer, Markup::Auto)));
        }
        let graded = question.child("gradingtype").map(said).unwrap_or_default();
        let scoring = match graded.as_str() {
            "ALL_OR_NOTHING" | "-1" => PartScoring::AllOrNothing,
            "ABSOLUTE_POSITION" | "0" => PartScoring::EachPart,
            other => {
                self.draft.notes.push(Reason::PartialCreditDropped { weights: other.to_owned() });
                PartScoring::AllOrNothing
            }
        };
        self.explain(&[], &[]);
        let content = record::ordering(options, scoring)?;
        self.settled()?.of(content)
    }

    pub(super) fn essay(mut self) -> Result<Done, Reason> {
        let asks_for_files = self.question.child("attachmentsrequired").map(said);
        let no_text =
            self.question.child("responseformat").map(said).is_some_and(|format| format == "noinline");
        if no_text || asks_for_files.is_some_and(|files| !matches!(files.as_str(), "" | "0")) {
            return Err(Reason::KindForeign { kind: Foreign::Upload });
        }
        let question = self.question;
        let reference = match question.child("graderinfo") {
            Some(info) => self.rich.remark(markup(info, Markup::Auto), &said(info)),
            None => String::new(),
        };
        self.explain(&[], &[]);
        self.settled()?.of(Content::ShortAnswer { guide: guide::read(&reference) })
    }
}
