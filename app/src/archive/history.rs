//! Everything that happened, the newest on top.

use std::collections::BTreeMap;

use domain::{
    attempt::{HandedInBy, State},
    certificate::Status,
    time::Timestamp,
};
use leptos::prelude::*;
use services::{
    archive::{AttemptView, PersonalFile},
    certificate::CertificateView,
    course::StudyView,
};

use super::words;
use crate::{
    certificate,
    door::Visitor,
    text,
    ui::{Badge, EmptyState, Timeline, TimelineEntry, Tone},
    wording,
};

/// An entry with the instant that places it.
type Placed = (Timestamp, AnyView);

pub fn timeline(visitor: &Visitor, base: &str, file: &PersonalFile) -> AnyView {
    use text::archive::*;
    let lang = visitor.lang;
    let mut entries: Vec<Placed> = Vec::new();
    // A certificate is issued in the instant in which its exam ends, and stands above it.
    entries.extend(file.certificates.iter().flat_map(|view| certificates(visitor, view)));
    entries.extend(file.attempts.iter().filter_map(|view| attempt(visitor, base, view)));
    entries.extend(days(visitor, &file.studies).into_values().map(|studies| study(visitor, &studies)));
    entries.extend(file.card.left.map(|at| left(visitor, at)));
    if entries.is_empty() {
        let detail = if file.own { nothing_yet_own(lang) } else { nothing_yet_then(lang) };
        return view! { <EmptyState title=nothing_yet(lang) detail=detail /> }.into_any();
    }
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let entries = entries.into_iter().map(|(_, entry)| entry).collect_view();
    view! { <Timeline>{entries}</Timeline> }.into_any()
}

fn attempt(visitor: &Visitor, base: &str, view: &AttemptView) -> Option<Placed> {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let (tone, word) = words::outcome(lang, &view.state);
    let rest = match words::score(&view.state) {
        Some(score) => score_and(lang, score, word),
        None => word.to_owned(),
    };
    let by = match &view.state {
        State::NotStarted | State::InProgress { .. } | State::Paused { .. } => None,
        State::HandedIn { by, .. } | State::Graded { by, .. } => Some(match by {
            HandedInBy::Candidate => by_candidate(lang).to_owned(),
            HandedInBy::Clock => by_clock(lang).to_owned(),
            HandedInBy::Proctor => by_proctor(lang).to_owned(),
        }),
        State::Voided { reason, .. } => Some(by_voiding(lang, reason)),
    };
    let detail = by.map(|by| {
        let paper = paper_of(lang, view.questions.len(), words::short(&view.seed));
        [paper, answered(lang, view.answered()), by].join(wording::separator(lang))
    });
    let href = format!("{base}/attempts/{}", view.attempt);
    let entry = view! {
        <TimelineEntry
            tone=tone
            when=words::attempt_span(zone, view)
            title=words::exam(lang, view)
            rest=rest
            detail=detail.unwrap_or_default()
        >
            <a href=href>{see_paper(lang)}</a>
        </TimelineEntry>
    };
    Some((view.ended_at().or(view.started_at())?, entry.into_any()))
}

/// The issue of a certificate, and its revocation.
fn certificates(visitor: &Visitor, view: &CertificateView) -> Vec<Placed> {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let content = &view.content;
    let (tone, word) = certificate::state(lang, &view.status);
    let href = format!("/certificates/{}", content.certificate);
    let through = valid_through(lang, certificate::last_day(zone, content.valid_until));
    let issued = view! {
        <TimelineEntry
            tone=tone
            when=zone.minute(content.issued_at)
            title=issued(lang, &content.title)
            rest=content.number.to_string()
            detail=through
        >
            <Badge tone=tone label=word href=href />
        </TimelineEntry>
    };
    let mut entries = vec![(content.issued_at, issued.into_any())];
    if let Status::Revoked(revocation) = &view.status {
        let entry = view! {
            <TimelineEntry
                tone=Tone::Bad
                when=zone.minute(revocation.at)
                title=revoked(lang, &content.title)
                rest=content.number.to_string()
                detail=because(lang, &revocation.reason)
            />
        };
        entries.push((revocation.at, entry.into_any()));
    }
    entries
}

/// Studies of one course on one day are one entry.
fn days<'a>(visitor: &Visitor, studies: &'a [StudyView]) -> BTreeMap<(String, &'a str), Vec<&'a StudyView>> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for study in studies {
        let day = (visitor.zone().date(study.opened_at), study.course.as_str());
        days.entry(day).or_default().push(study);
    }
    days
}

fn study(visitor: &Visitor, studies: &[&StudyView]) -> Placed {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let minutes: u32 = studies.iter().map(|study| study.minutes.0).sum();
    let from = studies.iter().map(|study| study.opened_at).min().unwrap_or(visitor.now);
    let to = studies.iter().map(|study| study.closed_at.unwrap_or(study.opened_at)).max().unwrap_or(from);
    let mut lessons: Vec<&str> = studies.iter().map(|study| study.lesson.as_str()).collect();
    lessons.dedup();
    let course = studies.first().map(|study| study.course.clone()).unwrap_or_default();
    let unheard = studies.iter().any(|study| !study.heard).then(|| unheard(lang).to_owned());
    let detail: Vec<String> = std::iter::once(lessons.join(list_comma(lang))).chain(unheard).collect();
    let tone = if minutes > 0 { Tone::Ok } else { Tone::Plain };
    let entry = view! {
        <TimelineEntry
            tone=tone
            when=words::span(zone, from, Some(to))
            title=studied(lang, course)
            rest=text::common::minutes(lang, minutes)
            detail=detail.join(wording::separator(lang))
        />
    };
    (to, entry.into_any())
}

fn left(visitor: &Visitor, at: Timestamp) -> Placed {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let entry = view! {
        <TimelineEntry tone=Tone::Plain when=zone.minute(at) title=text::archive::has_left(lang) />
    };
    (at, entry.into_any())
}
