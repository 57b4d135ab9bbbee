//! What a bank asks of its questions.

use axum::extract::Path;
use domain::{bank::life::Review, id::BankId};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, life::review},
};

use super::crumbs;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Actions, Button, ButtonKind, Card, CardHead, Choice, LinkButton, PageHead, RadioGroup},
};

pub async fn show(visitor: Visitor, Path(id): Path<BankId>) -> Answer {
    page(&visitor, id, Form::default()).await
}

pub async fn submit(visitor: Visitor, Path(id): Path<BankId>, form: Form) -> Answer {
    let asked = match form.get("review") {
        "required" => Review::Required,
        _ => Review::NotAsked,
    };
    match review::ask(visitor.ctx()?, id, asked).await {
        Ok(()) => see_other(format!("/banks/{id}")),
        Err(Failure::Refused(refusal)) => page(&visitor, id, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, id: BankId, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let ctx = visitor.ctx()?;
    let (name, asked) = (bank::name(ctx, id).await?, review::asked(ctx, id).await?);
    Page::new(visitor, rules_title(lang, &name)).of_form(&form).show(|| {
        let steps = vec![(name.clone(), format!("/banks/{id}"))];
        let ways = vec![
            Choice::new("not_asked", review_off(lang)).hint(review_off_hint(lang)),
            Choice::new("required", review_on(lang)).hint(review_on_hint(lang)),
        ];
        let now = if asked == Review::Required { "required" } else { "not_asked" };
        view! {
            <PageHead title=rules_title(lang, &name) trail=crumbs(lang, steps, Some(rules_go(lang))) />
            {form.notice(visitor)}
            <Card>
                <CardHead title=review_term(lang) />
                <form method="post">
                    <RadioGroup legend=review_term(lang) name="review" options=ways value=now />
                    <Actions note=rules_note(lang)>
                        <LinkButton label=text::common::cancel(lang) href=format!("/banks/{id}") />
                        <Button label=text::common::save(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}
