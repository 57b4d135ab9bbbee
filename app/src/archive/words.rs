//! Facts of the archive in words.

use domain::{
    attempt::{Event, HandedInBy, State},
    grading::Outcome,
    paper::{ShownResponse, sheet::letter},
    person::roster::Employment,
    time::{Minutes, Timestamp, Zone},
};
use services::archive::{AttemptView, Step};

use crate::{
    island::room,
    text::{self, Lang},
    ui::Tone,
    wording,
};

/// How an attempt ended, or that it has not.
pub fn outcome(lang: Lang, state: &State) -> (Tone, &'static str) {
    use text::archive::*;
    match state {
        State::NotStarted | State::InProgress { .. } => (Tone::Info, running(lang)),
        State::Paused { .. } => (Tone::Warn, paused(lang)),
        State::HandedIn { .. } => (Tone::Info, not_graded(lang)),
        State::Graded { passed: true, .. } => (Tone::Ok, passed(lang)),
        State::Graded { passed: false, .. } => (Tone::Bad, failed(lang)),
        State::Voided { .. } => (Tone::Plain, voided(lang)),
    }
}

/// `92 / 100`; nothing before the paper is graded.
pub fn score(state: &State) -> Option<String> {
    match state {
        State::Graded { score, possible, .. } => Some(format!("{score} / {possible}")),
        State::NotStarted
        | State::InProgress { .. }
        | State::Paused { .. }
        | State::HandedIn { .. }
        | State::Voided { .. } => None,
    }
}

/// What happened, for the clock history.
pub fn event(lang: Lang, zone: Zone, step: &Step) -> String {
    use text::archive::*;
    let until = step.deadline.map(|deadline| zone.second(deadline));
    match &step.event {
        Event::Started { deadline, .. } => event_started(lang, zone.second(*deadline)),
        Event::Extended { minutes, reason, .. } => match until {
            Some(time) => event_extended(lang, minutes.0, time, reason),
            None => event_extended_paused(lang, minutes.0, reason),
        },
        Event::Paused { reason, .. } => event_paused(lang, reason),
        Event::Resumed { .. } => event_resumed(lang, until.unwrap_or_default()),
        Event::HandedIn { by: HandedInBy::Candidate, .. } => event_handed_in(lang).into(),
        Event::HandedIn { at, by: HandedInBy::Clock } => event_time_up(lang, zone.second(*at)),
        Event::HandedIn { by: HandedInBy::Proctor, .. } => by_proctor(lang).into(),
        Event::Collected { reason, .. } => event_collected(lang, reason),
        Event::Graded { score, possible, passed: true } => event_passed(lang, score, possible),
        Event::Graded { score, possible, passed: false } => event_failed(lang, score, possible),
        Event::Voided { reason, .. } => event_voided(lang, reason),
        Event::Reopened { deadline, minutes: Minutes(0), reason } => {
            event_reopened(lang, zone.second(*deadline), reason)
        }
        Event::Reopened { deadline, minutes, reason } => {
            event_reopened_with(lang, minutes.0, zone.second(*deadline), reason)
        }
    }
}

/// Whoever did it. Papers are graded by the server, in whosever request it happened to be done.
pub fn doer(lang: Lang, step: &Step) -> String {
    let by_itself =
        matches!(step.event, Event::Graded { .. } | Event::HandedIn { by: HandedInBy::Clock, .. });
    let who = step.who.clone().filter(|_| !by_itself);
    who.unwrap_or_else(|| text::archive::the_server(lang).to_owned())
}

/// An answer as it stands on the paper: `A、C`, 对, the texts of the blanks.
pub fn answer(lang: Lang, given: &ShownResponse) -> String {
    use text::archive::*;
    let between = wording::separator(lang);
    match given {
        ShownResponse::Chosen(chosen) if chosen.is_empty() => blank(lang).into(),
        ShownResponse::Chosen(chosen) => {
            let letters: Vec<String> = chosen.iter().map(|position| letter(*position)).collect();
            letters.join(list_comma(lang))
        }
        ShownResponse::Truth(true) => text::room::right(lang).into(),
        ShownResponse::Truth(false) => text::room::wrong(lang).into(),
        ShownResponse::Texts(texts) if texts.iter().all(|text| text.trim().is_empty()) => blank(lang).into(),
        ShownResponse::Texts(texts) => {
            let texts = texts.iter().map(|text| if text.trim().is_empty() { "—" } else { text.as_str() });
            texts.collect::<Vec<_>>().join(between)
        }
        ShownResponse::Places(places) if places.iter().all(Option::is_none) => blank(lang).into(),
        places @ ShownResponse::Places(_) => room::words(lang, places),
    }
}

pub fn given(lang: Lang, given: Option<&ShownResponse>) -> String {
    given.map_or_else(|| text::archive::blank(lang).to_owned(), |given| answer(lang, given))
}

pub fn judged(lang: Lang, mark: Outcome) -> (Tone, &'static str) {
    use text::archive::*;
    match mark {
        Outcome::Right => (Tone::Ok, right(lang)),
        Outcome::Wrong => (Tone::Bad, wrong(lang)),
        Outcome::Blank => (Tone::Warn, blank(lang)),
        Outcome::Partly => (Tone::Warn, partly(lang)),
        Outcome::Unmarked => (Tone::Info, unmarked(lang)),
    }
}

/// `2026-06-18 09:00 – 09:47`, the second date only where it is another.
pub fn span(zone: Zone, from: Timestamp, to: Option<Timestamp>) -> String {
    let Some(to) = to else { return zone.minute(from) };
    let end = zone.minute(to);
    let end = match end.split_once(' ') {
        Some((date, time)) if date == zone.date(from) => time,
        _ => &end,
    };
    format!("{} – {end}", zone.minute(from))
}

pub fn attempt_span(zone: Zone, view: &AttemptView) -> String {
    view.started_at().map(|from| span(zone, from, view.ended_at())).unwrap_or_default()
}

/// The name of an exam, with the number of the attempt where it is not the first.
pub fn exam(lang: Lang, view: &AttemptView) -> String {
    match view.no {
        1 => view.name.clone(),
        no => text::archive::make_up(lang, &view.name, no - 1),
    }
}

/// The ends of a hash, enough to compare by eye.
pub fn short(hash: &str) -> String {
    match (hash.get(..8), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(begin), Some(end)) if hash.len() > 12 => format!("{begin}…{end}"),
        _ => hash.to_owned(),
    }
}

pub fn employment(lang: Lang, code: &str) -> String {
    use text::coverage::*;
    let Some(employment) = Employment::from_code(code) else { return code.to_owned() };
    let word = match employment {
        Employment::Employee => employee(lang),
        Employment::AgencyWorker => agency_worker(lang),
        Employment::Intern => intern(lang),
        Employment::CasualWorker => casual_worker(lang),
        Employment::ContractorWorker => contractor_worker(lang),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_says_its_date_once() {
        let at = |text| Zone::CHINA.parse_input(text).expect("a time");
        let from = at("2026-06-18T09:00");
        assert_eq!(span(Zone::CHINA, from, Some(at("2026-06-18T09:47"))), "2026-06-18 09:00 – 09:47");
        assert_eq!(
            span(Zone::CHINA, from, Some(at("2026-06-19T00:10"))),
            "2026-06-18 09:00 – 2026-06-19 00:10"
        );
        assert_eq!(span(Zone::CHINA, from, None), "2026-06-18 09:00");
    }

    #[test]
    fn an_answer_reads_as_on_the_paper() {
        assert_eq!(answer(Lang::Zh, &ShownResponse::Chosen([0, 2].into())), "A、C");
        assert_eq!(answer(Lang::En, &ShownResponse::Texts(vec!["2".into(), " ".into()])), "2; —");
        assert_eq!(given(Lang::Zh, None), "未作答");
    }
}
