//! The one-person-one-file page (一人一档), one's own and somebody else's.

use axum::extract::{Path, Query};
use domain::{certificate::Status, id::PersonId, person::access::Action};
use leptos::prelude::*;
use services::archive::{self, Integrity, PersonalFile, Purpose};

use super::{history, tables, words};
use crate::{
    answer::Answer,
    audit,
    door::Visitor,
    page::Page,
    text,
    ui::{
        Badge, Card, CardHead, Columns, Fact, Facts, LinkButton, NavItem, Notice, Portrait, Row, Rows, Stack,
        Tabs, Tone,
    },
};

#[derive(Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    tab: Tab,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    Training,
    Exams,
    Certificates,
    #[default]
    #[serde(other)]
    History,
}

pub async fn show(visitor: Visitor, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let file = archive::open_file(visitor.ctx()?, id, Purpose::Read).await?;
    page(&visitor, format!("/files/{id}"), &file, asked.tab)
}

pub async fn mine(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let file = archive::my_file(visitor.ctx()?).await?;
    page(&visitor, "/me".to_owned(), &file, asked.tab)
}

fn page(visitor: &Visitor, base: String, file: &PersonalFile, tab: Tab) -> Answer {
    use text::archive::*;
    let lang = visitor.lang;
    Page::new(visitor, title(lang, &file.card.name)).show(|| {
        let unreadable = file.unreadable.then(|| {
            view! { <Notice tone=Tone::Bad title=unreadable(lang) next=unreadable_then(lang) /> }
        });
        let content = match tab {
            Tab::History => history::timeline(visitor, &base, file),
            Tab::Training => tables::training(visitor, file),
            Tab::Exams => tables::exams(visitor, &base, file),
            Tab::Certificates => tables::certificates(visitor, file),
        };
        let person = person(visitor, file);
        let integrity = integrity(visitor, &base, &file.integrity);
        let tabs = tabs(visitor, &base, file, tab);
        let heading = match tab {
            Tab::History => tab_history(lang),
            Tab::Training => training_title(lang),
            Tab::Exams => exams_title(lang),
            Tab::Certificates => certificates_title(lang),
        };
        // On one's own phone what happened comes before what vouches for it.
        let (beside, below) = if file.own { (None, Some(integrity)) } else { (Some(integrity), None) };
        view! {
            {unreadable}
            <Columns>
                <Stack>{person} {beside}</Stack>
                <Stack>
                    <div>
                        <h2 class="unseen">{heading}</h2>
                        {tabs}
                        {content}
                    </div>
                    {below}
                </Stack>
            </Columns>
        }
    })
}

fn tabs(visitor: &Visitor, base: &str, file: &PersonalFile, tab: Tab) -> impl IntoView + use<> {
    use text::archive::*;
    let lang = visitor.lang;
    let items = vec![
        NavItem::new(tab_history(lang), base, tab == Tab::History),
        NavItem::new(
            tab_training(lang, file.minutes().0),
            format!("{base}?tab=training"),
            tab == Tab::Training,
        ),
        NavItem::new(tab_exams(lang, file.attempts.len()), format!("{base}?tab=exams"), tab == Tab::Exams),
        NavItem::new(
            tab_certificates(lang, file.certificates.len()),
            format!("{base}?tab=certificates"),
            tab == Tab::Certificates,
        ),
    ];
    view! { <Tabs label=text::nav::archive(lang) items=items /> }
}

/// In a word: whether the person holds a valid certificate.
fn standing(visitor: &Visitor, file: &PersonalFile) -> (Tone, String) {
    use text::archive::*;
    let lang = visitor.lang;
    let valid = file.certificates.iter().filter(|certificate| certificate.status == Status::Active).count();
    match (file.card.left, valid) {
        (Some(at), _) => (Tone::Plain, left_on(lang, visitor.zone().date(at))),
        (None, 0) => (Tone::Warn, no_valid(lang).to_owned()),
        (None, n) => (Tone::Ok, some_valid(lang, n)),
    }
}

fn person(visitor: &Visitor, file: &PersonalFile) -> impl IntoView + use<> {
    use text::archive::*;
    let lang = visitor.lang;
    let card = &file.card;
    let (tone, word) = standing(visitor, file);
    let place = [card.post_name.clone(), Some(card.unit_name.clone())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let facts = [
        (number(lang), Some(card.number.clone())),
        (identity(lang), card.masked_id.clone()),
        (employment_term(lang), Some(words::employment(lang, &card.employment))),
        (joined(lang), card.joined_on.clone()),
        (unit(lang), Some(card.unit_trail.clone())),
        (phone(lang), card.phone.clone()),
    ];
    let facts = facts.map(|(term, value)| {
        let value = value.unwrap_or_else(|| text::common::unknown(lang).to_owned());
        view! { <Fact term=term>{value}</Fact> }
    });
    let facts = facts.into_iter().collect_view();
    let name = card.name.clone();
    view! {
        <Card>
            <Portrait alt=photograph(lang)>
                <h1>{name}</h1>
                <p>{place}</p>
                <Badge tone=tone label=word />
            </Portrait>
            <Facts>{facts}</Facts>
        </Card>
    }
}

fn integrity(visitor: &Visitor, base: &str, found: &Integrity) -> impl IntoView + use<> {
    use text::archive::*;
    let lang = visitor.lang;
    let (tone, word) = match found.faults.len() {
        0 => (Tone::Ok, as_written(lang).to_owned()),
        n => (Tone::Bad, not_as_written(lang, n)),
    };
    let faults = found.faults.iter().map(|fault| view! { <li>{audit::fault(lang, fault)}</li> });
    let faults = (!found.faults.is_empty()).then(|| view! { <ul>{faults.collect_view()}</ul> });
    let may_walk = visitor.who.as_ref().is_some_and(|who| who.ctx.actor.may_somewhere(Action::SeeAudit));
    let walk = may_walk.then(|| view! { <p><a href="/audit">{to_audit(lang)}</a></p> });
    let frame = if found.faults.is_empty() { Tone::Plain } else { Tone::Bad };
    let head = head(lang, found.head.seq, words::short(&found.head.hash));
    let (entries, checked) = (entries(lang, found.entries), what_was_checked(lang, found.rows));
    let (looks, pdf) = (looks(lang, found.looks), format!("{base}/pdf"));
    view! {
        <Card tone=frame>
            <CardHead title=integrity_title(lang) />
            <Rows>
                <Row label=entries>
                    <Badge tone=tone label=word />
                </Row>
            </Rows>
            {faults}
            <p>
                <small class="hash">{head}</small>
            </p>
            <p>
                <small>{checked}</small>
            </p>
            <p>
                <small>{looks}</small>
            </p>
            {walk}
            <LinkButton wide=true download=true href=pdf label=export(lang) />
        </Card>
    }
}
