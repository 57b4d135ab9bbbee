//! One sitting: its rules, and how everybody in it stands.

use axum::extract::Path;
use domain::{
    attempt::State,
    id::{PersonId, SittingId},
    person::access::Action,
};
use leptos::prelude::*;
use services::{
    exam::sitting::{self, CandidateRow, SittingView},
    person,
};

use super::list;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Badge, Breadcrumbs, Button, Card, CheckboxGroup, Choice, Column, Crumb, Fact, Facts, LinkButton,
        PageHead, Proportions, Prose, Stat, StatTiles, Table, Tone,
    },
};

pub async fn show(visitor: Visitor, Path(id): Path<SittingId>) -> Answer {
    use text::sittings::*;
    let ctx = visitor.ctx()?;
    let view = sitting::show(ctx, id).await?;
    let closed = visitor.now > view.row.rules.closes_at;
    let others = if !closed && ctx.actor.may_somewhere(Action::ArrangeSitting) {
        let all = person::choose(ctx, Action::ArrangeSitting, None).await?;
        all.into_iter().filter(|card| view.people.iter().all(|row| row.person != card.id)).collect()
    } else {
        Vec::new()
    };
    let judge = closed && ctx.actor.may_somewhere(Action::SeeCoverage);
    let lang = visitor.lang;
    let (failed, running, not_begun) = counts(&view);
    let passed = view.row.passed;
    let (tone, state) = list::state(lang, &view.row, visitor.now);
    let title = view.row.name.clone();
    Page::new(&visitor, title.clone()).show(|| {
        let trail = view! {
            <Breadcrumbs
                label=text::nav::exams(lang)
                items=vec![Crumb::link(text::nav::exams(lang), "/sittings")]
            />
        };
        let tiles = vec![
            Stat::new(passed_word(lang), passed.to_string()).tone(Tone::Ok),
            Stat::new(failed_word(lang), failed.to_string()).tone(Tone::Bad),
            Stat::new(running_word(lang), running.to_string()).tone(Tone::Info),
            Stat::new(not_begun_word(lang), not_begun.to_string()).tone(Tone::Plain),
        ];
        let sum = sum(lang, view.row.candidates, passed, failed, running, not_begun);
        view! {
            <PageHead title=title.clone() trail=trail.into_any()>
                <p class="actions">
                    <Badge tone=tone label=state />
                    <LinkButton href=format!("/sittings/{id}/room") label=text::proctor::to_room(lang) />
                    {judge.then(|| view! { <LinkButton href=format!("/sittings/{id}/analysis") label=text::analysis::link(lang) /> })}
                </p>
            </PageHead>
            <StatTiles stats=tiles />
            <Proportions
                label=sum.clone()
                parts=vec![(Tone::Ok, passed as u64), (Tone::Bad, failed as u64), (Tone::Info, running as u64), (Tone::Plain, not_begun as u64)]
            />
            <p>{sum}</p>
            {rules(&visitor, &view)}
            {people(&visitor, &view.people)}
            {(!others.is_empty()).then(|| invite_form(lang, id, others))}
        }
    })
}

pub async fn invite(visitor: Visitor, Path(id): Path<SittingId>, form: Form) -> Answer {
    let people: Vec<PersonId> = form.all("person").filter_map(|id| id.parse().ok()).collect();
    sitting::invite_more(visitor.ctx()?, id, people).await?;
    see_other(format!("/sittings/{id}"))
}

/// Failed, running, not begun: each candidate counts once, by the last attempt. Whoever's attempt was voided is
/// to begin another.
fn counts(view: &SittingView) -> (usize, usize, usize) {
    let (mut failed, mut running, mut not_begun) = (0, 0, 0);
    for row in view.people.iter().filter(|row| !row.passed()) {
        match row.attempts.last().map(|attempt| &attempt.state) {
            None | Some(State::NotStarted | State::Voided { .. }) => not_begun += 1,
            Some(State::InProgress { .. } | State::Paused { .. }) => running += 1,
            Some(State::HandedIn { .. } | State::Graded { .. }) => failed += 1,
        }
    }
    (failed, running, not_begun)
}

fn rules(visitor: &Visitor, view: &SittingView) -> impl IntoView + use<> {
    use text::sittings::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rules = &view.row.rules;
    let window = format!("{} – {}", zone.minute(rules.opens_at), zone.minute(rules.closes_at));
    let make_ups = match (rules.make_ups, rules.make_up_delay.0) {
        (0, _) => text::exam::no_make_up(lang).to_owned(),
        (n, 0) => make_ups_at_once(lang, n),
        (n, minutes) => make_ups_after(lang, n, wait(lang, minutes)),
    };
    let limit = text::common::minutes(lang, rules.limit.0);
    let pass = format!("{}%", rules.pass_percent);
    let paper = view.paper.clone();
    let certificate = valid_for(lang, &view.certificate_title, view.certificate_months);
    view! {
        <Card>
            <Facts>
                <Fact term=window_term(lang)><Prose words=window /></Fact>
                <Fact term=text::exam::limit_term(lang)>{limit}</Fact>
                <Fact term=text::exam::pass_term(lang)>{pass}</Fact>
                <Fact term=text::exam::make_up_term(lang)>{make_ups}</Fact>
                <Fact term=paper_term(lang)>{paper}</Fact>
                <Fact term=text::archive::certificate(lang)>{certificate}</Fact>
            </Facts>
        </Card>
    }
}

/// Whole days as days: nobody counts in 1440 minutes.
fn wait(lang: Lang, minutes: u32) -> String {
    const DAY: u32 = 24 * 60;
    if minutes.is_multiple_of(DAY) {
        text::sittings::days(lang, minutes / DAY)
    } else {
        text::common::minutes(lang, minutes)
    }
}

fn people(visitor: &Visitor, people: &[CandidateRow]) -> impl IntoView + use<> {
    use text::sittings::*;
    let lang = visitor.lang;
    let may_see_file = visitor.who.as_ref().is_some_and(|who| who.ctx.actor.may_somewhere(Action::SeeFile));
    let rows = people.iter().map(|row| {
        let last = row.attempts.last();
        let (tone, word, detail) = standing(lang, row);
        let name = match may_see_file {
            true => view! { <a href=format!("/files/{}", row.person)>{row.name.clone()}</a> }.into_any(),
            false => row.name.clone().into_any(),
        };
        view! {
            <tr>
                <td data-label=number_term(lang)>{row.number.clone()}</td>
                <td data-label=person_term(lang)>{name}</td>
                <td data-label=unit_term(lang)>{place(&row.unit, &row.post)}</td>
                <td data-label=state_term(lang)>
                    <Badge tone=tone label=word />
                </td>
                <td data-label=detail_term(lang)>{detail}</td>
                <td data-label=text::result::attempt_term(lang)>{last.filter(|attempt| attempt.state != State::NotStarted).map(|attempt| attempt.no)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = [
        number_term(lang),
        person_term(lang),
        unit_term(lang),
        state_term(lang),
        detail_term(lang),
        text::result::attempt_term(lang),
    ];
    view! {
        <Table label=people_title(lang) head=columns.map(Column::text).to_vec() cards=true>
            {rows}
        </Table>
    }
}

fn standing(lang: Lang, row: &CandidateRow) -> (Tone, &'static str, String) {
    use text::sittings::*;
    let Some(last) = row.attempts.last() else { return (Tone::Plain, not_begun_word(lang), String::new()) };
    match last.state {
        State::NotStarted => (Tone::Plain, not_begun_word(lang), String::new()),
        State::InProgress { .. } => (Tone::Info, running_word(lang), answered(lang, last.answered)),
        State::Paused { .. } => (Tone::Warn, paused_word(lang), answered(lang, last.answered)),
        State::HandedIn { .. } => (Tone::Info, text::result::being_closed(lang), String::new()),
        State::Graded { score, possible, passed, .. } => {
            let word = if passed { passed_word(lang) } else { failed_word(lang) };
            let tone = if passed { Tone::Ok } else { Tone::Bad };
            (tone, word, text::result::score_of(lang, score, possible))
        }
        State::Voided { ref reason, .. } => (Tone::Plain, voided_word(lang), reason.to_string()),
    }
}

fn invite_form(lang: Lang, id: SittingId, others: Vec<person::Card>) -> impl IntoView + use<> {
    use text::sittings::*;
    let count = others.len();
    let roster = others.iter().map(choice).collect();
    view! {
        <Card>
            <form method="post" action=format!("/sittings/{id}/invite")>
                <CheckboxGroup legend=invite_more(lang, count) name="person" options=roster />
                <Button label=invite_button(lang) />
            </form>
        </Card>
    }
}

/// Somebody on the roster, to be chosen.
pub fn choice(card: &person::Card) -> Choice {
    let place = place(&card.unit_name, card.post_name.as_deref().unwrap_or_default());
    Choice::new(card.id.to_string(), format!("{} {}", card.number, card.name)).hint(place)
}

/// Where somebody works, and as what; not everybody has a post.
fn place(unit: &str, post: &str) -> String {
    if post.is_empty() { unit.to_owned() } else { format!("{unit} · {post}") }
}
