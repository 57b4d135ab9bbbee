//! Finding questions in all banks. What is looked for stands in the address.

use axum::extract::Query as Address;
use domain::{
    bank::{
        Kind,
        find::{Field as Part, LENGTH_LIMIT, Query},
    },
    id::BankId,
};
use leptos::prelude::*;
use services::{
    bank::search::{Found, Question, Wanted, search},
    failure::Fault,
};

use super::{bounds, crumbs, pager};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        Badge, Button, Card, Choice, Column, EmptyState, Field, Filters, LinkButton, Marked, PageHead,
        Select, Table, Tone, marked,
    },
    wording,
};

/// Characters shown of a text that is not the stem.
const EXCERPT: usize = 80;

/// What the address asks for.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    bank: String,
    kind: String,
    page: u64,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        Wanted {
            words: self.q.clone(),
            bank: self.bank.parse::<BankId>().ok(),
            kind: Kind::from_code(&self.kind),
        }
    }

    fn address(&self, page: u64) -> String {
        let asked = Asked { page, ..self.clone() };
        format!("/banks/search?{}", serde_urlencoded::to_string(asked).unwrap_or_default())
    }

    fn is_too_long(&self) -> bool {
        self.q.chars().count() > LENGTH_LIMIT
    }
}

pub async fn show(visitor: Visitor, Address(asked): Address<Asked>) -> Answer {
    use text::bank_search::*;
    let lang = visitor.lang;
    let wanted = match asked.is_too_long() {
        true => Wanted::default(),
        false => asked.wanted(),
    };
    let found = search(visitor.ctx()?, wanted, asked.page).await?;
    let heading = match found.query.is_empty() {
        true => title(lang).to_owned(),
        false => title_found(lang, found.part.total),
    };
    Page::new(&visitor, heading.clone()).show(|| {
        view! {
            <PageHead title=heading trail=crumbs(lang, Vec::new(), None) />
            {filters(lang, &asked, &found)}
            {results(lang, &asked, &found)}
        }
    })
}

/// A box for all banks, for another page.
pub fn bar(lang: Lang) -> impl IntoView {
    use text::bank_search::*;
    view! {
        <Filters label=label(lang) action="/banks/search">
            <Field label=words_all(lang) name="q" kind="search" maxlength=LENGTH_LIMIT.to_string() />
            <Button label=text::common::search(lang) />
        </Filters>
    }
}

/// From a bank to the same search in all of them; nothing where no words were given.
pub fn everywhere(lang: Lang, words: &str) -> Option<impl IntoView + use<>> {
    let words = words.trim();
    let asked = Asked { q: words.to_owned(), ..Asked::default() };
    let label = text::bank_search::here_too(lang, words);
    (!words.is_empty()).then(|| view! { <a href=asked.address(1)>{label}</a> })
}

fn filters(lang: Lang, asked: &Asked, found: &Found) -> impl IntoView + use<> {
    use text::bank_search::*;
    let banks = found.banks.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let banks: Vec<Choice> = banks.collect();
    let kinds: Vec<Choice> = Kind::ALL.map(|kind| Choice::new(kind.code(), wording::kind(lang, kind))).into();
    let error = asked.is_too_long().then(|| wording::fault(lang, &Fault::TooLong { limit: LENGTH_LIMIT }));
    let asked = asked.clone();
    view! {
        <Filters label=label(lang) action="/banks/search">
            <Field
                label=words(lang)
                name="q"
                kind="search"
                value=asked.q
                error=error
                maxlength=LENGTH_LIMIT.to_string()
            />
            <Select label=bank_term(lang) name="bank" prompt=bank_all(lang) options=banks value=asked.bank />
            <Select
                label=text::bank::kind_term(lang)
                name="kind"
                prompt=text::bank::kind_all(lang)
                options=kinds
                value=asked.kind
            />
            <Button label=text::common::search(lang) />
        </Filters>
    }
}

fn results(lang: Lang, asked: &Asked, found: &Found) -> AnyView {
    use text::bank_search::*;
    if found.query.is_empty() {
        return view! { <EmptyState title=begin(lang) detail=begin_then(lang) /> }.into_any();
    }
    if found.questions.is_empty() {
        let wider = Asked { bank: String::new(), kind: String::new(), page: 1, ..asked.clone() };
        let narrow = !asked.bank.is_empty() || !asked.kind.is_empty();
        return view! {
            <EmptyState title=text::bank::nothing_found(lang) detail=nothing_then(lang)>
                {narrow.then(|| view! { <LinkButton label=everywhere(lang) href=wider.address(1) /> })}
            </EmptyState>
        }
        .into_any();
    }
    let head = vec![
        Column::sentences(text::bank::stem(lang)),
        Column::text(bank_term(lang)),
        Column::text(text::bank::kind_term(lang)),
    ];
    let rows = found.questions.iter().map(|question| row(lang, &found.query, question)).collect_view();
    let (from, to) = bounds(found.part);
    let words = text::bank::part_words(lang, from, to, found.part.total);
    let pages = pager(text::bank::pages(lang), found.part, words, |page| asked.address(page));
    view! {
        <Card>
            <Table label=text::bank::list(lang) head=head cards=true sticky=true>
                {rows}
            </Table>
            {pages}
        </Card>
    }
    .into_any()
}

fn row(lang: Lang, query: &Query, question: &Question) -> impl IntoView + use<> {
    let item = &question.item;
    let stem = marked(query.pieces(&item.stem));
    let others = Part::ALL.into_iter().filter(|part| *part != Part::Stem);
    let said = others.filter_map(|part| {
        let said = part.texts(item).into_iter().find(|said| query.touches(said))?;
        let said = excerpt(marked(query.pieces(said)));
        Some(view! {
            <small>
                {format!("{}{}", name(lang, part), text::bank_search::colon(lang))} <Marked pieces=said />
            </small>
        })
    });
    let said = said.collect_view();
    let retired = question
        .retired
        .then(|| view! { " " <Badge tone=Tone::Warn label=text::bank_alike::retired_badge(lang) /> });
    view! {
        <tr>
            <td data-label=text::bank::stem(lang) data-sentences=true>
                <a href=format!("/items/{}", question.id)>
                    <Marked pieces=stem />
                </a>
                {retired}
                {said}
            </td>
            <td data-label=text::bank_search::bank_term(lang)>
                <a href=format!("/banks/{}", question.bank)>{question.bank_name.clone()}</a>
            </td>
            <td data-label=text::bank::kind_term(lang)>
                <Badge label=wording::kind(lang, item.content.kind()) />
            </td>
        </tr>
    }
}

fn name(lang: Lang, part: Part) -> &'static str {
    use text::bank::*;
    match part {
        Part::Stem => stem(lang),
        Part::Options => options(lang),
        Part::KnowledgePoint => point(lang),
        Part::LegalBasis => basis(lang),
        Part::Explanation => explanation(lang),
    }
}

/// The first hit and what stands around it.
fn excerpt(pieces: Vec<(String, bool)>) -> Vec<(String, bool)> {
    let mut left = EXCERPT;
    let mut excerpt = Vec::new();
    for (no, (text, hit)) in pieces.into_iter().enumerate() {
        let count = text.chars().count();
        let before = EXCERPT / 4;
        if no == 0 && !hit && count > before {
            excerpt.push((format!("…{}", text.chars().skip(count - before).collect::<String>()), false));
            left -= before;
        } else if count <= left {
            left -= count;
            excerpt.push((text, hit));
        } else {
            excerpt.push((format!("{}…", text.chars().take(left).collect::<String>()), hit));
            break;
        }
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_the_first_hit_with_what_is_around_it() {
        let text = format!("{}动火{}", "前".repeat(200), "后".repeat(200));
        let shown: String =
            excerpt(marked(Query::of("动火").pieces(&text))).into_iter().map(|(text, _)| text).collect();
        assert_eq!(shown, format!("…{}动火{}…", "前".repeat(20), "后".repeat(58)));
        let short = excerpt(marked(Query::of("动火").pieces("先动火后")));
        assert_eq!(short.len(), 3);
    }
}
