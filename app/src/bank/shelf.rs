//! The banks of the enterprise, and how a new one is made.

use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, BankRow},
};

use super::{contents::kinds_in_words, search};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Actions, Button, ButtonKind, Card, CardHead, EmptyState, Field, LinkButton, PageHead, Row, Rows},
};

pub async fn show(visitor: Visitor) -> Answer {
    page(&visitor, Form::default()).await
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let id = form.once().into();
    match bank::create(visitor.ctx()?, id, form.get("name")).await {
        Ok(()) => see_other(format!("/banks/{id}")),
        Err(Failure::Refused(refusal)) => page(&visitor, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, form: Form) -> Answer {
    use text::bank::*;
    let lang = visitor.lang;
    let banks = bank::list(visitor.ctx()?).await?;
    let heading = match banks.len() {
        0 => title_none(lang).to_owned(),
        some => title(lang, some, banks.iter().map(BankRow::items).sum::<u64>()),
    };
    Page::new(visitor, heading.clone()).of_form(&form).show(|| {
        let rows = banks.iter().map(|bank| {
            let facts = match bank.items() {
                0 => empty(lang).to_owned(),
                _ => {
                    format!("{} · {}", kinds_in_words(lang, &bank.kinds), points(lang, bank.knowledge_points))
                }
            };
            let items = text::common::items(lang, bank.items());
            view! {
                <Row label=bank.name.clone() detail=facts href=format!("/banks/{}", bank.id)>
                    <span>{items}</span>
                </Row>
            }
        });
        let rows = rows.collect_view();
        let list = match banks.is_empty() {
            true => view! { <EmptyState detail=none_then(lang) /> }.into_any(),
            false => view! {
                <Card>
                    <Rows lined=true>{rows}</Rows>
                </Card>
            }
            .into_any(),
        };
        let is_empty = banks.is_empty();
        let search = (!is_empty).then(|| search::bar(lang));
        view! {
            <PageHead title=heading>
                <Actions>
                    {(!is_empty)
                        .then(|| view! { <LinkButton label=text::bank_alike::all(lang) href="/banks/alike" /> })}
                    <LinkButton label=template(lang) href="/banks/template.xlsx" download=true />
                </Actions>
            </PageHead>
            {form.notice(visitor)}
            {search}
            {list}
            <Card>
                <CardHead title=create(lang) />
                <form method="post" action="/banks">
                    {form.once_field()}
                    <Field
                        label=name(lang)
                        name="name"
                        value=form.get("name")
                        hint=name_hint(lang)
                        error=form.error(lang, "name")
                        maxlength="100"
                        required=true
                    />
                    <Actions>
                        <Button label=create_go(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}
