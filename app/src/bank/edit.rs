//! A new version of a question.

use axum::{extract::Path, http::StatusCode};
use domain::{
    bank::{draft::Draft, life::Review},
    id::ItemId,
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, DraftPlace, Edited, ItemView},
};
use uuid::Uuid;

use super::{
    editor::{self, Act, Scene, Subject},
    new::told_repeats,
};
use crate::{
    answer::{self, Answer, see_other},
    door::Visitor,
    form::Form,
    text,
    ui::{Notice, Tone},
};

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>) -> Answer {
    let ctx = visitor.ctx()?;
    let view = bank::item(ctx, id).await?;
    let mut scene = scene(&view, &Form::default(), Draft::of(&view.newest().item));
    if let Some(kept) = bank::draft_of(ctx, id).await? {
        (scene.draft_id, scene.from, scene.seen) = (kept.id, kept.from_version, kept.revision);
        (scene.draft, scene.restored) = (kept.draft, Some(kept.saved_at));
    }
    editor::page(&visitor, scene)
}

pub async fn submit(visitor: Visitor, Path(id): Path<ItemId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let view = bank::item(ctx, id).await?;
    let mut draft = editor::draft(&form, view.newest().item.content.kind());
    draft.ask.kind = view.newest().item.content.kind();
    editor::change(&form, &mut draft);
    let refused = editor::take_files(ctx, &form, &mut draft).await?;
    let from = form.get("from").parse().unwrap_or(0);
    let mut scene = scene(&view, &form, draft);
    (scene.from, scene.seen) = (from, form.get("seen").parse().unwrap_or(0));
    if let Some(refusal) = refused {
        scene.status = answer::status(&Failure::Refused(refusal.clone()));
        scene.notices.extend(form.refused(refusal).notice(&visitor));
        return editor::page(&visitor, scene);
    }
    let act = Act::of(&form);
    match act {
        Act::Show | Act::Paste => editor::page(&visitor, scene),
        Act::Keep | Act::KeepOver => {
            let place = DraftPlace {
                id: scene.draft_id,
                bank: scene.bank,
                item: Some(id),
                from_version: from,
                seen: scene.seen,
            };
            // A form that says what the question says is no draft.
            if scene.draft != Draft::of(&view.newest().item) {
                scene.kept = Some(editor::keep(&visitor, place, &scene.draft, act == Act::KeepOver).await?);
            }
            editor::page(&visitor, scene)
        }
        Act::Discard => {
            bank::discard_draft(ctx, scene.draft_id).await?;
            see_other(format!("/items/{id}"))
        }
        Act::Save | Act::Next | Act::SaveDraft => {
            let (once, ready) = (scene.once.into(), act != Act::SaveDraft);
            let told = bank::change_item(ctx, id, once, from, ready, scene.draft.clone()).await?;
            if let Edited::Stored { .. } = told {
                return see_other(format!("/items/{id}?saved=1"));
            }
            // Somebody else's version: the next try is about what is there now.
            let view = bank::item(ctx, id).await?;
            scene.from = view.newest().version;
            scene.subject = subject(&view);
            tell(&visitor, &mut scene, &view, told);
            editor::page(&visitor, scene)
        }
    }
}

fn subject(view: &ItemView) -> Subject {
    Subject::Existing {
        href: format!("/items/{}", view.id),
        // What was given up keeps its number.
        newest: view.newest().version,
        latest: view.versions[0].version,
        waits: view.review == Review::Required || view.life.standing.open.is_some(),
    }
}

fn scene(view: &ItemView, form: &Form, draft: Draft) -> Scene {
    Scene {
        subject: subject(view),
        bank: view.bank,
        bank_name: view.bank_name.clone(),
        once: form.once(),
        draft_id: form.get("draft").parse().unwrap_or_else(|_| Uuid::now_v7()),
        from: view.newest().version,
        seen: 0,
        draft,
        faults: Vec::new(),
        notices: Vec::new(),
        status: StatusCode::OK,
        kept: None,
        restored: None,
        pasted: String::new(),
    }
}

/// Why nothing was stored. What was typed is still in the form.
fn tell(visitor: &Visitor, scene: &mut Scene, view: &ItemView, told: Edited) {
    use text::bank::*;
    let lang = visitor.lang;
    let notice = match told {
        Edited::Stored { .. } => return,
        Edited::Wrong(faults) => {
            scene.status = StatusCode::UNPROCESSABLE_ENTITY;
            scene.faults = faults;
            return;
        }
        Edited::Unchanged => {
            let next = unchanged_then(lang, view.newest().version);
            view! { <Notice tone=Tone::Info title=unchanged(lang) next=next /> }.into_any()
        }
        Edited::Superseded { version, author, at } => {
            scene.status = StatusCode::CONFLICT;
            let href = format!("/items/{}", view.id);
            view! {
                <Notice
                    tone=Tone::Warn
                    title=superseded(lang, author, visitor.zone().minute(at), version)
                    kept=text::refusal::form_kept(lang)
                    next=superseded_then(lang, view.versions[0].version + 1)
                >
                    <p>
                        <a href=href target="_blank">
                            {see_version(lang, version)}
                        </a>
                    </p>
                </Notice>
            }
            .into_any()
        }
        Edited::Repeats(other) => {
            scene.status = StatusCode::CONFLICT;
            told_repeats(visitor, other)
        }
    };
    scene.notices.push(notice);
}
