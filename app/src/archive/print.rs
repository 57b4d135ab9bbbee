//! A file in the words of its print.

use axum::extract::Path;
use domain::{
    attempt::State,
    certificate::Status,
    grading::Outcome,
    id::PersonId,
    paper::{ShownResponse, sheet::letter},
};
use services::archive::{
    self, AttemptView, PersonalFile, Purpose, Question,
    print::{
        AttemptPrint, CertificateRow, ClockRow, Completeness, Fact, LessonRow, OptionPrint,
        PersonalFileLabels, PersonalFilePrint, QuestionPrint, Verdict,
    },
};

use super::{attempt, words};
use crate::{
    answer::{Answer, download},
    audit, certificate,
    door::Visitor,
    text::{self, Lang},
    wording,
};

pub async fn show(visitor: Visitor, Path(id): Path<PersonId>) -> Answer {
    let file = archive::open_file(visitor.ctx()?, id, Purpose::Print).await?;
    pdf(&visitor, &file).await
}

pub async fn mine(visitor: Visitor) -> Answer {
    let file = archive::my_file(visitor.ctx()?).await?;
    pdf(&visitor, &file).await
}

async fn pdf(visitor: &Visitor, file: &PersonalFile) -> Answer {
    let print = worded(visitor, file);
    let name = format!("{}.pdf", print.number);
    let bytes = archive::print::pdf(&visitor.guben, print).await?;
    download(&name, "application/pdf", bytes)
}

fn worded(visitor: &Visitor, file: &PersonalFile) -> PersonalFilePrint {
    use text::attempt_print::{printed, title};
    let (lang, zone) = (visitor.lang, visitor.zone());
    let printer = visitor.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let instant: String = zone.second(visitor.now).chars().filter(char::is_ascii_digit).collect();
    PersonalFilePrint {
        language: lang.tag().to_owned(),
        labels: labels(lang),
        made_at: visitor.now,
        title: title(lang).to_owned(),
        enterprise: file.enterprise.clone(),
        number: format!("DA-{}-{instant}", file.card.number),
        hash: file.integrity.head.hash.clone(),
        printed: printed(lang, zone.second(visitor.now), printer),
        name: file.card.name.clone(),
        person: person(lang, file),
        lessons: lessons(visitor, file),
        lessons_total: text::archive::training_total(lang, file.studies.len(), file.minutes().0),
        attempts: file.attempts.iter().map(|view| attempt(visitor, view)).collect(),
        certificates: certificates(visitor, file),
        completeness: completeness(lang, file),
    }
}

fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact { label: label.to_owned(), value: value.into() }
}

fn person(lang: Lang, file: &PersonalFile) -> Vec<Fact> {
    use text::archive::*;
    let card = &file.card;
    let or_unknown =
        |value: &Option<String>| value.clone().unwrap_or_else(|| text::common::unknown(lang).to_owned());
    vec![
        fact(number(lang), card.number.clone()),
        fact(identity(lang), or_unknown(&card.masked_id)),
        fact(post(lang), or_unknown(&card.post_name)),
        fact(unit(lang), card.unit_trail.clone()),
        fact(employment_term(lang), words::employment(lang, &card.employment)),
        fact(joined(lang), or_unknown(&card.joined_on)),
    ]
}

fn lessons(visitor: &Visitor, file: &PersonalFile) -> Vec<LessonRow> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let row = |study: &services::course::StudyView| LessonRow {
        date: words::span(zone, study.opened_at, study.closed_at),
        course: study.course.clone(),
        lesson: study.lesson.clone(),
        place: String::new(),
        teacher: String::new(),
        minutes: study.minutes.0.to_string(),
        remark: if study.heard { String::new() } else { text::archive::unheard(lang).to_owned() },
    };
    file.studies.iter().map(row).collect()
}

fn attempt(visitor: &Visitor, view: &AttemptView) -> AttemptPrint {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let (_, word) = words::outcome(lang, &view.state);
    let clock = view.history.iter().map(|step| ClockRow {
        time: zone.second(step.at),
        event: words::event(lang, zone, step),
        who: words::doer(lang, step),
    });
    AttemptPrint {
        exam: words::exam(lang, view),
        when: words::attempt_span(zone, view),
        score: words::score(&view.state).unwrap_or_else(|| "—".to_owned()),
        passed: matches!(view.state, State::Graded { passed: true, .. }),
        outcome: word.to_owned(),
        facts: attempt::facts_of(visitor, view)
            .into_iter()
            .map(|(label, value)| fact(label, value))
            .collect(),
        clock: clock.collect(),
        questions: view.questions.iter().map(|item| question(lang, item)).collect(),
    }
}

fn question(lang: Lang, item: &Question) -> QuestionPrint {
    let options = item.shown.options.iter().enumerate().map(|(position, option)| OptionPrint {
        letter: letter(position),
        text: option.text().to_string(),
        chosen: matches!(&item.given, Some(ShownResponse::Chosen(chosen)) if chosen.contains(&position)),
    });
    let judged = item.judged.as_ref();
    QuestionPrint {
        number: item.shown.no.to_string(),
        kind: wording::kind(lang, item.shown.kind).to_owned(),
        stem: item.shown.stem.to_string(),
        options: options.collect(),
        answer: words::given(lang, item.given.as_ref()),
        key: judged.map(|judged| words::answer(lang, &judged.right)),
        verdict: match judged.map(|judged| judged.outcome) {
            Some(Outcome::Right) => Verdict::Right,
            Some(Outcome::Partly) => Verdict::Partial,
            Some(Outcome::Wrong) => Verdict::Wrong,
            Some(Outcome::Blank) => Verdict::Unanswered,
            Some(Outcome::Unmarked) | None => Verdict::Open,
        },
        points: match judged {
            Some(judged) => format!("{} / {}", judged.earned, item.shown.points),
            None => format!("— / {}", item.shown.points),
        },
    }
}

fn certificates(visitor: &Visitor, file: &PersonalFile) -> Vec<CertificateRow> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let row = |view: &services::certificate::CertificateView| CertificateRow {
        title: view.content.title.clone(),
        number: view.content.number.to_string(),
        issued_on: zone.date(view.content.issued_at),
        valid_until: certificate::last_day(zone, view.content.valid_until),
        status: certificate::state(lang, &view.status).1.to_owned(),
        good: view.status == Status::Active,
    };
    file.certificates.iter().map(row).collect()
}

fn completeness(lang: Lang, file: &PersonalFile) -> Completeness {
    use text::attempt_print::{head_term, intact, not_intact, scope, scope_term};
    let found = &file.integrity;
    let verdict = match found.faults.len() {
        0 => intact(lang, found.rows, found.entries),
        n => not_intact(lang, n),
    };
    let unreadable = file.unreadable.then(|| text::archive::unreadable(lang).to_owned());
    let faults = found.faults.iter().map(|fault| audit::fault(lang, fault));
    Completeness {
        intact: found.faults.is_empty() && !file.unreadable,
        verdict,
        facts: vec![
            fact(head_term(lang), text::archive::head(lang, found.head.seq, words::short(&found.head.hash))),
            fact(scope_term(lang), scope(lang)),
        ],
        missing: unreadable.into_iter().chain(faults).collect(),
    }
}

fn labels(lang: Lang) -> PersonalFileLabels {
    use text::attempt_print as p;
    PersonalFileLabels {
        number: p::number(lang).into(),
        hash: p::hash(lang).into(),
        page: p::page(lang, "{page}", "{pages}"),
        person: p::person(lang).into(),
        lessons: p::lessons(lang).into(),
        attempts: p::attempts(lang).into(),
        certificates: p::certificates(lang).into(),
        completeness: p::completeness(lang).into(),
        signatures: p::signatures(lang).into(),
        none: p::none(lang).into(),
        date: p::date(lang).into(),
        course: p::course(lang).into(),
        lesson: p::lesson(lang).into(),
        place: p::place(lang).into(),
        teacher: p::teacher(lang).into(),
        minutes: p::minutes(lang).into(),
        score: p::score(lang).into(),
        clock: p::clock(lang).into(),
        time: p::time(lang).into(),
        event: p::event(lang).into(),
        who: p::who(lang).into(),
        paper: p::paper(lang).into(),
        answer: p::answer(lang).into(),
        key: p::key(lang).into(),
        points: p::points(lang).into(),
        chosen: p::chosen(lang).into(),
        right: p::right(lang).into(),
        partial: p::partial(lang).into(),
        wrong: p::wrong(lang).into(),
        unanswered: p::unanswered(lang).into(),
        open: p::open(lang).into(),
        certificate: p::certificate(lang).into(),
        certificate_number: p::certificate_number(lang).into(),
        issued_on: p::issued_on(lang).into(),
        valid_until: p::valid_until(lang).into(),
        status: p::status(lang).into(),
        missing: p::missing(lang).into(),
        declaration: p::declaration(lang).into(),
        worker: p::worker(lang).into(),
        assessor: p::assessor(lang).into(),
        archivist: p::archivist(lang).into(),
        signed_on: p::signed_on(lang).into(),
    }
}
