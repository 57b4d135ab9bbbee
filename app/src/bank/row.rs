//! One row of an import: what stands in the file, and the form in which it is put right.

use axum::extract::{Path, Query};
use domain::{
    bank::{
        Kind,
        import::{Decision, Mend, Place, RowOutcome, header::Field as Holds},
    },
    id::ImportId,
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, RowDecision, RowForm},
};

use super::{crumbs, report::tone, wording};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Choice, Fact, Facts, Field, LinkButton, Notice,
        PageHead, Select, TextArea, Tone,
    },
    wording::kind,
};

/// Longest texts that a form may bring, in characters; what a question may hold is judged by its rules.
const LIMIT: usize = 20_000;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Set by a decision that was just stored.
    saved: Option<u8>,
}

/// The address of a row: sheet and row, as `0-12`.
pub fn address(id: ImportId, place: Place) -> String {
    format!("/imports/{id}/rows/{}-{}", place.sheet, place.row)
}

fn place(text: &str) -> Result<Place, Failure> {
    let (sheet, row) = text.split_once('-').ok_or(Failure::NotFound)?;
    Ok(Place {
        sheet: sheet.parse().map_err(|_| Failure::NotFound)?,
        row: row.parse().map_err(|_| Failure::NotFound)?,
    })
}

pub async fn show(
    visitor: Visitor,
    Path((id, at)): Path<(ImportId, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = bank::row(visitor.ctx()?, id, place(&at)?).await?;
    page(&visitor, &view, asked.saved.is_some())
}

pub async fn submit(visitor: Visitor, Path((id, at)): Path<(ImportId, String)>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let at = place(&at)?;
    let decision = match form.get("do") {
        "leave_out" => Decision::LeaveOut,
        "take_back" => Decision::AsRead,
        _ => Decision::Mend(mend(&form)),
    };
    bank::decide(ctx, id, at, decision).await?;
    see_other(format!("{}?saved=1", address(id, at)))
}

fn mend(form: &Form) -> Mend {
    let text = |name: &str| form.text(name).chars().take(LIMIT).collect::<String>();
    Mend {
        kind: Kind::from_code(form.get("kind")),
        stem: text("stem"),
        options: text("options"),
        answer: text("answer"),
        explanation: text("explanation"),
        knowledge_point: text("knowledge_point"),
        difficulty: text("difficulty"),
        legal_basis: text("legal_basis"),
        number: form.text("number").chars().take(60).collect(),
    }
}

fn page(visitor: &Visitor, view: &RowForm, saved: bool) -> Answer {
    use text::import::*;
    let lang = visitor.lang;
    let named = view.sheets.get(view.place.sheet).filter(|name| !name.is_empty());
    let title = match named {
        Some(sheet) => row_title_sheet(lang, sheet, view.place.row),
        None => row_title(lang, view.place.row),
    };
    let back = format!("/imports/{}", view.id);
    Page::new(visitor, title.clone()).show(|| {
        let steps = vec![
            (view.bank_name.clone(), format!("/banks/{}", view.bank)),
            (view.file_name.clone(), back.clone()),
        ];
        let here = title.clone();
        let next = view.next.map(|next| {
            view! { <LinkButton label=row_next(lang) href=address(view.id, next) /> }
        });
        view! {
            <PageHead title=title trail=crumbs(lang, steps, Some(&here))>
                {next}
            </PageHead>
            {saved.then(|| told(lang, view))}
            {decided(visitor, view)}
            {now(lang, view)}
            {original(lang, view)}
            {form(lang, view, back)}
        }
    })
}

/// What became of the row by what was just decided.
fn told(lang: Lang, view: &RowForm) -> AnyView {
    use text::import::*;
    let (tone, title) = match view.outcome {
        RowOutcome::Imported | RowOutcome::Noted => (Tone::Ok, row_ok(lang)),
        RowOutcome::Rejected => (Tone::Warn, row_still(lang)),
        RowOutcome::Skipped => (Tone::Info, row_out(lang)),
    };
    view! { <Notice tone=tone title=title /> }.into_any()
}

fn decided(visitor: &Visitor, view: &RowForm) -> Option<AnyView> {
    use text::import::*;
    let lang = visitor.lang;
    let RowDecision { by, at, decision } = view.decided.as_ref()?;
    let at = visitor.zone().minute(*at);
    let title = match decision {
        Decision::LeaveOut => row_was_left_out(lang, by, at),
        Decision::Mend(_) | Decision::AsRead => row_mended(lang, by, at),
    };
    let back = (!view.committed).then(|| {
        view! {
            <form method="post">
                <Button label=row_take_back(lang) name="do" value="take_back" small=true />
            </form>
        }
    });
    Some(view! { <Notice tone=Tone::Info title=title>{back}</Notice> }.into_any())
}

fn now(lang: Lang, view: &RowForm) -> impl IntoView + use<> {
    use text::import::*;
    let reasons =
        view.reasons.iter().map(|reason| view! { <p>{wording::reason(lang, reason, &view.sheets)}</p> });
    let reasons = reasons.collect_view();
    let plain = view.reasons.is_empty().then(|| view! { <p>{as_is(lang)}</p> });
    let outcome = view.outcome;
    view! {
        <Card>
            <CardHead title=row_now(lang)>
                <Badge tone=tone(outcome) label=wording::outcome(lang, outcome) />
            </CardHead>
            {reasons}
            {plain}
        </Card>
    }
}

/// The cells as they stand in the file.
fn original(lang: Lang, view: &RowForm) -> impl IntoView + use<> {
    use text::import::*;
    let facts = view.cells.iter().map(|(column, heading, holds, text)| {
        let term = match (*holds, heading.trim()) {
            (Holds::Other, "") => column_label(lang, column),
            (Holds::Other, heading) => heading.to_owned(),
            (holds, _) => wording::field(lang, holds),
        };
        let text = text.clone();
        view! { <Fact term=term>{text}</Fact> }
    });
    let facts = facts.collect_view();
    view! {
        <Card>
            <CardHead title=row_in_file(lang)>
                <span>{row_in_file_note(lang)}</span>
            </CardHead>
            <Facts>{facts}</Facts>
        </Card>
    }
}

fn form(lang: Lang, view: &RowForm, back: String) -> AnyView {
    use text::import::*;
    if view.committed {
        return view! { <Notice tone=Tone::Info title=row_done(lang) /> }.into_any();
    }
    let mend = view.mend.clone();
    let kinds = Kind::ALL.map(|of| Choice::new(of.code(), kind(lang, of))).to_vec();
    let chosen = mend.kind.map(|of| of.code().to_owned()).unwrap_or_default();
    let optional = text::common::optional(lang);
    view! {
        <Card>
            <CardHead title=row_form(lang) />
            <form method="post">
                <TextArea label=text::bank::stem(lang) name="stem" value=mend.stem required=true />
                <Select
                    label=row_kind(lang)
                    name="kind"
                    prompt=row_kind_auto(lang)
                    options=kinds
                    value=chosen
                />
                <TextArea
                    label=text::bank::options(lang)
                    name="options"
                    value=mend.options
                    hint=row_options_hint(lang)
                    rows=5
                />
                <Field
                    label=row_answer(lang)
                    name="answer"
                    value=mend.answer
                    hint=row_answer_hint(lang)
                    autocomplete="off"
                />
                <TextArea
                    label=text::bank::explanation(lang)
                    name="explanation"
                    value=mend.explanation
                    note=optional
                    rows=3
                />
                <Field
                    label=text::bank::point(lang)
                    name="knowledge_point"
                    value=mend.knowledge_point
                    note=optional
                />
                <Field
                    label=text::bank::difficulty(lang)
                    name="difficulty"
                    value=mend.difficulty
                    hint=text::bank::difficulty_hint(lang)
                    note=optional
                />
                <Field
                    label=text::bank::basis(lang)
                    name="legal_basis"
                    value=mend.legal_basis
                    note=optional
                />
                <Field
                    label=row_number(lang)
                    name="number"
                    value=mend.number
                    hint=row_number_hint(lang)
                    note=optional
                    autocomplete="off"
                />
                <Actions>
                    <LinkButton label=row_back(lang) href=back />
                    <Button label=row_leave_out(lang) name="do" value="leave_out" unchecked=true />
                    <Button label=row_save(lang) name="do" value="mend" kind=ButtonKind::Primary />
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}
