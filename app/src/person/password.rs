//! Choosing an own password: at any time, and before anything else after a one-time password.

use domain::person::password::SHORTEST;
use leptos::prelude::*;
use services::person::change_password;

use super::refusal;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::{Page, is_general},
    text,
    ui::{Actions, Button, ButtonKind, Card, Field, PageHead},
};

pub async fn show(visitor: Visitor) -> Answer {
    render(&visitor, &Form::default())
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    match change_password(visitor.ctx()?, form.get("old"), form.get("new"), form.get("again")).await {
        Ok(()) => see_other("/"),
        Err(failure) => render(&visitor, &form.refused(refusal(failure)?)),
    }
}

fn render(visitor: &Visitor, form: &Form) -> Answer {
    use text::login::*;
    let lang = visitor.lang;
    let first = visitor.who.as_ref().is_some_and(|who| who.must_change_password);
    let title = if first { first_title(lang) } else { change_title(lang) };
    let old = (!first).then(|| {
        view! {
            <Field
                label=old(lang)
                name="old"
                kind="password"
                autocomplete="current-password"
                required=true
                error=form.error(lang, "old")
            />
        }
    });
    // A refused field says so itself; what was typed into it is not shown again, so nothing is kept.
    let notice = form.refusal().filter(|refusal| is_general(refusal)).and_then(|_| form.notice(visitor));
    let (new_error, again_error) = (form.error(lang, "new"), form.error(lang, "again"));
    Page::new(visitor, title).of_form(form).show(|| {
        view! {
            {match first {
                true => view! { <PageHead title=title under=first_why(lang) /> }.into_any(),
                false => view! { <PageHead title=title /> }.into_any(),
            }}
            {notice}
            <Card>
                <form method="post" action="/password">
                    {old}
                    <Field
                        label=new(lang)
                        name="new"
                        kind="password"
                        hint=new_hint(lang, SHORTEST)
                        autocomplete="new-password"
                        required=true
                        error=new_error
                    />
                    <Field
                        label=again(lang)
                        name="again"
                        kind="password"
                        autocomplete="new-password"
                        required=true
                        error=again_error
                    />
                    <Actions note=change_note(lang)>
                        <Button label=change(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}
