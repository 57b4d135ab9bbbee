//! One certificate: what it states, what it is worth now, what became of it, and its revocation.

use axum::extract::{Path, Query};
use domain::{
    certificate::{Signature, Status},
    id::CertificateId,
    person::access::Action,
};
use leptos::prelude::*;
use services::{
    Failure,
    certificate::{self, Detail, EventKind, EventView, REASON_LIMIT},
};

use super::{last_day, state};
use crate::{
    answer::{Answer, Trouble, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, certificate as t},
    ui::{
        Actions, Breadcrumbs, Button, ButtonKind, Card, CardHead, Crumb, Fact, Facts, LinkButton, Notice,
        PageHead, Prose, Signal, TextArea, Timeline, TimelineEntry, Tone,
    },
};

#[derive(Default, serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

pub async fn show(visitor: Visitor, Path(id): Path<CertificateId>, Query(done): Query<Done>) -> Answer {
    let detail = certificate::show(visitor.ctx()?, id).await?;
    shown(&visitor, detail, Form::default(), done.done == "revoked")
}

/// Revokes the certificate.
pub async fn revoke(visitor: Visitor, Path(id): Path<CertificateId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    match certificate::revoke(ctx, id, form.get("reason")).await {
        Ok(()) => see_other(format!("/certificates/{id}?done=revoked")),
        Err(Failure::Refused(refusal)) => {
            shown(&visitor, certificate::show(ctx, id).await?, form.refused(refusal), false)
        }
        Err(failure) => Err(Trouble(failure)),
    }
}

fn shown(visitor: &Visitor, detail: Detail, form: Form, revoked_now: bool) -> Answer {
    let lang = visitor.lang;
    let (_, word) = state(lang, &detail.view.status);
    let title = format!("{} · {word}", detail.view.content.holder);
    let sees_list = visitor.ctx()?.actor.may_somewhere(Action::SeeFile);
    let trail = sees_list.then(|| {
        let items = vec![
            Crumb::link(t::back_to_list(lang), "/certificates"),
            Crumb::here(detail.view.content.number.to_string()),
        ];
        view! { <Breadcrumbs label=t::path(lang) items=items /> }.into_any()
    });
    let over = (!sees_list).then(|| detail.view.content.number.to_string());
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let head = match trail {
            Some(trail) => view! { <PageHead title=title trail=trail /> }.into_any(),
            None => view! { <PageHead title=title over=over /> }.into_any(),
        };
        view! {
            {head}
            {revoked_now
                .then(|| view! { <Notice tone=Tone::Ok title=t::revoke_done(lang) next=t::revoke_done_then(lang) /> })}
            {form.notice(visitor)}
            {signature_notice(visitor, detail.signature)}
            {worth(visitor, &detail)}
            {facts(visitor, &detail)}
            {history(visitor, &detail.events)}
            {detail.may_revoke.then(|| revocation(visitor, &form))}
        }
    })
}

/// What it is worth now, and its files.
fn worth(visitor: &Visitor, detail: &Detail) -> impl IntoView + use<> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let (tone, word) = state(lang, &detail.view.status);
    let content = &detail.view.content;
    let line = match &detail.view.status {
        Status::Active => t::active_until(lang, last_day(zone, content.valid_until)),
        Status::Expired { since } => t::expired_since(lang, last_day(zone, *since)),
        Status::Revoked(revocation) => t::revoked_at(lang, zone.minute(revocation.at), &revocation.reason),
    };
    let id = content.certificate;
    let files = (detail.signature == Signature::Right).then(|| {
        view! {
            <Actions note=t::record_hint(lang)>
                <LinkButton
                    href=format!("/certificates/{id}/pdf")
                    label=t::to_pdf(lang)
                    kind=ButtonKind::Primary
                    download=true
                />
                <LinkButton href=format!("/certificates/{id}/record") label=t::to_record(lang) download=true />
            </Actions>
        }
    });
    view! {
        <Card tone=tone>
            <Signal tone=tone title=word detail=line />
            {files}
        </Card>
    }
}

fn facts(visitor: &Visitor, detail: &Detail) -> impl IntoView + use<> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let content = detail.view.content.clone();
    let or_nothing =
        move |value: String| if value.is_empty() { text::common::none(lang).to_owned() } else { value };
    let result = t::score_of(lang, content.score, content.possible, content.pass_percent);
    let (shown_at, hash) = (detail.verify_at.clone(), detail.fingerprint.clone());
    let to_check =
        detail.verify_at.rsplit('/').next().map(|code| format!("/verify/{code}")).unwrap_or_default();
    view! {
        <Card>
            <CardHead title=content.title />
            <Facts>
                <Fact term=t::number(lang)><Prose words=content.number.to_string() /></Fact>
                <Fact term=t::holder(lang)>{content.holder}</Fact>
                <Fact term=t::masked_id(lang)>{or_nothing(content.masked_id)}</Fact>
                <Fact term=t::post(lang)>{or_nothing(content.post)}</Fact>
                <Fact term=t::enterprise(lang)>{content.enterprise}</Fact>
                <Fact term=t::programme(lang)>{content.programme}</Fact>
                {content
                    .course
                    .map(|_| {
                        view! {
                            <Fact term=t::learned(lang)>{text::common::minutes(lang, content.minutes.0)}</Fact>
                        }
                    })}
                <Fact term=t::score(lang)>{result}</Fact>
                <Fact term=t::issued_on(lang)>{zone.date(content.issued_at)}</Fact>
                <Fact term=t::valid_through(lang)>{last_day(zone, content.valid_until)}</Fact>
                <Fact term=t::public_address(lang)>
                    <a href=to_check>{shown_at}</a>
                </Fact>
                <Fact term=t::fingerprint(lang)>
                    <span class="hash">{hash}</span>
                </Fact>
            </Facts>
        </Card>
    }
}

fn signature_notice(visitor: &Visitor, signature: Signature) -> Option<AnyView> {
    let lang = visitor.lang;
    let (tone, what, then) = match signature {
        Signature::Right => return None,
        Signature::Wrong => (Tone::Bad, t::signature_wrong(lang), t::signature_wrong_then(lang)),
        Signature::KeyUnknown => (Tone::Warn, t::signature_unknown(lang), t::signature_unknown_then(lang)),
    };
    Some(view! { <Notice tone=tone title=what next=then /> }.into_any())
}

fn history(visitor: &Visitor, events: &[EventView]) -> impl IntoView + use<> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let entry = |event: &EventView| {
        let (tone, what) = match event.kind {
            EventKind::Issued => (Tone::Ok, t::event_issued(lang)),
            EventKind::Revoked => (Tone::Bad, t::event_revoked(lang)),
        };
        // A pass issues the certificate by itself, whoever's request closed the attempt.
        let by = event.by.clone().filter(|_| event.kind != EventKind::Issued);
        let by = by.unwrap_or_else(|| t::by_server(lang).to_owned());
        view! {
            <TimelineEntry
                tone=tone
                when=format!("{} · {by}", zone.second(event.at))
                title=what
                detail=(!event.reason.is_empty()).then(|| event.reason.clone())
            />
        }
    };
    let entries = events.iter().rev().map(entry).collect_view();
    view! {
        <Card>
            <CardHead title=t::history(lang) />
            <Timeline>{entries}</Timeline>
        </Card>
    }
}

fn revocation(visitor: &Visitor, form: &Form) -> impl IntoView + use<> {
    let lang = visitor.lang;
    let (typed, error) = (form.get("reason").to_owned(), form.error(lang, "reason"));
    view! {
        <Card>
            <CardHead title=t::revoke(lang) />
            <p>{t::revoke_hint(lang)}</p>
            <form method="post">
                <TextArea
                    label=t::reason(lang)
                    name="reason"
                    value=typed
                    hint=t::reason_hint(lang, REASON_LIMIT)
                    error=error
                    required=true
                    maxlength=REASON_LIMIT.to_string()
                />
                <Actions>
                    <Button label=t::revoke(lang) kind=ButtonKind::Danger />
                </Actions>
            </form>
        </Card>
    }
}
