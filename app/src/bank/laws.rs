//! What the questions rest on, and what to do when a law has changed.

use axum::extract::Query;
use domain::bank::basis;
use leptos::prelude::*;
use services::{
    Failure,
    bank::life::law::{self, LawRow},
};

use super::crumbs;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Choice, EmptyState, Notice, PageHead, Select,
        TextArea, Tone,
    },
};

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The law that has changed.
    law: String,
    /// How many questions were just marked.
    marked: Option<usize>,
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    page(&visitor, asked.marked, Form::of([("law", asked.law)])).await
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    match law::changed(visitor.ctx()?, form.get("law"), form.get("article"), form.get("note")).await {
        Ok(marked) => see_other(format!("/banks/laws?marked={marked}")),
        Err(Failure::Refused(refusal)) => page(&visitor, None, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, marked: Option<usize>, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let view = law::list(visitor.ctx()?).await?;
    Page::new(visitor, laws_title(lang)).of_form(&form).show(|| {
        let under = laws_under(lang, view.laws.len(), view.without);
        let done = marked.map(|n| {
            view! {
                <Notice tone=Tone::Ok title=marked_title(lang, n)>
                    <p>
                        <a href="/banks/todo?list=doubted">{list_doubted(lang)}</a>
                    </p>
                </Notice>
            }
        });
        let chosen = view.laws.iter().find(|row| row.law == form.get("law"));
        let change = chosen.map(|row| change_form(lang, row, &form));
        let laws = view.laws.iter().map(|row| law_row(lang, row)).collect_view();
        let list = match view.laws.is_empty() {
            true => view! { <EmptyState detail=no_laws(lang) /> }.into_any(),
            false => view! {
                <Card>
                    <ul class="tree" role="list">
                        {laws}
                    </ul>
                </Card>
            }
            .into_any(),
        };
        view! {
            <PageHead title=laws_title(lang) under=under trail=crumbs(lang, Vec::new(), None) />
            {form.notice(visitor)}
            {done}
            {change}
            {list}
        }
    })
}

/// The articles of a law that questions name, in the order of the law.
fn articles(row: &LawRow) -> Vec<(String, u64)> {
    let named = row.resting.articles.iter().filter(|(article, _)| !article.is_empty());
    let mut named: Vec<_> = named.map(|(article, n)| (article.clone(), *n)).collect();
    named.sort_by_key(|(article, _)| basis::order(article));
    named
}

fn law_row(lang: Lang, row: &LawRow) -> impl IntoView + use<> {
    use text::life::*;
    let query = serde_urlencoded::to_string([("law", &row.law)]).unwrap_or_default();
    let doubted = (row.doubted > 0).then(|| {
        view! { <Badge tone=Tone::Warn label=doubted_n(lang, row.doubted) href="/banks/todo?list=doubted" /> }
    });
    let articles = articles(row).into_iter().map(|(article, n)| {
        view! {
            <li>
                <span>{article}</span>
                <span>{text::common::items(lang, n)}</span>
            </li>
        }
    });
    let articles = articles.collect::<Vec<_>>();
    let inside = match articles.is_empty() {
        true => ().into_any(),
        false => {
            let count = articles_n(lang, articles.len());
            view! {
                <details>
                    <summary>{count}</summary>
                    <ul class="tree" role="list">
                        {articles}
                    </ul>
                </details>
            }
            .into_any()
        }
    };
    view! {
        <li>
            <span>
                <strong>{row.law.clone()}</strong>
                " "
                {doubted}
                {inside}
            </span>
            <span>
                {text::common::items(lang, row.resting.questions)}
                " "
                <a href=format!("/banks/laws?{query}#change")>{law_changed(lang)}</a>
            </span>
        </li>
    }
}

fn change_form(lang: Lang, row: &LawRow, form: &Form) -> AnyView {
    use text::life::*;
    let articles = articles(row).into_iter();
    let articles: Vec<_> =
        articles.map(|(article, n)| Choice::new(article.clone(), format!("{article} · {n}"))).collect();
    let note_text = law_changed_note(lang, row.resting.questions);
    let title = law_changed_title(lang, &row.law);
    let (law, typed) = (row.law.clone(), form.text("note"));
    let (chosen, wrong_article, wrong_note) =
        (form.text("article"), form.error(lang, "article"), form.error(lang, "note"));
    view! {
        <Card id="change" tone=Tone::Warn>
            <CardHead title=title />
            <p>{note_text}</p>
            <form method="post" action="/banks/laws">
                <input type="hidden" name="law" value=law />
                <Select
                    label=article(lang)
                    name="article"
                    prompt=article_all(lang)
                    options=articles
                    value=chosen
                    error=wrong_article
                />
                <TextArea
                    label=law_note(lang)
                    name="note"
                    value=typed
                    hint=law_note_hint(lang)
                    error=wrong_note
                    rows=2
                    maxlength="500"
                    required=true
                />
                <Actions>
                    <Button label=law_go(lang) kind=ButtonKind::Primary />
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}
