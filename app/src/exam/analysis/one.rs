//! One question: its figures, and who chose what.

use domain::{
    analysis::{Group, ItemReport, OptionCount},
    id::ItemVersionId,
};
use leptos::prelude::*;
use services::{
    Failure,
    report::{Analysed, Question, SittingAnalysis},
};

use super::{Asked, chart, trail, words};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{Badge, Card, CardHead, Column, Fact, Facts, LinkButton, PageHead, Stack, Table, Tone},
};

pub fn show(
    visitor: &Visitor,
    view: &SittingAnalysis,
    found: &Analysed,
    asked: &Asked,
    version: ItemVersionId,
) -> Answer {
    use text::analysis::*;
    let lang = visitor.lang;
    let item = found.analysis.items.iter().find(|item| item.version == version);
    let (item, question) = item.zip(found.questions.get(&version)).ok_or(Failure::NotFound)?;
    let path = format!("/sittings/{}/analysis", view.sitting);
    let all = asked.without_item().on(&path);
    Page::new(visitor, question.stem.clone()).show(|| {
        let options = (!item.options.is_empty()).then(|| {
            let plot = chart::of_options(lang, question, item);
            let table = options(lang, question, item);
            view! {
                <Card>
                    <CardHead title=options_title(lang) />
                    {plot}
                    {table}
                    <p>{groups_say(lang)}</p>
                </Card>
            }
        });
        let flags = flags(lang, question, item, found.thresholds.least_answers);
        let figures = figures(lang, question, item);
        view! {
            <PageHead title=question.stem.clone() trail=trail(lang, view, Some(all.clone())) />
            <Stack>
                {flags} {figures} {options} <p class="actions">
                    <LinkButton href=all label=back(lang) />
                </p>
            </Stack>
        }
    })
}

fn flags(lang: Lang, question: &Question, item: &ItemReport, least: usize) -> impl IntoView + use<> {
    use text::analysis::*;
    let few = item.answers < least;
    let quiet =
        (item.flags.is_empty() && !few).then(|| view! { <Badge tone=Tone::Ok label=no_flag(lang) /> });
    let badges = item
        .flags
        .iter()
        .map(|flag| view! { <Badge tone=words::tone(*flag) label=words::flag(lang, question, *flag) /> })
        .collect_view();
    let few = few.then(|| view! { <p>{few_then(lang, item.answers, least)}</p> });
    let look = item.is_suspicious().then(|| view! { <p>{need_look(lang)}</p> });
    view! {
        <Card>
            <p class="badges">{quiet} {badges}</p>
            {few}
            {look}
        </Card>
    }
}

fn figures(lang: Lang, question: &Question, item: &ItemReport) -> impl IntoView + use<> {
    use text::analysis::*;
    let number = |value| words::number(lang, value, 2);
    let percent = |value: Option<f64>| match value {
        Some(_) => format!("{}%", words::number(lang, value, 1)),
        None => unknown(lang).to_owned(),
    };
    let mut facts = vec![
        (kind_term(lang), crate::wording::kind(lang, question.kind).to_owned()),
        (answers_term(lang), item.answers.to_string()),
        (facility_term(lang), number(item.facility)),
        (guess_term(lang), number(item.guess)),
        (discrimination_term(lang), number(item.discrimination.map(|index| index / 100.0))),
        (upper_lower_term(lang), number(item.upper_lower)),
        (efficiency_term(lang), percent(item.efficiency)),
        (weight_term(lang), percent(item.weight)),
        (sd_term(lang), number(item.sd)),
    ];
    if let Some(fit) = item.rasch {
        let difficulty = difficulty_of(lang, number(Some(fit.difficulty)), number(Some(fit.error)));
        facts.push((difficulty_term(lang), difficulty));
        facts.push((infit_term(lang), format!("{} / {}", number(fit.infit), number(fit.outfit))));
    }
    let facts = facts.into_iter().map(|(term, said)| view! { <Fact term=term>{said}</Fact> }).collect_view();
    view! {
        <Card>
            <CardHead title=figures_title(lang) />
            <Facts wide=true>{facts}</Facts>
        </Card>
    }
}

fn options(lang: Lang, question: &Question, item: &ItemReport) -> impl IntoView + use<> {
    use text::analysis::*;
    let had = |group| item.groups.iter().find(|(one, _)| *one == group).map_or(0, |(_, count)| *count);
    let cell = |count: &OptionCount, group| format!("{} / {}", count.of(group), had(group));
    let row = |name: String, count: &OptionCount| {
        let mark = count.in_key.then(|| view! { <Badge tone=Tone::Ok label=key_mark(lang) /> });
        view! {
            <tr>
                <td data-label=option_term(lang)>{name} " " {mark}</td>
                <td data-label=upper(lang) data-number=true>{cell(count, Group::Upper)}</td>
                <td data-label=middle(lang) data-number=true>{cell(count, Group::Middle)}</td>
                <td data-label=lower(lang) data-number=true>{cell(count, Group::Lower)}</td>
                <td data-label=all_term(lang) data-number=true>{count.all()}</td>
                <td data-label=point_biserial_term(lang) data-number=true>
                    {words::number(lang, count.point_biserial, 2)}
                </td>
            </tr>
        }
    };
    let rows = item.options.iter().enumerate().map(|(index, count)| {
        let (letter, said) = words::option(lang, question, index);
        let name = if said.is_empty() { letter } else { format!("{letter} {said}") };
        row(name, count)
    });
    let rows = rows.collect_view();
    let none = row(unanswered(lang).to_owned(), &item.unanswered);
    let head = vec![
        Column::sentences(option_term(lang)),
        Column::number(upper(lang)),
        Column::number(middle(lang)),
        Column::number(lower(lang)),
        Column::number(all_term(lang)),
        Column::number(point_biserial_term(lang)),
    ];
    view! {
        <Table label=options_title(lang) head=head cards=true>
            {rows}
            {none}
        </Table>
    }
}
