//! Two rates with what they are made of, and where people are missing.

use axum::extract::Query;
use domain::person::access::Action;
use leptos::prelude::*;
use services::{
    person::unit,
    report::{self, Coverage, Group, Key, Missing, SittingCoverage},
};

use super::{Asked, words};
use crate::{
    answer::Answer,
    archive,
    door::Visitor,
    page::Page,
    person,
    text::{self, Lang},
    ui::{
        Button, Card, CardHead, Choice, Column, EmptyState, Filters, LinkButton, PageHead, Proportions,
        Prose, Select, Stat, StatTiles, Table, Tone,
    },
};

pub async fn show(visitor: Visitor, Query(mut asked): Query<Asked>) -> Answer {
    use text::coverage::*;
    asked.why.clear();
    let ctx = visitor.ctx()?;
    let found = report::coverage(ctx, &asked.filter()).await?;
    let units = unit::tree(ctx, Action::SeeCoverage).await?;
    let units = person::unit_choices(&units);
    let lang = visitor.lang;
    let title = match (found.roster, found.roster - found.passed) {
        (0, _) => nobody(lang).to_owned(),
        (all, 0) => all_passed(lang, all),
        (all, missing) => some_missing(lang, all, missing),
    };
    let sitting = found.sittings.first().filter(|_| !asked.sitting.is_empty()).map(|one| one.name.clone());
    Page::new(&visitor, title.clone()).show(|| {
        let body = match found.roster {
            0 => view! { <EmptyState detail=nobody_then(lang) /> }.into_any(),
            _ => view! {
                {rates(lang, &asked, &found)}
                {reasons(lang, &asked, &found)}
                {groups(lang, &asked, by_unit(lang), unit(lang), &found.units)}
                {groups(lang, &asked, by_employment(lang), employment(lang), &found.employments)}
                {sittings(&visitor, &asked, &found.sittings)}
            }
            .into_any(),
        };
        view! {
            <PageHead title=title over=sitting.unwrap_or_else(|| all_sittings(lang).to_owned()) />
            {filters(lang, &asked, units)}
            {body}
        }
    })
}

fn filters(lang: Lang, asked: &Asked, units: Vec<Choice>) -> impl IntoView + use<> {
    use text::coverage::*;
    let employments = domain::person::roster::Employment::ALL
        .map(|kind| Choice::new(kind.code(), archive::employment(lang, kind.code())))
        .to_vec();
    let narrowed = !(asked.unit.is_empty() && asked.employment.is_empty() && asked.sitting.is_empty());
    let clear = narrowed.then(|| view! { <LinkButton href="/coverage" label=whole_roster(lang) /> });
    let sitting = (!asked.sitting.is_empty()).then(|| asked.sitting.clone());
    let sitting = sitting.map(|sitting| view! { <input type="hidden" name="sitting" value=sitting /> });
    let (in_unit, employed) = (asked.unit.clone(), asked.employment.clone());
    view! {
        <Filters label=text::common::filter(lang) action="/coverage">
            <Select label=unit(lang) name="unit" options=units value=in_unit prompt=text::common::all(lang) />
            <Select
                label=employment(lang)
                name="employment"
                options=employments
                value=employed
                prompt=text::common::all(lang)
            />
            {sitting}
            <Button label=text::common::filter(lang) />
            {clear}
        </Filters>
    }
}

fn rates(lang: Lang, asked: &Asked, found: &Coverage) -> impl IntoView + use<> {
    use text::coverage::*;
    let Coverage { roster, passed, trained, .. } = *found;
    let all = |part, tone| if part == roster { Tone::Ok } else { tone };
    let stats = vec![
        Stat::new(pass_rate(lang), format!("{passed} / {roster}"))
            .tone(all(passed, Tone::Warn))
            .note(pass_formula(lang, words::percent(passed, roster)))
            .href(asked.on("/coverage/passed")),
        Stat::new(not_passed(lang), (roster - passed).to_string())
            .tone(if passed == roster { Tone::Plain } else { Tone::Bad })
            .note(not_passed_note(lang))
            .href(asked.on("/coverage/missing")),
        Stat::new(training_rate(lang), format!("{trained} / {roster}"))
            .tone(all(trained, Tone::Warn))
            .note(training_formula(lang, words::percent(trained, roster)))
            .href(asked.on("/coverage/trained")),
        Stat::new(not_trained(lang), (roster - trained).to_string())
            .tone(Tone::Plain)
            .note(not_trained_note(lang))
            .href(asked.on("/coverage/untrained")),
    ];
    view! { <StatTiles stats=stats /> }
}

fn count(number: usize) -> u64 {
    number as u64
}

/// One bar over the whole roster, and the table behind it.
fn reasons(lang: Lang, asked: &Asked, found: &Coverage) -> impl IntoView + use<> {
    use text::coverage::*;
    let bar = bar(lang, found.passed, &found.missing);
    let row = |label: &str, href: String, number: usize| {
        view! {
            <tr>
                <td data-label=how(lang)>{label.to_owned()}</td>
                <td data-label=people(lang) data-number=true>
                    <a href=href>{number}</a>
                </td>
                <td data-label=share(lang) data-number=true>{words::percent(number, found.roster)}</td>
            </tr>
        }
    };
    let passed_row = row(passed(lang), asked.on("/coverage/passed"), found.passed);
    let rows = found.missing.iter().map(|(why, number)| {
        row(words::missing(lang, *why).1, asked.because(*why).on("/coverage/missing"), *number)
    });
    let rows = rows.collect_view();
    let head = vec![Column::text(how(lang)), Column::number(people(lang)), Column::number(share(lang))];
    view! {
        <Card>
            <CardHead title=what_is_missing(lang) />
            {bar}
            <Table label=what_is_missing(lang) head=head>
                {passed_row}
                {rows}
            </Table>
        </Card>
    }
}

fn bar(lang: Lang, passed: usize, missing: &[(Missing, usize)]) -> impl IntoView + use<> {
    let mut parts = vec![(Tone::Ok, count(passed))];
    let mut said = vec![format!("{} {passed}", text::coverage::passed(lang))];
    for (why, number) in missing {
        let (tone, word) = words::missing(lang, *why);
        parts.push((tone, count(*number)));
        said.push(format!("{word} {number}"));
    }
    view! { <Proportions label=said.join(" · ") parts=parts /> }
}

fn groups(lang: Lang, asked: &Asked, title: &'static str, term: &'static str, groups: &[Group]) -> AnyView {
    use text::coverage::*;
    if groups.len() < 2 {
        return ().into_any();
    }
    let rows = groups.iter().map(|group| {
        let (label, within) = match &group.key {
            Key::Unit { id, trail } => (person::below(trail).to_owned(), asked.of_unit(*id)),
            Key::Employment(code) => (archive::employment(lang, code), asked.of_employment(code)),
        };
        let (part, whole) = (group.passed, group.roster);
        let bar = view! {
            <Proportions
                label=format!("{part} / {whole}")
                parts=vec![(Tone::Ok, count(part)), (Tone::Plain, count(whole - part))]
            />
        };
        let rate_of = |part| rate(lang, part, whole, words::percent(part, whole));
        view! {
            <tr>
                <td data-label=term>
                    <a href=within.on("/coverage")>{label}</a>
                    {bar}
                </td>
                <td data-label=pass_rate(lang) data-number=true>
                    <a href=within.on("/coverage/passed")>{rate_of(part)}</a>
                </td>
                <td data-label=training_rate(lang) data-number=true>
                    <a href=within.on("/coverage/trained")>{rate_of(group.trained)}</a>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![Column::text(term), Column::number(pass_rate(lang)), Column::number(training_rate(lang))];
    view! {
        <Card>
            <CardHead title=title />
            <Table label=title head=head cards=true>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

fn sittings(visitor: &Visitor, asked: &Asked, sittings: &[SittingCoverage]) -> AnyView {
    use text::coverage::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if sittings.is_empty() {
        return view! { <EmptyState title=no_sitting(lang) detail=no_sitting_then(lang) /> }.into_any();
    }
    let rows = sittings.iter().map(|sitting| {
        let here = asked.of_sitting(sitting.rules.id);
        let window =
            format!("{} – {}", zone.minute(sitting.rules.opens_at), zone.minute(sitting.rules.closes_at));
        let missing: usize = sitting.missing.iter().map(|(_, number)| number).sum();
        let roster = sitting.passed + missing;
        view! {
            <tr>
                <td data-label=sitting_term(lang)>
                    <a href=here.on("/coverage")>{sitting.name.clone()}</a>
                    <small><Prose words=window /></small>
                    {bar(lang, sitting.passed, &sitting.missing)}
                </td>
                <td data-label=invited(lang) data-number=true>{sitting.invited}</td>
                <td data-label=pass_rate(lang) data-number=true>
                    <a href=here.on("/coverage/passed")>{format!("{} / {roster}", sitting.passed)}</a>
                </td>
                <td data-label=not_passed(lang) data-number=true>
                    <a href=here.on("/coverage/missing")>{missing}</a>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::text(sitting_term(lang)),
        Column::number(invited(lang)),
        Column::number(pass_rate(lang)),
        Column::number(not_passed(lang)),
    ];
    view! {
        <Card>
            <CardHead title=by_sitting(lang) />
            <Table label=by_sitting(lang) head=head cards=true>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}
