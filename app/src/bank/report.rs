//! What became of every row of a file, and the word to take the good ones over.

use axum::extract::{Path, Query};
use domain::{
    bank::import::{CODES, Counts, Merge, Place, RowOutcome, Warning, header::Field},
    id::ImportId,
};
use leptos::prelude::*;
use services::{
    Failure, Refusal,
    bank::{self, Filter, ImportView, Reading, ResultWords, RowView},
};

use super::{XLSX, bounds, columns, crumbs, pager, upload::step, wording};
use crate::{
    answer::{Answer, download, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Choice, Column, Filters, LinkButton, Notice,
        PageHead, Progress, Proportions, RadioGroup, Select, Stat, StatTiles, Table, Tone, Toolbar,
    },
};

/// Longest cell on the page, in characters; the file has the rest.
const CLIP: usize = 160;

/// What the address asks for.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    rows: String,
    reason: String,
    page: u64,
}

/// How often the page of a file that is being judged comes again, in seconds.
const REFRESH_S: u32 = 2;

pub async fn show(visitor: Visitor, Path(id): Path<ImportId>, Query(asked): Query<Asked>) -> Answer {
    let filter = FILTERS.into_iter().find(|filter| code(*filter) == asked.rows);
    let reason = Some(asked.reason).filter(|code| CODES.contains(&code.as_str()));
    let view = bank::import_with(visitor.ctx()?, id, filter, reason, asked.page).await?;
    page(&visitor, view)
}

pub async fn submit(visitor: Visitor, Path(id): Path<ImportId>, form: Form) -> Answer {
    if let Some(merge) = Merge::from_code(form.get("merge")) {
        bank::set_merge(visitor.ctx()?, id, merge).await?;
        return see_other(format!("/imports/{id}"));
    }
    match bank::commit(visitor.ctx()?, id).await {
        // The page itself tells what was done, and that there was nothing to do.
        Ok(_) | Err(Failure::Refused(Refusal::AlreadyDone | Refusal::NothingToImport)) => {
            see_other(format!("/imports/{id}"))
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn result_file(visitor: Visitor, Path(id): Path<ImportId>) -> Answer {
    let lang = visitor.lang;
    let words = ResultWords {
        row: text::import::row(lang),
        text: text::import::source(lang),
        result: text::import::result(lang),
        reason: text::import::reason(lang),
        corrected: text::import::corrected(lang),
        outcome: Box::new(move |outcome| wording::outcome(lang, outcome).to_owned()),
        sentence: Box::new(move |reason, sheets| wording::reason(lang, reason, sheets)),
    };
    let file = bank::result_file(visitor.ctx()?, id, words).await?;
    let stem = file.file_name.rsplit_once('.').map_or(file.file_name.as_str(), |(stem, _)| stem);
    download(&text::import::result_file_name(lang, stem), XLSX, file.bytes)
}

/// In the order of their chips.
const FILTERS: [Filter; 5] = [
    Filter::Only(RowOutcome::Rejected),
    Filter::Only(RowOutcome::Noted),
    Filter::Only(RowOutcome::Skipped),
    Filter::Only(RowOutcome::Imported),
    Filter::All,
];

/// The filter's name in the address.
fn code(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "all",
        Filter::Only(RowOutcome::Imported) => "imported",
        Filter::Only(RowOutcome::Noted) => "noted",
        Filter::Only(RowOutcome::Rejected) => "rejected",
        Filter::Only(RowOutcome::Skipped) => "skipped",
    }
}

fn address(id: ImportId, filter: Filter) -> String {
    format!("/imports/{id}?rows={}", code(filter))
}

pub fn tone(outcome: RowOutcome) -> Tone {
    match outcome {
        RowOutcome::Imported => Tone::Ok,
        RowOutcome::Noted => Tone::Info,
        RowOutcome::Rejected => Tone::Bad,
        RowOutcome::Skipped => Tone::Plain,
    }
}

fn page(visitor: &Visitor, view: ImportView) -> Answer {
    let lang = visitor.lang;
    let title = view.file_name.clone();
    if let Some(reading) = view.reading {
        return being_read(visitor, &view, reading);
    }
    Page::new(visitor, title.clone()).show(|| {
        let steps = vec![(view.bank_name.clone(), format!("/banks/{}", view.bank))];
        let by = text::import::by(lang, &view.by, visitor.zone().minute(view.at), &view.bank_name);
        let current = if view.committed.is_some() { 3 } else { 2 };
        let Counts { imported, noted, rejected, skipped } = view.counts;
        let sum = text::import::sum(lang, view.counts.rows(), imported, noted, rejected, skipped);
        let parts =
            [(Tone::Ok, imported), (Tone::Info, noted), (Tone::Bad, rejected), (Tone::Plain, skipped)];
        let parts = parts.map(|(tone, count)| (tone, count as u64)).to_vec();
        let href = format!("/imports/{}/result.xlsx", view.id);
        let (chips, rows) = (chips(lang, &view), rows(lang, &view));
        let by_reason = by_reason(lang, &view);
        view! {
            <PageHead title=title under=by trail=crumbs(lang, steps, Some(text::import::trail(lang))) />
            {step(lang, current)}
            {outcome(visitor, &view)}
            {warnings(lang, &view)}
            {columns::summary(visitor, &view)}
            {merge(lang, &view)}
            {tiles(lang, &view)}
            <Proportions label=sum.clone() parts=parts />
            <Card>
                <Toolbar>
                    {chips} <p>{sum}</p>
                    <LinkButton
                        small=true
                        download=true
                        href=href
                        label=text::import::result_file(lang)
                    />
                </Toolbar>
                {by_reason}
                {rows}
            </Card>
            {actions(lang, &view)}
        }
    })
}

/// How far the file is, while it is being judged.
fn being_read(visitor: &Visitor, view: &ImportView, reading: Reading) -> Answer {
    use text::import::*;
    let lang = visitor.lang;
    let title = view.file_name.clone();
    let page = Page::new(visitor, title.clone());
    let page = match reading.failed {
        true => page,
        false => page.refresh(REFRESH_S, format!("/imports/{}", view.id)),
    };
    let bank = format!("/banks/{}", view.bank);
    let steps = vec![(view.bank_name.clone(), bank.clone())];
    let by = by(lang, &view.by, visitor.zone().minute(view.at), &view.bank_name);
    page.show(|| {
        let body = match reading.failed {
            true => view! {
                <Notice tone=Tone::Bad title=reading_failed(lang) next=reading_failed_then(lang) />
                <Actions>
                    <LinkButton href=format!("{bank}/import") label=again(lang) kind=ButtonKind::Primary />
                </Actions>
            }
            .into_any(),
            false => view! {
                <Card>
                    <CardHead title=reading_title(lang) />
                    <p>{reading_note(lang)}</p>
                    <Progress
                        label=reading_label(lang)
                        value=reading.done
                        max=reading.total
                        words=reading_rows(lang, reading.done.min(reading.total), reading.total)
                    />
                    <Actions>
                        <LinkButton href=bank label=later(lang) />
                    </Actions>
                </Card>
            }
            .into_any(),
        };
        view! {
            <PageHead title=title under=by trail=crumbs(lang, steps, Some(trail(lang))) />
            {step(lang, 1)}
            {body}
        }
    })
}

/// What becomes of rows whose number the bank has: somebody has to say it.
fn merge(lang: Lang, view: &ImportView) -> Option<AnyView> {
    use text::import::*;
    if view.versions == 0 || view.committed.is_some() {
        return None;
    }
    let choices = vec![
        Choice::new(Merge::NewVersions.code(), merge_new_versions(lang)).hint(merge_new_versions_hint(lang)),
        Choice::new(Merge::AsNew.code(), merge_as_new(lang)).hint(merge_as_new_hint(lang)),
        Choice::new(Merge::Skip.code(), merge_skip(lang)),
    ];
    let undecided = view.merge == Merge::Ask;
    let tone = if undecided { Tone::Warn } else { Tone::Info };
    let next = if undecided { merge_next(lang) } else { "" };
    let title = merge_title(lang, view.versions);
    let (action, chosen) = (format!("/imports/{}", view.id), view.merge.code());
    Some(
        view! {
            <Notice tone=tone title=title next=next />
            <Card>
                <form method="post" action=action>
                    <RadioGroup
                        legend=merge_legend(lang)
                        name="merge"
                        options=choices
                        value=chosen
                        required=true
                    />
                    <Actions>
                        <Button label=merge_save(lang) />
                    </Actions>
                </form>
            </Card>
        }
        .into_any(),
    )
}

/// The reasons among the rows that are shown, to see only those with one of them.
fn by_reason(lang: Lang, view: &ImportView) -> Option<AnyView> {
    use text::import::*;
    if view.reasons.is_empty() || (view.reasons.len() == 1 && view.reason.is_none()) {
        return None;
    }
    let choices = view.reasons.iter().map(|(reason, rows)| {
        let sentence = wording::reason(lang, reason, &view.sheets);
        let short: String = sentence.chars().take(30).collect();
        let short = if short.len() < sentence.len() { format!("{short}…") } else { sentence };
        Choice::new(reason.code(), reason_count(lang, short, rows))
    });
    let (choices, chosen) = (choices.collect::<Vec<_>>(), view.reason.clone().unwrap_or_default());
    let (action, filter) = (format!("/imports/{}", view.id), code(view.filter));
    Some(
        view! {
            <Filters label=reason_filter(lang) action=action>
                <input type="hidden" name="rows" value=filter />
                <Select
                    label=reason_filter(lang)
                    name="reason"
                    prompt=reason_all(lang)
                    options=choices
                    value=chosen
                />
                <Button label=reason_show(lang) />
            </Filters>
        }
        .into_any(),
    )
}

/// What was done, or that there is nothing to do.
fn outcome(visitor: &Visitor, view: &ImportView) -> Option<AnyView> {
    use text::import::*;
    let lang = visitor.lang;
    if let Some(committed) = view.committed {
        let less = (view.counts.accepted() as u64).saturating_sub(committed.added);
        let mut kept = done_at(lang, visitor.zone().second(committed.at));
        if less > 0 {
            kept.push_str(&done_less(lang, less));
        }
        let next = (view.counts.rejected > 0).then(|| done_rejected(lang, view.counts.rejected));
        let title = done(lang, committed.added);
        return Some(view! { <Notice tone=Tone::Ok title=title kept=kept next=next /> }.into_any());
    }
    if view.counts.accepted() > 0 {
        return None;
    }
    let (tone, next) = match view.counts.rejected {
        0 => (Tone::Info, nothing_repeats(lang)),
        _ => (Tone::Warn, nothing_then(lang)),
    };
    Some(view! { <Notice tone=tone title=nothing(lang) next=next /> }.into_any())
}

fn warnings(lang: Lang, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let told = view.warnings.iter().map(|warning| {
        let next = match warning {
            Warning::OneLetter { .. } => one_letter_then(lang),
            Warning::Unbalanced { .. } => unbalanced_then(lang),
            Warning::AnswersShifted { .. } => answers_shifted_then(lang),
            Warning::HiddenRows { .. } => hidden_rows_then(lang),
            Warning::HiddenColumns { .. } => hidden_columns_then(lang),
        };
        view! { <Notice tone=Tone::Warn title=wording::warning(lang, warning) next=next /> }
    });
    told.collect_view()
}

fn tiles(lang: Lang, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let Counts { imported, noted, rejected, skipped } = view.counts;
    let tile = |label: &str, count: usize, outcome| {
        let stat = Stat::new(label, count.to_string());
        match count {
            0 => stat,
            _ => stat.tone(tone(outcome)).href(address(view.id, Filter::Only(outcome))),
        }
    };
    let stats = vec![
        tile(tile_imported(lang), imported, RowOutcome::Imported),
        tile(tile_noted(lang), noted, RowOutcome::Noted),
        tile(tile_rejected(lang), rejected, RowOutcome::Rejected),
        tile(tile_skipped(lang), skipped, RowOutcome::Skipped),
    ];
    view! { <StatTiles stats=stats /> }
}

/// The filters that have rows, the chosen one marked.
fn chips(lang: Lang, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let shown = FILTERS.into_iter().filter_map(|filter| {
        let (label, count, tone) = match filter {
            Filter::All => (chip_all(lang, view.counts.rows()), view.counts.rows(), Tone::Plain),
            Filter::Only(outcome) => {
                let (label, count): (fn(Lang, usize) -> String, usize) = match outcome {
                    RowOutcome::Imported => (chip_imported, view.counts.imported),
                    RowOutcome::Noted => (chip_noted, view.counts.noted),
                    RowOutcome::Rejected => (chip_rejected, view.counts.rejected),
                    RowOutcome::Skipped => (chip_skipped, view.counts.skipped),
                };
                (label(lang, count), count, tone(outcome))
            }
        };
        let here = (filter == view.filter).then_some("true");
        let href = address(view.id, filter);
        (count > 0).then(|| {
            view! {
                <a class="badge" data-tone=tone.name() href=href aria-current=here>
                    {label}
                </a>
            }
        })
    });
    shown.collect_view()
}

fn rows(lang: Lang, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let columns = vec![
        Column::text(row(lang)),
        Column::sentences(stem(lang)),
        Column::text(source(lang)),
        Column::sentences(reason(lang)),
    ];
    let lines = view.rows.iter().map(|line| row_view(lang, line, view)).collect_view();
    let (from, to) = bounds(view.part);
    let words = rows_part(lang, from, to, view.part.total);
    let reason_part = view.reason.as_ref().map(|code| format!("&reason={code}")).unwrap_or_default();
    let here = format!("{}{reason_part}", address(view.id, view.filter));
    let pages = pager(rows_pages(lang), view.part, words, |page| format!("{here}&page={page}"));
    view! {
        <Table label=chips(lang) cards=true sticky=true head=columns>
            {lines}
        </Table>
        {pages}
    }
}

fn row_view(lang: Lang, line: &RowView, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let sheets = &view.sheets;
    let place = Place { sheet: line.sheet, row: line.row };
    let needs_somebody = line.corrected || matches!(line.outcome, RowOutcome::Rejected | RowOutcome::Noted);
    let open = view.committed.is_none() && needs_somebody;
    let mend = open.then(|| {
        view! { <p><a href=super::row::address(view.id, place)>{mend(lang)}</a></p> }
    });
    let corrected = line.corrected.then(|| view! { " " <Badge tone=Tone::Plain label=corrected(lang) /> });
    let sheet = sheets.get(line.sheet).filter(|name| !name.is_empty()).cloned();
    let cells = line.cells.iter().map(|(of, text)| {
        // What stands in one cell with all options explains itself.
        let name = of.filter(|of| *of != Field::Options).map(|of| wording::field(lang, of));
        view! { {name} " " <code>{clip(text)}</code> " " }
    });
    let cells = cells.collect_view();
    let reasons = line.reasons.iter().map(|reason| view! { <p>{wording::reason(lang, reason, sheets)}</p> });
    let reasons = reasons.collect_view();
    view! {
        <tr>
            <td data-label=row(lang)>{line.row} {sheet.map(|sheet| view! { <small>{sheet}</small> })}</td>
            <td data-label=stem(lang) data-sentences=true>{clip(&line.stem)}</td>
            <td data-label=source(lang)>{cells}</td>
            <td data-label=reason(lang) data-sentences=true>
                <Badge tone=tone(line.outcome) label=wording::outcome(lang, line.outcome) />
                {corrected}
                {reasons}
                {line.reasons.is_empty().then(|| view! { <p>{as_is(lang)}</p> })}
                {line
                    .item
                    .map(|item| view! { <p><a href=format!("/items/{item}")>{see_item(lang)}</a></p> })}
                {mend}
            </td>
        </tr>
    }
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(CLIP) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn actions(lang: Lang, view: &ImportView) -> impl IntoView + use<> {
    use text::import::*;
    let bank = format!("/banks/{}", view.bank);
    let accepted = view.counts.accepted();
    match (view.committed, accepted) {
        (Some(_), _) => view! {
            <Actions>
                <LinkButton href=bank label=to_bank(lang) kind=ButtonKind::Primary />
            </Actions>
        }
        .into_any(),
        (None, 0) => view! {
            <Actions>
                <LinkButton href=bank.clone() label=to_bank(lang) />
                <LinkButton href=format!("{bank}/import") label=again(lang) kind=ButtonKind::Primary />
            </Actions>
        }
        .into_any(),
        (None, _) => view! {
            <form method="post" action=format!("/imports/{}", view.id)>
                <Actions note=commit_note(lang) stay=true>
                    <LinkButton href=bank label=later(lang) />
                    <Button kind=ButtonKind::Primary label=commit(lang, accepted) />
                </Actions>
            </form>
        }
        .into_any(),
    }
}
