//! The same file by kind: lessons, exams, certificates.

use domain::certificate::Status;
use leptos::prelude::*;
use services::archive::PersonalFile;

use super::words;
use crate::{
    certificate,
    door::Visitor,
    text,
    ui::{Badge, Column, EmptyState, Prose, Table},
};

pub fn training(visitor: &Visitor, file: &PersonalFile) -> AnyView {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if file.studies.is_empty() {
        return view! { <EmptyState title=no_training(lang) detail=no_training_then(lang) /> }.into_any();
    }
    let rows = file.studies.iter().rev().map(|study| {
        let how = if study.heard { heard(lang) } else { unheard(lang) };
        view! {
            <tr>
                <td data-label=time(lang)><Prose words=words::span(zone, study.opened_at, study.closed_at) /></td>
                <td data-label=course(lang)>{study.course.clone()}</td>
                <td data-label=lesson(lang)>{study.lesson.clone()}</td>
                <td data-label=minutes(lang) data-number=true>{study.minutes.0}</td>
                <td data-label=how_counted(lang)>{how}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::text(time(lang)),
        Column::text(course(lang)),
        Column::text(lesson(lang)),
        Column::number(minutes(lang)),
        Column::text(how_counted(lang)),
    ];
    view! {
        <p>{training_total(lang, file.studies.len(), file.minutes().0)}</p>
        <Table label=training_title(lang) head=head cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

pub fn exams(visitor: &Visitor, base: &str, file: &PersonalFile) -> AnyView {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if file.attempts.is_empty() {
        return view! { <EmptyState title=no_exams(lang) detail=no_exams_then(lang) /> }.into_any();
    }
    let rows = file.attempts.iter().rev().map(|view| {
        let (tone, word) = words::outcome(lang, &view.state);
        view! {
            <tr>
                <td data-label=exam(lang)>{words::exam(lang, view)}</td>
                <td data-label=time(lang)><Prose words=words::attempt_span(zone, view) /></td>
                <td data-label=score(lang) data-number=true>{words::score(&view.state)}</td>
                <td data-label=outcome(lang)>
                    <Badge tone=tone label=word />
                </td>
                <td data-label=paper(lang)>
                    <a href=format!("{base}/attempts/{}", view.attempt)>{see_paper(lang)}</a>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::text(exam(lang)),
        Column::text(time(lang)),
        Column::number(score(lang)),
        Column::text(outcome(lang)),
        Column::text(paper(lang)),
    ];
    view! {
        <Table label=exams_title(lang) head=head cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

pub fn certificates(visitor: &Visitor, file: &PersonalFile) -> AnyView {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if file.certificates.is_empty() {
        return view! { <EmptyState title=no_certificates(lang) detail=no_certificates_then(lang) /> }
            .into_any();
    }
    let rows = file.certificates.iter().rev().map(|view| {
        let content = &view.content;
        let (tone, word) = certificate::state(lang, &view.status);
        let reason = match &view.status {
            Status::Revoked(revocation) => Some(because(lang, &revocation.reason)),
            Status::Active | Status::Expired { .. } => None,
        };
        view! {
            <tr>
                <td data-label=certificate(lang)>
                    <a href=format!("/certificates/{}", content.certificate)>{content.title.clone()}</a>
                </td>
                <td data-label=certificate_number(lang)><Prose words=content.number.to_string() /></td>
                <td data-label=issued_on(lang)>{zone.date(content.issued_at)}</td>
                <td data-label=valid_until(lang)>{certificate::last_day(zone, content.valid_until)}</td>
                <td data-label=status(lang)>
                    <Badge tone=tone label=word />
                    {reason.map(|reason| view! { <small>{reason}</small> })}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head =
        [certificate(lang), certificate_number(lang), issued_on(lang), valid_until(lang), status(lang)];
    view! {
        <Table label=certificates_title(lang) head=head.map(Column::text).into() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}
