//! A new version of a question.

use axum::{extract::Path, http::StatusCode};
use domain::{
    bank::{
        Kind,
        draft::{Draft, Wrong},
        item::Shuffle,
    },
    id::ItemId,
};
use leptos::prelude::*;
use services::{
    bank::{self, Edited, ItemView},
    failure::Fault,
};

use super::{crumbs, item::shuffle_words, wording};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, Choice, ErrorSummary, Field, LinkButton, Notice, PageHead,
        RadioGroup, TextArea, Tone,
    },
    wording::fault,
};

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>) -> Answer {
    let view = bank::item(visitor.ctx()?, id).await?;
    let draft = Draft::of(&view.newest().item);
    page(&visitor, &view, &Form::default(), draft, None)
}

pub async fn submit(visitor: Visitor, Path(id): Path<ItemId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let draft = Draft {
        stem: form.text("stem"),
        options: form.text("options"),
        key: form.text("key"),
        shuffle: SHUFFLES
            .into_iter()
            .find(|way| shuffle_code(*way) == form.get("shuffle"))
            .unwrap_or_default(),
        explanation: form.text("explanation"),
        knowledge_point: form.text("knowledge_point"),
        difficulty: form.text("difficulty"),
        legal_basis: form.text("legal_basis"),
        reason: form.text("reason"),
    };
    let from = form.get("from").parse().unwrap_or(0);
    match bank::change_item(ctx, id, form.once().into(), from, draft.clone()).await? {
        Edited::Stored { .. } => see_other(format!("/items/{id}?saved=1")),
        told => page(&visitor, &bank::item(ctx, id).await?, &form, draft, Some(told)),
    }
}

const SHUFFLES: [Shuffle; 3] = [Shuffle::All, Shuffle::AllButLast, Shuffle::Never];

fn shuffle_code(shuffle: Shuffle) -> &'static str {
    match shuffle {
        Shuffle::All => "all",
        Shuffle::AllButLast => "all_but_last",
        Shuffle::Never => "never",
    }
}

fn page(visitor: &Visitor, view: &ItemView, form: &Form, draft: Draft, told: Option<Edited>) -> Answer {
    use text::bank::*;
    let lang = visitor.lang;
    let newest = view.newest();
    let kind = newest.item.content.kind();
    let title = edit_title(lang, newest.version + 1);
    let status = match told {
        None | Some(Edited::Stored { .. } | Edited::Unchanged) => StatusCode::OK,
        Some(Edited::Superseded { .. } | Edited::Repeats(_)) => StatusCode::CONFLICT,
        Some(Edited::Wrong(_)) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let errors = errors(lang, told.as_ref());
    Page::new(visitor, title.clone()).status(status).show(|| {
        let here = format!("/items/{}", view.id);
        let steps = vec![
            (view.bank_name.clone(), format!("/banks/{}", view.bank)),
            (item_title(lang, crate::wording::kind(lang, kind), newest.version), here.clone()),
        ];
        let (once, fields) = (form.once_field(), fields(lang, kind, draft, &errors));
        let (from, to) = (newest.version.to_string(), save(lang, newest.version + 1));
        view! {
            <PageHead title=title under=edit_note(lang) trail=crumbs(lang, steps, None) />
            {notice(visitor, view, told, errors)}
            <Card>
                <form method="post">
                    {once} <input type="hidden" name="from" value=from /> {fields} <Actions>
                        <LinkButton label=text::common::cancel(lang) href=here />
                        <Button label=to kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

fn fields(lang: Lang, kind: Kind, draft: Draft, errors: &[(String, String)]) -> AnyView {
    use text::bank::*;
    let error = |field: &str| errors.iter().find(|(of, _)| of == field).map(|(_, sentence)| sentence.clone());
    let optional = text::common::optional(lang);
    let content = content(lang, kind, &draft, error("options"), error("key"));
    view! {
        <TextArea label=stem(lang) name="stem" value=draft.stem error=error("stem") required=true />
        {content}
        <TextArea
            label=explanation(lang)
            name="explanation"
            value=draft.explanation
            error=error("explanation")
            note=optional
        />
        <Field
            label=basis(lang)
            name="legal_basis"
            value=draft.legal_basis
            hint=basis_hint(lang)
            error=error("legal_basis")
            note=optional
        />
        <Field
            label=point(lang)
            name="knowledge_point"
            value=draft.knowledge_point
            error=error("knowledge_point")
            note=optional
        />
        <Field
            label=difficulty(lang)
            name="difficulty"
            value=draft.difficulty
            hint=difficulty_hint(lang)
            error=error("difficulty")
            inputmode="numeric"
            note=optional
        />
        <Field
            label=reason(lang)
            name="reason"
            value=draft.reason
            hint=reason_hint(lang)
            error=error("reason")
            required=true
        />
    }
    .into_any()
}

/// Options and key, as the kind of question has them.
fn content(
    lang: Lang,
    kind: Kind,
    draft: &Draft,
    options_error: Option<String>,
    key_error: Option<String>,
) -> AnyView {
    use text::bank::*;
    let choice = |hint: &'static str| {
        let ways = SHUFFLES.map(|way| Choice::new(shuffle_code(way), shuffle_words(lang, way)));
        view! {
            <TextArea
                label=options(lang)
                name="options"
                value=draft.options.clone()
                hint=options_hint(lang)
                error=options_error
                rows=6
                required=true
            />
            <Field
                label=key(lang)
                name="key"
                value=draft.key.clone()
                hint=hint
                error=key_error.clone()
                autocomplete="off"
                required=true
            />
            <RadioGroup
                legend=order(lang)
                name="shuffle"
                options=ways.to_vec()
                value=shuffle_code(draft.shuffle)
            />
        }
        .into_any()
    };
    match kind {
        Kind::SingleChoice => choice(key_one_hint(lang)),
        Kind::MultipleChoice => choice(key_some_hint(lang)),
        Kind::TrueFalse => {
            let answers = vec![Choice::new("true", key_true(lang)), Choice::new("false", key_false(lang))];
            view! {
                <RadioGroup
                    legend=key(lang)
                    name="key"
                    options=answers
                    value=draft.key.clone()
                    error=key_error
                    required=true
                />
            }
            .into_any()
        }
        Kind::FillIn => view! {
            <TextArea
                label=key(lang)
                name="key"
                value=draft.key.clone()
                hint=key_blanks_hint(lang)
                error=key_error
                required=true
            />
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// What is wrong, field by field.
fn errors(lang: Lang, told: Option<&Edited>) -> Vec<(String, String)> {
    let Some(Edited::Wrong(faults)) = told else { return Vec::new() };
    let worded = faults.iter().map(|of| {
        let sentence = match &of.wrong {
            Wrong::Missing => fault(lang, &Fault::Missing),
            Wrong::TooLong { limit } => fault(lang, &Fault::TooLong { limit: *limit }),
            Wrong::OutOfRange { min, max } => fault(lang, &Fault::OutOfRange { min: *min, max: *max }),
            Wrong::Question(reason) => wording::reason(lang, reason, &[]),
            Wrong::TooManyOptions { limit } => text::bank::too_many_options(lang, limit),
        };
        (of.field.to_owned(), sentence)
    });
    worded.collect()
}

/// Why nothing was stored. What was typed is still in the form.
fn notice(
    visitor: &Visitor,
    view: &ItemView,
    told: Option<Edited>,
    errors: Vec<(String, String)>,
) -> Option<AnyView> {
    use text::bank::*;
    let lang = visitor.lang;
    let kept = text::refusal::form_kept(lang);
    let item = format!("/items/{}", view.id);
    let shown = match told? {
        Edited::Stored { .. } => return None,
        Edited::Unchanged => {
            let next = unchanged_then(lang, view.newest().version);
            view! { <Notice tone=Tone::Info title=unchanged(lang) next=next /> }.into_any()
        }
        Edited::Superseded { version, author, at } => view! {
            <Notice
                tone=Tone::Warn
                title=superseded(lang, author, visitor.zone().minute(at), version)
                kept=kept
                next=superseded_then(lang, version + 1)
            >
                <p>
                    <a href=item target="_blank">
                        {see_version(lang, version)}
                    </a>
                </p>
            </Notice>
        }
        .into_any(),
        Edited::Repeats(other) => view! {
            <Notice tone=Tone::Bad title=repeats(lang) kept=kept next=repeats_then(lang)>
                <p>
                    <a href=format!("/items/{other}") target="_blank">
                        {see_other(lang)}
                    </a>
                </p>
            </Notice>
        }
        .into_any(),
        Edited::Wrong(_) => {
            let title = text::refusal::form_incomplete(lang, errors.len());
            let named = |(field, fault): (String, String)| {
                let sentence = fault_of(lang, term(lang, &field), fault);
                (field, sentence)
            };
            let errors: Vec<_> = errors.into_iter().map(named).collect();
            view! { <ErrorSummary title=title kept=kept errors=errors /> }.into_any()
        }
    };
    Some(shown)
}

/// What a field is called on the page.
fn term(lang: Lang, field: &str) -> &'static str {
    use text::bank::*;
    match field {
        "stem" => stem(lang),
        "options" => options(lang),
        "key" => key(lang),
        "explanation" => explanation(lang),
        "legal_basis" => basis(lang),
        "knowledge_point" => point(lang),
        "difficulty" => difficulty(lang),
        _ => reason(lang),
    }
}
