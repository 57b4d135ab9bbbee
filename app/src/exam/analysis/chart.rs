//! Small plots, drawn on the server. The numbers behind each stand in a table beside it.

use domain::analysis::{Group, ItemReport};
use leptos::prelude::*;
use services::report::{Analysed, Question};

use super::words;
use crate::{
    text::{self, Lang},
    ui::{Card, CardHead, Column, Table},
};

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 180.0;
/// Room for what stands along the axes.
const LEFT: f64 = 34.0;
const BELOW: f64 = 22.0;
const ABOVE: f64 = 14.0;

/// How many tenths of the possible points the scores are sorted into.
const BANDS: usize = 10;

fn x(share: f64) -> f64 {
    LEFT + share * (WIDTH - LEFT - 12.0)
}

fn y(share: f64) -> f64 {
    HEIGHT - BELOW - share * (HEIGHT - BELOW - ABOVE)
}

fn at(value: f64) -> String {
    format!("{value:.1}")
}

fn view_box() -> String {
    format!("0 0 {WIDTH} {HEIGHT}")
}

fn text_at(left: f64, top: f64, anchor: &'static str, words: String) -> impl IntoView {
    view! {
        <text x=at(left) y=at(top) text-anchor=anchor>
            {words}
        </text>
    }
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> impl IntoView {
    view! { <line x1=at(x1) y1=at(y1) x2=at(x2) y2=at(y2) /> }
}

pub fn of_all(lang: Lang, found: &Analysed) -> impl IntoView + use<> {
    view! {
        {histogram(lang, found)}
        {scatter(lang, found)}
    }
}

fn histogram(lang: Lang, found: &Analysed) -> Option<AnyView> {
    use text::analysis::*;
    let possible = found.analysis.possible.filter(|possible| *possible > 0.0)?;
    let mut counts = [0usize; BANDS];
    for total in &found.analysis.totals {
        let band = (total / possible * BANDS as f64).floor().max(0.0) as usize;
        counts[band.min(BANDS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = x(1.0) - x(0.0);
    let bars = counts.iter().enumerate().map(|(band, count)| {
        let (left, top) = (x(band as f64 / BANDS as f64), y(*count as f64 / most));
        let middle = left + width / BANDS as f64 / 2.0;
        view! {
            <rect
                x=at(left + 2.0)
                y=at(top)
                width=at(width / BANDS as f64 - 4.0)
                height=at(y(0.0) - top)
            />
            {(*count > 0).then(|| text_at(middle, top - 3.0, "middle", count.to_string()))}
        }
    });
    let bars = bars.collect_view();
    let marks = [0.0, 0.5, 1.0]
        .map(|share| text_at(x(share), HEIGHT - 6.0, "middle", format!("{:.0}%", share * 100.0)))
        .into_iter()
        .collect_view();
    let rows = counts.iter().enumerate().map(|(band, count)| {
        let band = format!("{}–{}%", band * 10, (band + 1) * 10);
        view! {
            <tr>
                <td data-label=band_term(lang)>{band}</td>
                <td data-label=attempts_term(lang) data-number=true>{*count}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![Column::text(band_term(lang)), Column::number(attempts_term(lang))];
    Some(
        view! {
            <Card>
                <CardHead title=histogram(lang) />
                <figure class="chart">
                    <svg role="img" aria-label=histogram(lang) viewBox=view_box()>
                        {line(x(0.0), y(0.0), x(1.0), y(0.0))}
                        {bars}
                        {marks}
                    </svg>
                    <figcaption>{histogram_of(lang)}</figcaption>
                </figure>
                <Table label=histogram_of(lang) head=head>
                    {rows}
                </Table>
            </Card>
        }
        .into_any(),
    )
}

fn scatter(lang: Lang, found: &Analysed) -> AnyView {
    use text::analysis::*;
    // The index runs from −1 at the bottom to 1 at the top.
    let height = |index: f64| y((index + 1.0) / 2.0);
    let dots = found.analysis.items.iter().filter_map(|item| {
        let (facility, index) = item.facility.zip(item.discrimination)?;
        let tone = item.is_suspicious().then_some("bad");
        let title = found.questions[&item.version].stem.clone();
        Some(view! {
            <circle data-tone=tone cx=at(x(facility)) cy=at(height(index / 100.0)) r="4">
                <title>{title}</title>
            </circle>
        })
    });
    let dots = dots.collect_view();
    let across = [0.0, 0.5, 1.0]
        .map(|share| text_at(x(share), HEIGHT - 6.0, "middle", format!("P {share}")))
        .into_iter()
        .collect_view();
    let up = [-1.0, 0.0, 1.0]
        .map(|index| {
            let words = words::number(lang, Some(index), 0);
            view! {
                {line(x(0.0), height(index), x(1.0), height(index))}
                {text_at(LEFT - 6.0, height(index) + 4.0, "end", words)}
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <Card>
            <CardHead title=scatter(lang) />
            <figure class="chart">
                <svg role="img" aria-label=scatter(lang) viewBox=view_box()>
                    {up}
                    {across}
                    {dots}
                </svg>
                <figcaption>{scatter_of(lang)}</figcaption>
            </figure>
        </Card>
    }
    .into_any()
}

/// The share of each group that chose an option: a line for each, the key a thick one.
pub fn of_options(lang: Lang, question: &Question, item: &ItemReport) -> AnyView {
    use text::analysis::*;
    let groups = [(Group::Lower, lower(lang)), (Group::Middle, middle(lang)), (Group::Upper, upper(lang))];
    let had = |group| item.groups.iter().find(|(one, _)| *one == group).map_or(0, |(_, count)| *count);
    // Groups in which nobody is have no share.
    let places: Vec<(f64, Group, &str)> = groups
        .into_iter()
        .enumerate()
        .filter(|(_, (group, _))| had(*group) > 0)
        .map(|(place, (group, word))| (0.1 + 0.35 * place as f64, group, word))
        .collect();
    let share = |option: usize, group| item.options[option].of(group) as f64 / had(group).max(1) as f64;
    let paths = item.options.iter().enumerate().map(|(index, option)| {
        let points: Vec<String> = places
            .iter()
            .map(|(place, group, _)| format!("{} {}", at(x(*place)), at(y(share(index, *group)))))
            .collect();
        let tone = option.in_key.then_some("ok");
        view! { <path data-tone=tone d=format!("M{}", points.join("L")) /> }
    });
    let paths = paths.collect_view();
    // Names of lines that end close together are moved apart.
    let mut ends: Vec<(f64, usize)> = places
        .last()
        .map(|(_, group, _)| (0..item.options.len()).map(|index| (y(share(index, *group)), index)).collect())
        .unwrap_or_default();
    ends.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut lowest = f64::INFINITY;
    for (top, _) in &mut ends {
        *top = top.min(lowest - 12.0);
        lowest = *top;
    }
    let right = places.last().map_or(0.0, |(place, ..)| x(*place)) + 8.0;
    let names = ends
        .into_iter()
        .map(|(top, index)| text_at(right, top + 4.0, "start", words::option(lang, question, index).0))
        .collect_view();
    let up = [0.0, 0.5, 1.0]
        .map(|share| {
            view! {
                {line(x(0.0), y(share), x(1.0), y(share))}
                {text_at(LEFT - 4.0, y(share) + 4.0, "end", format!("{:.0}%", share * 100.0))}
            }
        })
        .into_iter()
        .collect_view();
    let across = places
        .iter()
        .map(|(place, _, word)| text_at(x(*place), HEIGHT - 6.0, "middle", (*word).to_owned()))
        .collect_view();
    view! {
        <figure class="chart">
            <svg role="img" aria-label=options_of(lang) viewBox=view_box()>
                {up}
                {paths}
                {names}
                {across}
            </svg>
            <figcaption>{options_of(lang)}</figcaption>
        </figure>
    }
    .into_any()
}
