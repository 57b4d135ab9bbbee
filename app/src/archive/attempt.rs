//! One attempt: the paper as it was shown, the answers, the marks, and the clock history.

use axum::extract::Path;
use domain::{
    grading::pass_mark,
    id::{AttemptId, PersonId},
    paper::{ShownResponse, sheet::letter},
};
use leptos::prelude::*;
use services::{
    archive::{self, AttemptView, Judged, Keys, Question},
    person,
};

use super::words;
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    shown,
    text::{self, Lang},
    ui::{Badge, Breadcrumbs, Card, Column, Crumb, Fact, Facts, Notice, PageHead, Table, Tone},
    wording,
};

pub async fn show(visitor: Visitor, Path((person, id)): Path<(PersonId, AttemptId)>) -> Answer {
    let (card, view) = archive::open_attempt(visitor.ctx()?, person, id).await?;
    let trail = vec![
        Crumb::link(text::nav::archive(visitor.lang), "/files"),
        Crumb::link(card.name.clone(), format!("/files/{person}")),
    ];
    page(&visitor, &card, &view, trail)
}

pub async fn mine(visitor: Visitor, Path(id): Path<AttemptId>) -> Answer {
    let (card, view) = archive::my_attempt(visitor.ctx()?, id).await?;
    let trail = vec![Crumb::link(text::nav::my_file(visitor.lang), "/me")];
    page(&visitor, &card, &view, trail)
}

fn page(visitor: &Visitor, card: &person::Card, view: &AttemptView, mut trail: Vec<Crumb>) -> Answer {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let name = words::exam(lang, view);
    let (_, word) = words::outcome(lang, &view.state);
    trail.push(Crumb::here(name.clone()));
    Page::new(visitor, format!("{name} · {}", card.name)).show(|| {
        let trail = view! { <Breadcrumbs label=text::nav::archive(lang) items=trail /> };
        let notice = match view.keys {
            Keys::Shown => None,
            Keys::After(time) => Some((keys_after(lang, zone.minute(time)), keys_after_then(lang))),
            Keys::StillOpen => Some((keys_still_open(lang).to_owned(), keys_still_open_then(lang))),
            Keys::Voided => Some((voided(lang).to_owned(), voided_then(lang))),
            Keys::NotGraded if view.questions.is_empty() => {
                Some((running(lang).to_owned(), running_then(lang)))
            }
            Keys::NotGraded => Some((not_graded(lang).to_owned(), not_graded_then(lang))),
        };
        let notice = notice.map(|(title, then)| view! { <Notice tone=Tone::Info title=title next=then /> });
        let score = words::score(&view.state);
        let title = score.map_or_else(|| word.to_owned(), |score| score_and(lang, score, word));
        let questions = view.questions.iter().map(|item| question(lang, item)).collect_view();
        view! {
            <PageHead title=title under=format!("{} · {name}", card.name) trail=trail.into_any() />
            {facts(visitor, view)}
            <h2>{clock_title(lang)}</h2>
            {clock(visitor, view)}
            {notice}
            {(!view.questions.is_empty()).then(|| view! { <h2>{paper_as_shown(lang)}</h2> })}
            {questions}
        }
    })
}

/// How the attempt went and which paper it was, in the order in which it is read.
pub(super) fn facts_of(visitor: &Visitor, view: &AttemptView) -> Vec<(&'static str, String)> {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let mut facts = vec![(time(lang), words::attempt_span(zone, view))];
    if let domain::attempt::State::Graded { possible, .. } = view.state {
        let needed = text::common::points(lang, pass_mark(possible, view.pass_percent));
        facts.push((pass_term(lang), format!("{needed} ({} %)", view.pass_percent)));
    }
    if !view.questions.is_empty() {
        facts.push((answered_term(lang), format!("{} / {}", view.answered(), view.questions.len())));
    }
    facts.push((paper(lang), drawn(lang, view.algorithm, words::short(&view.seed))));
    facts.push((paper_hash(lang), words::short(&view.paper_digest)));
    facts
}

fn facts(visitor: &Visitor, view: &AttemptView) -> impl IntoView + use<> {
    let facts =
        facts_of(visitor, view).into_iter().map(|(term, value)| view! { <Fact term=term>{value}</Fact> });
    let facts = facts.collect_view();
    view! {
        <Card>
            <Facts wide=true>{facts}</Facts>
        </Card>
    }
}

fn clock(visitor: &Visitor, view: &AttemptView) -> impl IntoView + use<> {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = view.history.iter().map(|step| {
        view! {
            <tr>
                <td data-label=time(lang)>{zone.second(step.at)}</td>
                <td data-label=event(lang)>{words::event(lang, zone, step)}</td>
                <td data-label=who(lang)>{words::doer(lang, step)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = [time(lang), event(lang), who(lang)].map(Column::text);
    view! {
        <Table label=clock_title(lang) head=head.into() cards=true>
            {rows}
        </Table>
    }
}

fn question(lang: Lang, item: &Question) -> impl IntoView + use<> {
    use text::archive::*;
    let options = item.shown.options.iter().enumerate().map(|(position, option)| {
        let is_chosen =
            matches!(&item.given, Some(ShownResponse::Chosen(chosen)) if chosen.contains(&position));
        let mark = is_chosen.then(|| view! { " " <Badge tone=Tone::Info label=chosen(lang) /> });
        view! {
            <li>
                <strong>{letter(position)}</strong>
                " "
                {shown::words(option.text())}
                {shown::figures(option.figures(), lang)}
                {mark}
            </li>
        }
    });
    let options = options.collect_view();
    let options =
        (!item.shown.options.is_empty()).then(|| view! { <ul class="rows" role="list">{options}</ul> });
    let badge = item.judged.as_ref().map(|judged| {
        let (tone, word) = words::judged(lang, judged.outcome);
        let earned = text::common::points(lang, format!("{} / {}", judged.earned, item.shown.points));
        view! { <Badge tone=tone label=format!("{word} · {earned}") /> }
    });
    let head = format!(
        "{}. {} · {}",
        item.shown.no,
        wording::kind(lang, item.shown.kind),
        text::common::points(lang, item.shown.points)
    );
    let stem = shown::asked(&item.shown, lang);
    let answer = answer_was(lang, words::given(lang, item.given.as_ref()));
    let key = item.judged.as_ref().map(|judged| key(lang, judged));
    view! {
        <Card>
            <div class="card-head">
                <h3>{head}</h3>
                {badge}
            </div>
            {stem}
            {options}
            <p>{answer}</p>
            {key}
        </Card>
    }
}

fn key(lang: Lang, judged: &Judged) -> impl IntoView + use<> {
    use text::archive::*;
    let explanation = (!judged.explanation.is_empty()).then(|| view! { <p>{judged.explanation.clone()}</p> });
    let basis = (!judged.legal_basis.is_empty()).then(|| {
        view! {
            <p>
                <small>{basis(lang, &judged.legal_basis)}</small>
            </p>
        }
    });
    view! {
        <p>{key_is(lang, words::answer(lang, &judged.right))}</p>
        {explanation}
        {basis}
    }
}
