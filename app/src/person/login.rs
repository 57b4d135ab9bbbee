//! The login page: a phone first, large and plain.

use axum::{
    extract::Query,
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use leptos::prelude::*;
use services::person::{login, session};

use super::{local, refusal};
use crate::{
    answer::{Answer, see_other},
    door::{SESSION_COOKIE, Visitor},
    form::Form,
    page::Page,
    text,
    ui::{Button, ButtonKind, Card, Field, PageHead, ShellKind},
};

#[derive(Default, serde::Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

pub async fn show(visitor: Visitor, Query(Next { next }): Query<Next>) -> Answer {
    if visitor.who.is_some() {
        return see_other(local(&next));
    }
    render(&visitor, &Form::of([("next", next)]))
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let Visitor { guben, address, client, now, .. } = &visitor;
    match login::login(guben, form.get("name"), form.get("password"), address, client, *now).await {
        Ok(signed_in) => {
            if let Some(who) = &visitor.who {
                session::close(&who.ctx).await?;
            }
            let to = if signed_in.must_change_password { "/password" } else { local(form.get("next")) };
            let cookie = session_cookie(&visitor, signed_in.secret);
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie.as_str())])
                .into_response())
        }
        Err(failure) => render(&visitor, &form.refused(refusal(failure)?)),
    }
}

pub async fn logout(visitor: Visitor) -> Answer {
    session::close(visitor.ctx()?).await?;
    let cookie = session_cookie(&visitor, String::new());
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/login"), (header::SET_COOKIE, cookie.as_str())])
        .into_response())
}

/// Scripts can't read it, other sites can't send it, and it ends with the session at the latest.
fn session_cookie(visitor: &Visitor, secret: String) -> String {
    let seconds = if secret.is_empty() { 0 } else { session::LIFE_MS / 1000 };
    let attributes = Cookie::build((SESSION_COOKIE, secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visitor.guben.settings.public_url.starts_with("https://"));
    format!("{}; Max-Age={seconds}", attributes.build())
}

fn render(visitor: &Visitor, form: &Form) -> Answer {
    use text::login::*;
    let lang = visitor.lang;
    let (typed, next) = (form.get("name").to_owned(), form.get("next").to_owned());
    let first = typed.is_empty();
    let under = (!matches!(next.as_str(), "" | "/")).then(|| returns(lang).to_owned());
    Page::new(visitor, title(lang)).kind(ShellKind::Public).of_form(form).show(|| {
        view! {
            <PageHead title=title(lang) under=under />
            {form.notice(visitor)}
            <Card>
                <form method="post" action="/login">
                    <input type="hidden" name="next" value=next />
                    <Field
                        label=name(lang)
                        name="name"
                        value=typed
                        hint=name_hint(lang)
                        autocomplete="username"
                        required=true
                        autofocus=first
                    />
                    <Field
                        label=password(lang)
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                        autofocus=!first
                    />
                    <div class="actions">
                        <Button label=text::login::submit(lang) kind=ButtonKind::Primary wide=true />
                    </div>
                </form>
                <p class="hint">{forgot(lang)}</p>
            </Card>
        }
    })
}
