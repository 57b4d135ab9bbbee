//! The editor of a question: a form on the left, on the right what candidates will see.
//!
//! It works without a script: every button posts the form, and the page comes back with what was typed. With
//! the script (`editor.js`) the same buttons are pressed for whoever types, and of the page that comes back the
//! parts that changed are taken over; nothing is rendered in the browser.

mod act;
mod fields;
mod figures;
mod languages;
mod typed;

use axum::http::StatusCode;
use domain::{
    bank::{
        Kind,
        draft::{Draft, DraftFault, Wrong},
    },
    id::BankId,
    time::Timestamp,
};
use leptos::prelude::*;
use services::{bank, bank::DraftKept, failure::Fault};
use uuid::Uuid;

pub use act::{Act, change, take_files};
pub use typed::draft;

use super::{crumbs, item::as_seen, wording};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, Checkbox, Choice, ErrorSummary, Field, LinkButton,
        Notice, PageHead, Select, TextArea, Tone,
    },
    wording::{fault, kind as kind_name},
};

const SCRIPT: &str = include_str!("editor.js");

/// Whose form this is.
pub enum Subject {
    New,
    /// `newest` is the version that the form is about, `latest` the last number that was given; `waits` says that a
    /// second person looks before the change is asked.
    Existing {
        href: String,
        newest: i32,
        latest: i32,
        waits: bool,
    },
}

/// The form as it is shown.
pub struct Scene {
    pub subject: Subject,
    pub bank: BankId,
    pub bank_name: String,
    /// What the form calls the thing that it makes.
    pub once: Uuid,
    /// What it calls its draft, which several windows may have.
    pub draft_id: Uuid,
    /// The version that the form began with; 0 for a new question.
    pub from: i32,
    /// The revision of the draft that this window has seen.
    pub seen: i32,
    pub draft: Draft,
    pub faults: Vec<DraftFault>,
    /// What happened, above the form.
    pub notices: Vec<AnyView>,
    pub status: StatusCode,
    /// What became of the draft, where it was kept just now.
    pub kept: Option<DraftKept>,
    /// When the draft was kept from which the form was filled in.
    pub restored: Option<Timestamp>,
    /// A text that was pasted and could not be read.
    pub pasted: String,
}

/// What is wrong, by the names of the fields.
pub struct Errors(Vec<(String, String)>);

impl Errors {
    fn new(lang: Lang, faults: &[DraftFault]) -> Errors {
        Errors(faults.iter().map(|of| (of.field.clone(), sentence(lang, &of.wrong))).collect())
    }

    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(of, _)| of == field).map(|(_, sentence)| sentence.clone())
    }
}

fn sentence(lang: Lang, wrong: &Wrong) -> String {
    use text::editor::*;
    match wrong {
        Wrong::Missing => fault(lang, &Fault::Missing),
        Wrong::TooLong { limit } => fault(lang, &Fault::TooLong { limit: *limit }),
        Wrong::OutOfRange { min, max } => fault(lang, &Fault::OutOfRange { min: *min, max: *max }),
        Wrong::Question(reason) => wording::reason(lang, reason, &[]),
        Wrong::TooManyOptions { limit } => text::bank::too_many_options(lang, limit),
        Wrong::TooManyParts { limit } => too_many_parts(lang, limit),
        Wrong::NotANumber { text } => not_a_number(lang, text),
        Wrong::NoPair { text } => no_pair(lang, text),
        Wrong::NoPlace { text } => no_place(lang, text),
        Wrong::WeightsDiffer { weights, options } => weights_differ(lang, options, weights),
        Wrong::NotAnArea { text } => not_an_area(lang, text),
        Wrong::OutsidePicture { text } => outside_picture(lang, text),
        Wrong::NotALanguage { text } => not_a_language(lang, text),
        Wrong::LanguageTwice { text } => language_twice(lang, text),
        Wrong::NoSuchFile => no_such_file(lang).to_owned(),
    }
}

/// A small button that changes the form and shows it again.
fn press(label: &str, act: String) -> AnyView {
    let label = label.to_owned();
    view! {
        <button class="button" type="submit" data-small="true" name="act" value=act formnovalidate=true>
            {label}
        </button>
    }
    .into_any()
}

pub fn page(visitor: &Visitor, scene: Scene) -> Answer {
    use text::editor::*;
    let lang = visitor.lang;
    let (title, under, here) = match &scene.subject {
        Subject::New => (new_title(lang), new_note(lang), None),
        Subject::Existing { href, newest, waits, .. } => {
            let name = text::bank::item_title(lang, kind_name(lang, scene.draft.kind()), *newest);
            let note = if *waits { text::life::edit_note_review(lang) } else { text::bank::edit_note(lang) };
            (edit_title(lang), note, Some((name, href.clone())))
        }
    };
    let errors = Errors::new(lang, &scene.faults);
    Page::new(visitor, title).status(scene.status).script(SCRIPT).main_class("wide").show(|| {
        let mut steps = vec![(scene.bank_name.clone(), format!("/banks/{}", scene.bank))];
        steps.extend(here);
        let preview = preview(lang, &scene.draft);
        let form = form(visitor, &scene, &errors);
        let summary = summary(lang, &errors);
        view! {
            <PageHead title=title under=under trail=crumbs(lang, steps, None) />
            {scene.notices}
            {summary}
            <div class="editor">
                {form}
                <section class="card editor-preview" id="preview" aria-live="off">
                    <CardHead title=text::bank::as_seen(lang) />
                    {preview}
                </section>
            </div>
        }
    })
}

fn form(visitor: &Visitor, scene: &Scene, errors: &Errors) -> AnyView {
    use text::editor::*;
    let (lang, draft) = (visitor.lang, &scene.draft);
    let is_new = matches!(scene.subject, Subject::New);
    let kinds = is_new.then(|| {
        let (kinds, paste) = (kinds(lang, draft.kind()), paste(lang, &scene.pasted));
        view! { <Card>{kinds} {paste}</Card> }
    });
    let question = fields::ask(lang, "", &draft.ask, errors);
    let parts = (draft.kind() == Kind::Case).then(|| parts(lang, draft, errors));
    let around = around(lang, draft, errors, is_new);
    let languages = languages::section(lang, draft, errors);
    let (back, label) = match &scene.subject {
        Subject::New => (format!("/banks/{}", scene.bank), store(lang).to_owned()),
        Subject::Existing { href, latest, waits: false, .. } => {
            (href.clone(), text::bank::save(lang, latest + 1))
        }
        Subject::Existing { href, latest, waits: true, .. } => {
            (href.clone(), text::life::save_review(lang, latest + 1))
        }
    };
    let unready = matches!(scene.subject, Subject::Existing { waits: true, .. });
    let unready = unready.then(|| {
        view! { <Button label=text::life::save_draft(lang) name="act" value="save_draft" /> }
    });
    let next = is_new.then(|| view! { <Button label=store_next(lang) name="act" value="next" /> });
    view! {
        <form method="post" enctype="multipart/form-data" class="editor-form" id="editor">
            // What Enter in a field presses: it shows the question and stores nothing.
            <button class="unseen" type="submit" name="act" value="preview" formnovalidate=true tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="once" value=scene.once.to_string() />
            <input type="hidden" name="draft" value=scene.draft_id.to_string() />
            <input type="hidden" name="from" value=scene.from.to_string() />
            <div class="notice" id="unreached" role="alert" data-tone="bad" hidden=true>
                <p>{unreached(lang)}</p>
                <p></p>
            </div>
            {state(visitor, scene)}
            {kinds}
            <Card>{question}</Card>
            {parts}
            <Card>{around}</Card>
            <Card>{languages}</Card>
            <Actions stay=true note=shortcuts(lang)>
                <LinkButton label=text::common::cancel(lang) href=back />
                <Button label=show_preview(lang) name="act" value="preview" unchecked=true />
                <Button label=keep(lang) name="act" value="keep" unchecked=true />
                {next}
                {unready}
                <Button label=label name="act" value="save" kind=ButtonKind::Primary />
            </Actions>
        </form>
    }
    .into_any()
}

/// Whether what stands here is kept, and what another window did meanwhile.
fn state(visitor: &Visitor, scene: &Scene) -> AnyView {
    use text::editor::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let seen = match &scene.kept {
        Some(DraftKept::Saved { revision }) => *revision,
        _ => scene.seen,
    };
    let told = match &scene.kept {
        Some(DraftKept::Newer { at, id, .. }) => {
            let href = match &scene.subject {
                Subject::New => format!("/banks/{}/new?draft={id}", scene.bank),
                Subject::Existing { href, .. } => format!("{href}/edit"),
            };
            view! {
                <Notice tone=Tone::Warn title=draft_newer(lang, zone.second(*at)) next=draft_newer_then(lang)>
                    <p class="buttons">
                        <LinkButton label=see_other_window(lang) href=href small=true />
                        {press(keep_mine(lang), "keep_over".to_owned())}
                    </p>
                </Notice>
            }
            .into_any()
        }
        Some(DraftKept::Saved { .. }) => {
            let said = draft_kept(lang, visitor.ctx().map(|ctx| zone.clock(ctx.now)).unwrap_or_default());
            view! {
                <p class="draft-line" role="status">
                    {said} " " {press(throw_away(lang), "discard".to_owned())}
                </p>
            }
            .into_any()
        }
        None => match scene.restored {
            Some(at) => view! {
                <Notice tone=Tone::Info title=draft_restored(lang, zone.minute(at)) next=draft_restored_then(lang)>
                    <p class="buttons">{press(throw_away(lang), "discard".to_owned())}</p>
                </Notice>
            }
            .into_any(),
            None => ().into_any(),
        },
    };
    view! {
        <div id="draft-state">
            <input type="hidden" name="seen" value=seen.to_string() />
            {told}
        </div>
    }
    .into_any()
}

fn kinds(lang: Lang, chosen: Kind) -> AnyView {
    use text::editor::*;
    let all = Kind::ALL.map(|of| Choice::new(of.code(), kind_name(lang, of))).to_vec();
    view! {
        <div class="with-button">
            <Select label=text::bank::kind_term(lang) name="kind" options=all value=chosen.code() />
            {press(change_kind(lang), "kind".to_owned())}
        </div>
    }
    .into_any()
}

fn paste(lang: Lang, pasted: &str) -> AnyView {
    use text::editor::*;
    view! {
        <details class="more" open=!pasted.is_empty()>
            <summary>{paste_text(lang)}</summary>
            <TextArea label=paste_label(lang) name="pasted" value=pasted hint=paste_hint(lang) rows=6 />
            <p class="buttons">{press(paste_go(lang), "paste".to_owned())}</p>
        </details>
    }
    .into_any()
}

fn parts(lang: Lang, draft: &Draft, errors: &Errors) -> AnyView {
    use text::editor::*;
    let cards = draft.parts.iter().enumerate().map(|(at, part)| {
        let prefix = format!("part-{at}-");
        let name = |field: &str| format!("{prefix}{field}");
        let plain = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Case);
        let kinds = plain.map(|kind| Choice::new(kind.code(), kind_name(lang, kind))).collect();
        let fields = fields::ask(lang, &prefix, part, errors);
        let up = (at > 0).then(|| press(move_up(lang), format!("part-up:{at}")));
        let remove = (draft.parts.len() > 1).then(|| press(remove_part(lang), format!("part-del:{at}")));
        view! {
            <section class="card" id=format!("part-{at}")>
                <CardHead title=part_no(lang, at + 1)>
                    <span class="buttons">{up} {remove}</span>
                </CardHead>
                <div class="with-button">
                    <Select label=text::bank::kind_term(lang) name=name("kind") options=kinds value=part.kind.code() />
                    {press(change_kind(lang), "kind".to_owned())}
                </div>
                {fields}
                <TextArea
                    label=text::bank::explanation(lang)
                    name=name("explanation")
                    value=part.explanation.clone()
                    error=errors.of(&name("explanation"))
                    note=text::common::optional(lang)
                    rows=2
                />
                <Field
                    label=weight(lang)
                    name=name("weight")
                    value=part.weight.clone()
                    hint=weight_hint(lang)
                    error=errors.of(&name("weight"))
                    inputmode="numeric"
                    note=text::common::optional(lang)
                />
            </section>
        }
    });
    let cards = cards.collect_view();
    let error = errors.of("parts").map(|error| view! { <p class="error">{error}</p> });
    view! {
        <div id="field-parts">{error} {cards}</div>
        <p class="buttons">{press(add_part(lang), "part".to_owned())}</p>
    }
    .into_any()
}

/// What belongs to the question as a whole.
fn around(lang: Lang, draft: &Draft, errors: &Errors, is_new: bool) -> AnyView {
    use text::bank::*;
    let optional = text::common::optional(lang);
    let why = (!is_new).then(|| {
        view! {
            <Field
                label=reason(lang)
                name="reason"
                value=draft.reason.clone()
                hint=reason_hint(lang)
                error=errors.of("reason")
                required=true
            />
        }
    });
    view! {
        <TextArea
            label=explanation(lang)
            name="explanation"
            value=draft.ask.explanation.clone()
            error=errors.of("explanation")
            note=optional
            rows=3
        />
        <Field
            label=basis(lang)
            name="legal_basis"
            value=draft.legal_basis.clone()
            hint=basis_hint(lang)
            error=errors.of("legal_basis")
            note=optional
        />
        <div class="fields">
            <Field
                label=point(lang)
                name="knowledge_point"
                value=draft.knowledge_point.clone()
                error=errors.of("knowledge_point")
                note=optional
            />
            <Field
                label=difficulty(lang)
                name="difficulty"
                value=draft.difficulty.clone()
                hint=difficulty_hint(lang)
                error=errors.of("difficulty")
                inputmode="numeric"
                note=optional
            />
        </div>
        <Checkbox
            label=text::editor::must_pass(lang)
            name="must_pass"
            hint=text::editor::must_pass_hint(lang)
            checked=draft.must_pass
        />
        {why}
    }
    .into_any()
}

fn preview(lang: Lang, draft: &Draft) -> AnyView {
    match draft.sketch() {
        Some(item) => as_seen(lang, &item).into_any(),
        None => view! { <p class="hint">{text::editor::preview_empty(lang)}</p> }.into_any(),
    }
}

/// Every fault with the name of its field, above the form.
fn summary(lang: Lang, errors: &Errors) -> Option<AnyView> {
    let named = |(field, fault): &(String, String)| {
        (field.clone(), text::bank::fault_of(lang, term(lang, field), fault))
    };
    let named: Vec<_> = errors.0.iter().map(named).collect();
    let title = text::refusal::form_incomplete(lang, named.len());
    let kept = text::refusal::form_kept(lang);
    (!named.is_empty()).then(|| view! { <ErrorSummary title=title kept=kept errors=named /> }.into_any())
}

/// What a field is called on the page, with the part or the language that it belongs to.
fn term(lang: Lang, field: &str) -> String {
    use text::{bank::*, editor};
    let numbered = |rest: &str, prefix: &str| -> Option<(usize, String)> {
        let (no, field) = rest.strip_prefix(prefix)?.split_once('-')?;
        Some((no.parse::<usize>().ok()? + 1, field.to_owned()))
    };
    if let Some((no, field)) = numbered(field, "part-") {
        return format!("{} · {}", editor::part_no(lang, no), term(lang, &field));
    }
    if let Some((no, field)) = numbered(field, "lang-") {
        return format!("{} · {}", editor::language_no(lang, no), term(lang, &field));
    }
    if let Some((no, _)) = numbered(field, "fig-") {
        return editor::figure_no(lang, no);
    }
    let name = match field {
        "stem" => stem(lang),
        "options" => options(lang),
        "lines" => editor::lines_of(lang),
        "key" => key(lang),
        "weights" => editor::weights(lang),
        "picture" => editor::map_picture(lang),
        "figure" | "figures" => editor::figure_files(lang),
        "areas" => editor::areas(lang),
        "points" => editor::points(lang),
        "weight" => editor::weight(lang),
        "language" => editor::language(lang),
        "explanation" => explanation(lang),
        "legal_basis" => basis(lang),
        "knowledge_point" => point(lang),
        "difficulty" => difficulty(lang),
        "reason" => reason(lang),
        _ => kind_term(lang),
    };
    name.to_owned()
}

/// Keeps what was typed, over what another window kept where `over` says so.
pub async fn keep(
    visitor: &Visitor,
    place: bank::DraftPlace,
    draft: &Draft,
    over: bool,
) -> Result<DraftKept, crate::answer::Trouble> {
    let ctx = visitor.ctx()?;
    let kept = bank::keep_draft(ctx, place, draft.clone()).await?;
    match kept {
        DraftKept::Newer { id, .. } if over && id != place.id => {
            bank::discard_draft(ctx, id).await?;
            Ok(bank::keep_draft(ctx, place, draft.clone()).await?)
        }
        DraftKept::Newer { revision, .. } if over => {
            let place = bank::DraftPlace { seen: revision, ..place };
            Ok(bank::keep_draft(ctx, place, draft.clone()).await?)
        }
        kept => Ok(kept),
    }
}
