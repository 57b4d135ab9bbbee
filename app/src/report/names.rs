//! The names behind a number, and those who are missing as a file.

use axum::extract::Query;
use domain::person::access::Action;
use leptos::prelude::*;
use services::report::{
    self, List, Named,
    export::{self, Names},
};

use super::{Asked, words};
use crate::{
    answer::{Answer, download},
    archive,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{Badge, Breadcrumbs, Column, Crumb, EmptyState, LinkButton, PageHead, Table, Tone},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Passed,
    Missing,
    Trained,
    Untrained,
}

impl Which {
    fn list(self, asked: &Asked) -> List {
        match self {
            Which::Passed => List::Passed,
            Which::Missing => List::Missing(asked.why()),
            Which::Trained => List::Trained,
            Which::Untrained => List::Untrained,
        }
    }

    fn title(self, lang: Lang, asked: &Asked, n: usize) -> String {
        use text::coverage::*;
        match (self, asked.why()) {
            (Which::Passed, _) => passed_names(lang, n),
            (Which::Missing, None) => missing_names(lang, n),
            (Which::Missing, Some(why)) => why_names(lang, words::missing(lang, why).1, n),
            (Which::Trained, _) => trained_names(lang, n),
            (Which::Untrained, _) => untrained_names(lang, n),
        }
    }
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>, which: Which) -> Answer {
    use text::coverage::*;
    let ctx = visitor.ctx()?;
    let names = report::names(ctx, &asked.filter(), which.list(&asked)).await?;
    let may_open = ctx.actor.may_somewhere(Action::SeeFile);
    let lang = visitor.lang;
    let title = which.title(lang, &asked, names.len());
    Page::new(&visitor, title.clone()).show(|| {
        let without_why = Asked { why: String::new(), ..asked.clone() };
        let trail = vec![Crumb::link(text::nav::coverage(lang), without_why.on("/coverage"))];
        let trail = view! { <Breadcrumbs label=text::nav::coverage(lang) items=trail /> };
        let export = (which == Which::Missing && !names.is_empty()).then(|| {
            view! {
                <div class="actions">
                    <LinkButton download=true href=asked.on("/coverage/missing.csv") label=as_csv(lang) />
                    <LinkButton download=true href=asked.on("/coverage/missing.xlsx") label=as_xlsx(lang) />
                </div>
            }
        });
        let body = match names.is_empty() {
            true => view! { <EmptyState title=no_names(lang) detail=no_names_then(lang) /> }.into_any(),
            false => table(lang, names, may_open),
        };
        view! {
            <PageHead title=title trail=trail.into_any()>{export}</PageHead>
            {body}
        }
    })
}

fn table(lang: Lang, names: Vec<Named>, may_open: bool) -> AnyView {
    use text::coverage::*;
    let rows = names.into_iter().map(|named| {
        let (tone, word) = words::standing(lang, named.standing);
        let (learned, learned_word) = match named.trained {
            true => (Tone::Ok, trained(lang)),
            false => (Tone::Plain, untrained(lang)),
        };
        let who = match may_open {
            true => view! { <a href=format!("/files/{}", named.person)>{named.name}</a> }.into_any(),
            false => named.name.into_any(),
        };
        view! {
            <tr>
                <td data-label=name(lang)>{who}</td>
                <td data-label=number(lang)>{named.number}</td>
                <td data-label=unit(lang)>{place(crate::person::below(&named.unit), &named.post)}</td>
                <td data-label=employment(lang)>{archive::employment(lang, &named.employment)}</td>
                <td data-label=training(lang)>
                    <Badge tone=learned label=learned_word />
                </td>
                <td data-label=how(lang)>
                    <Badge tone=tone label=word />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table label=text::nav::coverage(lang) head=head(lang).map(Column::text).into() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn head(lang: Lang) -> [&'static str; 6] {
    use text::coverage::*;
    [name(lang), number(lang), unit(lang), employment(lang), training(lang), how(lang)]
}

fn place(unit: &str, post: &str) -> String {
    if post.is_empty() { unit.to_owned() } else { format!("{unit} · {post}") }
}

pub async fn xlsx(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let names = missing(&visitor, &asked).await?;
    let mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    download(&file_name(&visitor, "xlsx"), mime, export::xlsx(&names)?)
}

pub async fn csv(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let names = missing(&visitor, &asked).await?;
    download(&file_name(&visitor, "csv"), "text/csv; charset=utf-8", export::csv(&names))
}

fn file_name(visitor: &Visitor, kind: &str) -> String {
    let date = visitor.zone().date(visitor.now);
    format!("{}-{date}.{kind}", text::coverage::not_passed(visitor.lang))
}

/// Those who have not passed, in words.
async fn missing(visitor: &Visitor, asked: &Asked) -> Result<Names, services::Failure> {
    let names = report::names(visitor.ctx()?, &asked.filter(), List::Missing(asked.why())).await?;
    let lang = visitor.lang;
    let row = |named: Named| {
        let learned =
            if named.trained { text::coverage::trained(lang) } else { text::coverage::untrained(lang) };
        vec![
            named.name,
            named.number,
            place(crate::person::below(&named.unit), &named.post),
            archive::employment(lang, &named.employment),
            learned.to_owned(),
            words::standing(lang, named.standing).1.to_owned(),
        ]
    };
    Ok(Names {
        title: text::coverage::not_passed(lang).to_owned(),
        head: head(lang).map(str::to_owned).into(),
        rows: names.into_iter().map(row).collect(),
    })
}
