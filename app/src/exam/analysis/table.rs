//! All questions in one table, on the page and to take away.

use axum::extract::{Path, Query};
use domain::{
    analysis::{Flag, ItemReport},
    id::SittingId,
};
use leptos::prelude::*;
use services::report::{self, Analysed, export};

use super::{Asked, words};
use crate::{
    answer::{Answer, download, see_other},
    door::Visitor,
    text::{self, Lang},
    ui::{Badge, Card, CardHead, Column, Table},
};

/// In the order that was asked for; what can't be told comes last.
fn sorted<'a>(found: &'a Analysed, asked: &Asked) -> Vec<&'a ItemReport> {
    let mut items: Vec<_> = found.analysis.items.iter().collect();
    let figure = |item: &ItemReport| match asked.sort.as_str() {
        "facility" => item.facility,
        _ => item.discrimination,
    };
    items.sort_by(|a, b| figure(a).unwrap_or(f64::INFINITY).total_cmp(&figure(b).unwrap_or(f64::INFINITY)));
    if asked.sort.is_empty() {
        items.sort_by_key(|item| (!item.is_suspicious(), item.flags.is_empty()));
    }
    items
}

pub fn items(lang: Lang, path: &str, asked: &Asked, found: &Analysed) -> impl IntoView + use<> {
    use text::analysis::*;
    let number = |value, decimals| words::number(lang, value, decimals);
    let rows = sorted(found, asked).into_iter().map(|item| {
        let question = &found.questions[&item.version];
        // A phone leaves out what is empty.
        let flags = (!item.flags.is_empty()).then(|| {
            let badge = |flag: &Flag| {
                view! { <Badge tone=words::tone(*flag) label=words::flag(lang, question, *flag) /> }
            };
            let flags = item.flags.iter().map(badge).collect_view();
            view! { <span class="badges">{flags}</span> }
        });
        view! {
            <tr>
                <td data-label=question_term(lang)>
                    <a href=asked.of(item.version).on(path)>{question.stem.clone()}</a>
                </td>
                <td data-label=answers_term(lang) data-number=true>{item.answers}</td>
                <td data-label=facility_term(lang) data-number=true>{number(item.facility, 2)}</td>
                <td data-label=discrimination_term(lang) data-number=true>
                    {number(item.discrimination.map(|index| index / 100.0), 2)}
                </td>
                <td data-label=flags_term(lang)>{flags}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::sentences(question_term(lang)),
        Column::number(answers_term(lang)),
        Column::number(facility_term(lang)),
        Column::number(discrimination_term(lang)),
        Column::text(flags_term(lang)),
    ];
    view! {
        <Card>
            <CardHead title=items_title(lang) />
            <Table label=items_title(lang) head=head cards=true>
                {rows}
            </Table>
        </Card>
    }
}

/// Every figure of every question.
pub async fn xlsx(visitor: Visitor, Path(id): Path<SittingId>, Query(asked): Query<Asked>) -> Answer {
    use text::analysis::*;
    let view = report::analysis(visitor.ctx()?, id, asked.counted()).await?;
    // The page says until when there is nothing to take away.
    let Ok(found) = view.found else { return see_other(format!("/sittings/{id}/analysis")) };
    let lang = visitor.lang;
    let number = |value| words::number(lang, value, 3).replace('−', "-");
    let row = |item: &ItemReport| {
        let question = &found.questions[&item.version];
        vec![
            question.stem.clone(),
            crate::wording::kind(lang, question.kind).to_owned(),
            item.answers.to_string(),
            number(item.facility),
            number(item.sd),
            number(item.discrimination.map(|index| index / 100.0)),
            number(item.upper_lower),
            number(item.efficiency),
            number(item.weight),
            number(item.guess),
            number(item.rasch.map(|fit| fit.difficulty)),
            words::flags(lang, question, item),
        ]
    };
    let head = [
        question_term(lang),
        kind_term(lang),
        answers_term(lang),
        facility_term(lang),
        sd_term(lang),
        discrimination_term(lang),
        upper_lower_term(lang),
        efficiency_term(lang),
        weight_term(lang),
        guess_term(lang),
        difficulty_term(lang),
        flags_term(lang),
    ];
    let names = export::Names {
        title: link(lang).to_owned(),
        head: head.map(str::to_owned).into(),
        rows: sorted(&found, &asked).into_iter().map(row).collect(),
    };
    let name = format!("{}-{}.xlsx", link(lang), visitor.zone().date(visitor.now));
    let mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    download(&name, mime, export::xlsx(&names)?)
}
