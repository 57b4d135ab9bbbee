//! Item analysis of a sitting: first what it says in words, then every question, then one by one.

mod chart;
mod one;
mod table;
mod words;

use axum::extract::{Path, Query};
use domain::{
    analysis::{Counted, Whole},
    id::{ItemVersionId, SittingId},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::{
    attempt::Withheld,
    report::{self, Analysed, SittingAnalysis},
};

use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        Breadcrumbs, Button, Card, CardHead, Choice, Crumb, EmptyState, Filters, LinkButton, PageHead,
        Select, Stack, Stat, StatTiles,
    },
};

pub use table::xlsx;

/// How the figures are asked for, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    count: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    /// One question instead of all.
    #[serde(skip_serializing_if = "String::is_empty")]
    item: String,
}

impl Asked {
    fn counted(&self) -> Counted {
        match self.count.as_str() {
            "last" => Counted::Last,
            "best" => Counted::Best,
            "all" => Counted::All,
            _ => Counted::First,
        }
    }

    fn of(&self, item: ItemVersionId) -> Asked {
        Asked { item: item.to_string(), ..self.clone() }
    }

    fn without_item(&self) -> Asked {
        Asked { item: String::new(), ..self.clone() }
    }

    fn on(&self, path: &str) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

pub async fn show(visitor: Visitor, Path(id): Path<SittingId>, Query(asked): Query<Asked>) -> Answer {
    let view = report::analysis(visitor.ctx()?, id, asked.counted()).await?;
    match &view.found {
        Ok(found) if !asked.item.is_empty() => {
            let version = asked.item.parse().map_err(|_| services::Failure::NotFound)?;
            one::show(&visitor, &view, found, &asked, version)
        }
        _ => overview(&visitor, &view, &asked),
    }
}

fn overview(visitor: &Visitor, view: &SittingAnalysis, asked: &Asked) -> Answer {
    use text::analysis::*;
    let lang = visitor.lang;
    let look = |found: &Analysed| found.analysis.items.iter().filter(|item| item.is_suspicious()).count();
    let title = match &view.found {
        Err(_) => title_wait(lang).to_owned(),
        Ok(found) if found.analysis.items.is_empty() => title_none(lang).to_owned(),
        Ok(found) if is_thin(found) => title_few(lang).to_owned(),
        Ok(found) => match look(found) {
            0 => title_good(lang).to_owned(),
            n => title_look(lang, n),
        },
    };
    let path = format!("/sittings/{}/analysis", view.sitting);
    Page::new(visitor, title.clone()).show(|| {
        let take = matches!(&view.found, Ok(found) if !found.analysis.items.is_empty()).then(|| {
            let href = asked.on(&format!("{path}.xlsx"));
            view! {
                <div class="actions">
                    <LinkButton download=true href=href label=as_xlsx(lang) />
                </div>
            }
        });
        let body = match &view.found {
            Err(Withheld::Until(at)) => {
                view! { <EmptyState detail=until(lang, visitor.zone().minute(*at)) /> }.into_any()
            }
            Err(Withheld::StillOpen) => view! { <EmptyState detail=still_open(lang) /> }.into_any(),
            Ok(found) if found.analysis.items.is_empty() => {
                view! { <EmptyState detail=none_then(lang) /> }.into_any()
            }
            Ok(found) => {
                let figures = figures(lang, found);
                let said = in_words(lang, found);
                let filters = filters(lang, &path, asked);
                let items = table::items(lang, &path, asked, found);
                let charts = chart::of_all(lang, found);
                let how = how(lang, &found.analysis.whole);
                view! { <Stack>{figures} {said} {filters} {items} {charts} {how}</Stack> }.into_any()
            }
        };
        view! {
            <PageHead title=title trail=trail(lang, view, None)>
                {take}
            </PageHead>
            {body}
        }
    })
}

/// Whether no question has enough answers to be judged.
fn is_thin(found: &Analysed) -> bool {
    found.analysis.items.iter().all(|item| item.answers < found.thresholds.least_answers)
}

fn trail(lang: Lang, view: &SittingAnalysis, back: Option<String>) -> AnyView {
    let mut crumbs = vec![
        Crumb::link(text::nav::exams(lang), "/sittings"),
        Crumb::link(view.name.clone(), format!("/sittings/{}", view.sitting)),
    ];
    crumbs.extend(back.map(|href| Crumb::link(text::analysis::link(lang), href)));
    view! { <Breadcrumbs label=text::nav::exams(lang) items=crumbs /> }.into_any()
}

fn figures(lang: Lang, found: &Analysed) -> impl IntoView + use<> {
    use text::analysis::*;
    let whole = &found.analysis.whole;
    let mean = match found.analysis.possible {
        Some(possible) => format!("{} / {}", words::number(lang, whole.mean, 1), words::plain(possible)),
        None => words::number(lang, whole.mean, 1),
    };
    let alpha = whole.reliability.map(|it| it.alpha / 100.0);
    let error = whole.reliability.map(|it| it.standard_error);
    let stats = vec![
        Stat::new(attempts_term(lang), whole.attempts.to_string()),
        Stat::new(mean_term(lang), mean),
        Stat::new(alpha_term(lang), words::number(lang, alpha, 2)),
        Stat::new(error_term(lang), words::number(lang, error, 1)),
    ];
    view! { <StatTiles stats=stats /> }
}

fn in_words(lang: Lang, found: &Analysed) -> impl IntoView + use<> {
    use domain::analysis::{Parts, Separation};
    use text::analysis::*;
    let whole = &found.analysis.whole;
    let least = found.thresholds.least_answers;
    let mut said = Vec::new();
    if is_thin(found) {
        said.push(few_then(lang, whole.attempts, least));
    }
    match whole.reliability {
        None => said.push(no_alpha(lang).to_owned()),
        Some(it) => {
            let alpha = format!("{:.2}", it.alpha / 100.0);
            if !is_thin(found) {
                said.push(match it.separation() {
                    Separation::Well => well(lang, alpha),
                    Separation::Fairly => fairly(lang, alpha),
                    Separation::Poorly => poorly(lang, alpha),
                });
            }
            said.push(error_says(lang, format!("{:.1}", it.standard_error)));
            if it.parts == Parts::Places {
                said.push(places(lang).to_owned());
            }
        }
    }
    let number = |value| words::number(lang, value, 1);
    said.push(mean_says(lang, number(whole.mean), number(whole.median), number(whole.sd)));
    said.push(match &found.analysis.rasch {
        None => rasch_none(lang, found.thresholds.rasch_answers),
        Some(rasch) if rasch.converged => rasch_fine(lang, rasch.rounds),
        Some(rasch) => rasch_failed(lang, rasch.rounds),
    });
    let said = said.into_iter().map(|said| view! { <p>{said}</p> }).collect_view();
    view! { <Card>{said}</Card> }
}

fn filters(lang: Lang, path: &str, asked: &Asked) -> impl IntoView + use<> {
    use text::analysis::*;
    let counts = [("", first(lang)), ("last", last(lang)), ("best", best(lang)), ("all", every(lang))];
    let sorts =
        [("", by_need(lang)), ("facility", by_facility(lang)), ("discrimination", by_discrimination(lang))];
    let counts = counts.map(|(value, label)| Choice::new(value, label)).to_vec();
    let sorts = sorts.map(|(value, label)| Choice::new(value, label)).to_vec();
    let (count, order, path) = (asked.count.clone(), asked.sort.clone(), path.to_owned());
    view! {
        <Filters label=show(lang) action=path>
            <Select label=which(lang) name="count" options=counts value=count />
            <Select label=sort(lang) name="sort" options=sorts value=order />
            <Button label=show(lang) />
        </Filters>
    }
}

fn how(lang: Lang, whole: &Whole) -> impl IntoView + use<> {
    use text::analysis::*;
    let number = |value| words::number(lang, value, 2);
    let alpha = how_alpha(lang, number(whole.sd_population), number(whole.skewness), number(whole.kurtosis));
    view! {
        <Card>
            <CardHead title=how_title(lang) />
            <p>{how_facility(lang)}</p>
            <p>{how_discrimination(lang)}</p>
            <p>{how_groups(lang)}</p>
            <p>{alpha}</p>
            <p>{groups_say(lang)}</p>
        </Card>
    }
}
