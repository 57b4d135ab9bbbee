//! The public page: valid, not valid, or cannot tell. Anybody may ask, nobody learns more than they hold.

use std::sync::LazyLock;

use axum::{
    extract::{Path, Query},
    http::{HeaderName, HeaderValue, StatusCode},
};
use domain::certificate::{CannotTell, Facts as Stated, NotValid, Verdict as Judged};
use leptos::prelude::*;
use services::certificate::{self, Checked};

use super::{last_day, pace::Pace};
use crate::{
    answer::{self, Answer, see_other},
    door::Visitor,
    page::Page,
    text::{certificate as t, verify as v},
    ui::{Actions, Button, ButtonKind, Card, Fact, Facts, Field, PageHead, Prose, ShellKind, Tone, Verdict},
};

static PACE: LazyLock<Pace> = LazyLock::new(Pace::default);

#[derive(Default, serde::Deserialize)]
pub struct Asked {
    code: Option<String>,
}

/// A form for those who have the code's text and no camera.
pub async fn ask(visitor: Visitor, Query(Asked { code }): Query<Asked>) -> Answer {
    let lang = visitor.lang;
    let typed = code.unwrap_or_default();
    if let Some(code) = certificate::code_in(&typed) {
        return see_other(format!("/verify/{code}"));
    }
    let wrong = !typed.trim().is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = if wrong { v::no_code(lang) } else { v::form_title(lang) };
    let page = Page::new(&visitor, title).kind(ShellKind::Public).status(status).show(|| {
        view! {
            <PageHead title=title under=v::form_hint(lang) />
            <Card>
                <form method="get" action="/verify">
                    <Field
                        label=v::code(lang)
                        name="code"
                        value=typed
                        error=wrong.then(|| v::no_code_then(lang).to_owned())
                        autocomplete="off"
                        required=true
                    />
                    <Actions>
                        <Button label=v::submit(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
            {how_to_check_offline(&visitor)}
        }
    });
    kept_out_of_indexes(page)
}

pub async fn show(visitor: Visitor, Path(code): Path<String>) -> Answer {
    if let Some(until) = PACE.wait_until(&visitor.address, visitor.now) {
        let why = v::too_many_why(visitor.lang, visitor.zone().clock(until));
        let nothing = Checked {
            verdict: Judged::CannotTell(CannotTell::RegisterNotAsked),
            facts: None,
            fingerprint: None,
        };
        return shown(&visitor, StatusCode::TOO_MANY_REQUESTS, nothing, Some(why));
    }
    match certificate::check(&visitor.guben, &code, visitor.now).await {
        Ok(checked) => {
            if checked.facts.is_none() {
                PACE.count_miss(&visitor.address, visitor.now);
            }
            let unknown = checked.verdict == Judged::NotValid(NotValid::Unknown);
            let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
            shown(&visitor, status, checked, None)
        }
        Err(failure) => {
            answer::log(&failure, "/verify");
            let checked = certificate::unreachable(&visitor.guben, &code, visitor.now);
            shown(&visitor, StatusCode::SERVICE_UNAVAILABLE, checked, None)
        }
    }
}

fn shown(visitor: &Visitor, status: StatusCode, checked: Checked, why_else: Option<String>) -> Answer {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let (tone, title, why) = words(visitor, checked.verdict);
    let lines = vec![why_else.unwrap_or(why), v::checked_at(lang, zone.second(visitor.now))];
    let page = Page::new(visitor, title).kind(ShellKind::Public).status(status).show(|| {
        view! {
            <Verdict tone=tone title=title lines=lines />
            {(tone != Tone::Ok).then(|| view! { <Card><p>{v::what_to_do(lang)}</p></Card> })}
            {checked.facts.map(|stated| facts(visitor, stated, checked.fingerprint))}
            {how_to_check_offline(visitor)}
        }
    });
    kept_out_of_indexes(page)
}

fn facts(visitor: &Visitor, stated: Stated, fingerprint: Option<String>) -> AnyView {
    let lang = visitor.lang;
    let fact = |term: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <Fact term=term><Prose words=value /></Fact> })
    };
    let fingerprint = fingerprint.map(|hash| {
        view! {
            <Fact term=t::fingerprint(lang)>
                <span class="hash">{hash}</span>
            </Fact>
        }
    });
    view! {
        <Card>
            <Facts>
                {fact(t::holder(lang), stated.holder)}
                {fact(t::name(lang), stated.title)}
                {fact(t::post(lang), stated.post)}
                {fact(t::enterprise(lang), stated.enterprise)}
                {fact(t::number(lang), stated.number)}
                {fact(t::issued_on(lang), stated.issued_on)}
                {fact(t::valid_through(lang), stated.valid_through)}
                {fingerprint}
            </Facts>
            <p>
                <small>{v::compare(lang)}</small>
            </p>
        </Card>
    }
    .into_any()
}

fn how_to_check_offline(visitor: &Visitor) -> impl IntoView + use<> {
    let lang = visitor.lang;
    let asked = visitor.path.split('?').next() != Some("/verify");
    view! {
        <Card>
            <p>
                <small>{v::offline(lang)}</small>
            </p>
            <p>
                <small>
                    <a href="/verify/key">{v::key(lang)}</a>
                    {asked.then(|| view! { " · " <a href="/verify">{v::another(lang)}</a> })}
                </small>
            </p>
        </Card>
    }
}

/// A verdict in words: the answer and the reason.
fn words(visitor: &Visitor, verdict: Judged) -> (Tone, &'static str, String) {
    let (lang, zone) = (visitor.lang, visitor.zone());
    match verdict {
        Judged::Valid => (Tone::Ok, v::valid(lang), v::valid_why(lang).into()),
        Judged::NotValid(why) => {
            let why = match why {
                NotValid::BadSignature => v::bad_signature_why(lang).into(),
                NotValid::Revoked { at } => v::revoked_why(lang, zone.date(at)),
                NotValid::Expired { since } => v::expired_why(lang, last_day(zone, since)),
                NotValid::Unknown => v::unknown_why(lang).into(),
            };
            (Tone::Bad, v::not_valid(lang), why)
        }
        Judged::CannotTell(why) => {
            let why = match why {
                CannotTell::KeyUnknown => v::key_unknown_why(lang),
                CannotTell::RegisterNotAsked => v::register_why(lang),
                CannotTell::NotInRegister => v::not_in_register_why(lang),
            };
            (Tone::Warn, v::cannot_tell(lang), why.into())
        }
    }
}

/// The address is all that one needs to see the page, so that search engines must not get it.
fn kept_out_of_indexes(page: Answer) -> Answer {
    let mut response = page?;
    let noindex = HeaderValue::from_static("noindex, nofollow");
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), noindex);
    Ok(response)
}
