//! Which column of a sheet holds what: as it was read, and as somebody corrects it.

use axum::{extract::Path, http::StatusCode};
use domain::{
    bank::import::{Column as At, LayoutFault, Origin, header::Field},
    id::ImportId,
};
use leptos::prelude::*;
use services::bank::{self, ColumnsView, ImportView, SheetColumns};

use super::{crumbs, wording};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, Checkbox, Choice, Column, LinkButton, Notice, PageHead,
        Select, Table, Tone,
    },
};

/// Longest sample on the page, in characters.
const CLIP: usize = 40;

/// Columns for options that can be named by hand.
const OPTIONS: usize = 12;

pub async fn show(visitor: Visitor, Path((id, sheet)): Path<(ImportId, usize)>) -> Answer {
    let view = bank::columns(visitor.ctx()?, id, sheet).await?;
    page(&visitor, &view, &Form::default(), None)
}

pub async fn submit(visitor: Visitor, Path((id, sheet)): Path<(ImportId, usize)>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    if form.has("do", "forget") {
        bank::forget_columns(ctx, id, sheet).await?;
        return see_other(format!("/imports/{id}"));
    }
    let row = form.get("header").parse().unwrap_or(0);
    let said = form.values().iter().filter_map(|(name, value)| {
        let column = name.strip_prefix("column-")?.parse().ok()?;
        Some((At(column), field(value)))
    });
    let remember = form.has("remember", "true");
    match bank::set_columns(ctx, id, sheet, row, said.collect(), remember).await? {
        None => see_other(format!("/imports/{id}")),
        Some(fault) => page(&visitor, &bank::columns(ctx, id, sheet).await?, &form, Some(fault)),
    }
}

fn code(field: Field) -> String {
    match field {
        Field::Kind => "kind".into(),
        Field::Stem => "stem".into(),
        Field::Options => "options".into(),
        Field::Option(index) => format!("option-{index}"),
        Field::Answer => "answer".into(),
        Field::Explanation => "explanation".into(),
        Field::LegalBasis => "basis".into(),
        Field::Difficulty => "difficulty".into(),
        Field::KnowledgePoint => "point".into(),
        Field::Number => "number".into(),
        Field::Other => "other".into(),
    }
}

fn fields() -> Vec<Field> {
    let before = [Field::Other, Field::Stem, Field::Kind, Field::Answer, Field::Options];
    let behind =
        [Field::Explanation, Field::LegalBasis, Field::KnowledgePoint, Field::Difficulty, Field::Number];
    before.into_iter().chain((0..OPTIONS).map(Field::Option)).chain(behind).collect()
}

fn field(value: &str) -> Field {
    fields().into_iter().find(|field| code(*field) == value).unwrap_or(Field::Other)
}

fn name(lang: Lang, field: Field) -> String {
    match field {
        Field::Other => text::import::columns_ignored(lang).to_owned(),
        field => wording::field(lang, field),
    }
}

fn page(visitor: &Visitor, view: &ColumnsView, form: &Form, fault: Option<LayoutFault>) -> Answer {
    use text::import::*;
    let lang = visitor.lang;
    let title = match view.sheet_name.as_str() {
        "" => columns_title(lang, &view.file_name),
        sheet => columns_title_sheet(lang, &view.file_name, sheet),
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let back = format!("/imports/{}", view.id);
    Page::new(visitor, title.clone()).status(status).show(|| {
        let steps = vec![
            (view.bank_name.clone(), format!("/banks/{}", view.bank)),
            (view.file_name.clone(), back.clone()),
        ];
        let told = fault.map(|fault| {
            let (title, next) = match fault {
                LayoutFault::NoStem => (columns_no_stem(lang).to_owned(), columns_no_stem_then(lang)),
                LayoutFault::Twice(field) => {
                    (columns_twice(lang, wording::field(lang, field)), columns_twice_then(lang))
                }
            };
            view! { <Notice tone=Tone::Bad title=title kept=text::refusal::form_kept(lang) next=next /> }
        });
        let body = match view.committed {
            true => view! { <Notice tone=Tone::Info title=columns_done(lang) /> }.into_any(),
            false => editor(lang, view, form, back),
        };
        view! {
            <PageHead
                title=title
                under=columns_under(lang)
                trail=crumbs(lang, steps, Some(columns_head(lang)))
            />
            {told}
            {body}
        }
    })
}

fn editor(lang: Lang, view: &ColumnsView, form: &Form, back: String) -> AnyView {
    use text::import::*;
    let again = form.is_refused() || !form.values().is_empty();
    let header = match again {
        true => form.get("header").to_owned(),
        false => view.header.as_ref().map_or(1, |header| header.row).to_string(),
    };
    let mut rows: Vec<Choice> = view
        .first
        .iter()
        .map(|(row, text)| Choice::new(row.to_string(), header_choice(lang, row, clip(text))))
        .collect();
    rows.insert(0, Choice::new("0", header_none(lang)));
    let lines = view.columns.iter().map(|of| {
        let input = format!("column-{}", of.column.0);
        let value = match again {
            true => form.get(&input).to_owned(),
            false => code(of.field),
        };
        let label = match of.heading.trim() {
            "" => column_label(lang, of.column),
            heading => column_label_heading(lang, of.column, clip(heading)),
        };
        let choices = fields().into_iter().map(|field| Choice::new(code(field), name(lang, field)));
        view! {
            <div class="mapping">
                <Select label=label name=input options=choices.collect() value=value />
                {samples(lang, &of.samples)}
            </div>
        }
    });
    let lines = lines.collect_view();
    let remembered = matches!(view.origin, Origin::Remembered { .. } | Origin::Hand);
    let forget = remembered.then(|| {
        view! {
            <form method="post">
                <Actions note=columns_forget_note(lang)>
                    <Button label=columns_forget(lang) name="do" value="forget" />
                </Actions>
            </form>
        }
    });
    let remember_it = !again || form.has("remember", "true");
    view! {
        <Card>
            <form method="post">
                <Select
                    label=header_row(lang)
                    name="header"
                    options=rows
                    value=header
                    hint=header_row_hint(lang)
                />
                <div class="mappings">{lines}</div>
                <Checkbox label=remember(lang) name="remember" checked=remember_it />
                <Actions>
                    <LinkButton label=columns_cancel(lang) href=back />
                    <Button label=columns_save(lang) kind=ButtonKind::Primary />
                </Actions>
            </form>
        </Card>
        {forget}
    }
    .into_any()
}

fn samples(lang: Lang, samples: &[String]) -> AnyView {
    if samples.is_empty() {
        return view! { <p class="mapping-samples">{text::import::column_empty(lang)}</p> }.into_any();
    }
    let shown = samples.iter().map(|text| view! { <code>{clip(text)}</code> " " }).collect_view();
    view! { <p class="mapping-samples">{shown}</p> }.into_any()
}

/// How each sheet of an import was read, with the way to correct it.
pub fn summary(visitor: &Visitor, view: &ImportView) -> impl IntoView + use<> {
    let one = view.columns.len() == 1;
    view.columns.iter().map(|sheet| of_sheet(visitor, view, sheet, one)).collect_view()
}

fn of_sheet(visitor: &Visitor, view: &ImportView, sheet: &SheetColumns, one: bool) -> AnyView {
    use text::import::*;
    let lang = visitor.lang;
    let title = match sheet.name.as_str() {
        "" => columns_head(lang).to_owned(),
        _ if one => columns_head(lang).to_owned(),
        name => columns_head_sheet(lang, name),
    };
    let place = match sheet.header {
        None => columns_unknown(lang).to_owned(),
        Some(0) => columns_no_header(lang).to_owned(),
        Some(row) => columns_found(lang, row),
    };
    let by = match (&sheet.origin, &sheet.remembered) {
        (Origin::Hand, _) => Some(columns_by_hand(lang).to_owned()),
        (Origin::Remembered { .. }, Some((name, at))) => {
            Some(columns_remembered(lang, name, visitor.zone().minute(*at)))
        }
        _ => None,
    };
    let open = view.committed.is_none();
    let href = format!("/imports/{}/columns/{}", view.id, sheet.sheet);
    let change = open.then(|| {
        let label = if sheet.header.is_none() { columns_map(lang) } else { columns_change(lang) };
        view! { <LinkButton small=true href=href.clone() label=label /> }
    });
    let forget = (open && matches!(sheet.origin, Origin::Remembered { .. })).then(|| {
        view! {
            <form method="post" action=href>
                <Button label=columns_forget(lang) name="do" value="forget" small=true />
            </form>
        }
    });
    let read = sheet.columns.iter().map(|of| {
        view! {
            <tr>
                <td data-label=column(lang)>{of.column.to_string()}</td>
                <td data-label=column_heading(lang)>{clip(&of.heading)}</td>
                <td data-label=column_field(lang)>{name(lang, of.field)}</td>
                <td data-label=column_samples(lang)>{samples(lang, &of.samples)}</td>
            </tr>
        }
    });
    let read = read.collect_view();
    let head = vec![
        Column::text(column(lang)),
        Column::text(column_heading(lang)),
        Column::text(column_field(lang)),
        Column::text(column_samples(lang)),
    ];
    // What nobody had to say is folded away; what somebody must look at is not.
    let unfolded = sheet.header.is_none();
    let words = by.map_or(place.clone(), |by| format!("{place} · {by}"));
    let table = title.clone();
    view! {
        <Card>
            <CardHead title=title>
                {change}
            </CardHead>
            <details class="fold" open=unfolded>
                <summary>{words}</summary>
                <Table label=table cards=true head=head>
                    {read}
                </Table>
            </details>
            {forget}
        </Card>
    }
    .into_any()
}

fn clip(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(CLIP) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_of_its_own_in_the_form() {
        for one in fields() {
            assert_eq!(field(&code(one)), one);
        }
    }
}
