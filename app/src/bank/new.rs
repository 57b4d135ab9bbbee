//! A new question, written by hand or read from a text that was pasted.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    bank::{
        Kind,
        draft::{Draft, DraftFault},
        import::{Report, RowOutcome},
    },
    id::{BankId, ItemId},
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, DraftPlace, Written},
};
use uuid::Uuid;

use super::{
    editor::{self, Act, Scene, Subject},
    wording,
};
use crate::{
    answer::{self, Answer, Trouble, see_other},
    door::Visitor,
    form::Form,
    text,
    ui::{Notice, Tone},
};

/// What the address asks for.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    /// One's own draft to go on with.
    draft: String,
    /// The question that was stored just now, and what the next one has in common with it.
    stored: String,
    point: String,
    basis: String,
}

pub async fn show(visitor: Visitor, Path(bank): Path<BankId>, Query(asked): Query<Asked>) -> Answer {
    let ctx = visitor.ctx()?;
    let lang = visitor.lang;
    let mut scene = scene(&visitor, bank, Uuid::now_v7(), blank(&asked)).await?;
    if let Ok(id) = asked.draft.parse() {
        let kept = bank::draft(ctx, id).await?;
        if kept.bank != bank || kept.item.is_some() {
            return Err(Failure::NotFound.into());
        }
        (scene.draft_id, scene.seen, scene.draft) = (kept.id, kept.revision, kept.draft);
        scene.restored = Some(kept.saved_at);
    }
    if let Ok(item) = asked.stored.parse::<ItemId>() {
        scene.notices.push(
            view! {
                <Notice tone=Tone::Ok title=text::editor::stored(lang)>
                    <p>
                        <a href=format!("/items/{item}")>{text::editor::see_stored(lang)}</a>
                    </p>
                </Notice>
            }
            .into_any(),
        );
    }
    editor::page(&visitor, scene)
}

fn blank(asked: &Asked) -> Draft {
    Draft {
        knowledge_point: asked.point.clone(),
        legal_basis: asked.basis.clone(),
        ..Draft::new(Kind::from_code(&asked.kind).unwrap_or(Kind::SingleChoice))
    }
}

async fn scene(visitor: &Visitor, bank: BankId, once: Uuid, draft: Draft) -> Result<Scene, Trouble> {
    Ok(Scene {
        subject: Subject::New,
        bank,
        bank_name: bank::name(visitor.ctx()?, bank).await?,
        once,
        draft_id: Uuid::now_v7(),
        from: 0,
        seen: 0,
        draft,
        faults: Vec::new(),
        notices: Vec::new(),
        status: StatusCode::OK,
        kept: None,
        restored: None,
        pasted: String::new(),
    })
}

pub async fn submit(visitor: Visitor, Path(bank): Path<BankId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let mut draft = editor::draft(&form, Kind::SingleChoice);
    editor::change(&form, &mut draft);
    let refused = editor::take_files(ctx, &form, &mut draft).await?;
    let mut scene = scene(&visitor, bank, form.once(), draft).await?;
    scene.seen = form.get("seen").parse().unwrap_or(0);
    scene.draft_id = form.get("draft").parse().unwrap_or(scene.draft_id);
    if let Some(refusal) = refused {
        let failure = Failure::Refused(refusal.clone());
        scene.status = answer::status(&failure);
        scene.notices.extend(form.refused(refusal).notice(&visitor));
        return editor::page(&visitor, scene);
    }
    let act = Act::of(&form);
    match act {
        Act::Show => editor::page(&visitor, scene),
        Act::Keep | Act::KeepOver => {
            let place =
                DraftPlace { id: scene.draft_id, bank, item: None, from_version: 0, seen: scene.seen };
            if !scene.draft.is_blank() {
                scene.kept = Some(editor::keep(&visitor, place, &scene.draft, act == Act::KeepOver).await?);
            }
            editor::page(&visitor, scene)
        }
        Act::Discard => {
            bank::discard_draft(ctx, scene.draft_id).await?;
            see_other(format!("/banks/{bank}"))
        }
        Act::Paste => paste(&visitor, scene, &form).await,
        Act::Save | Act::SaveDraft | Act::Next => {
            match bank::write_item(ctx, bank, scene.once, scene.draft_id, scene.draft.clone()).await? {
                Written::Stored(item) if act == Act::Next => see_other(next(bank, item, &scene.draft)),
                Written::Stored(item) => see_other(format!("/items/{item}?saved=1")),
                Written::Repeats(other) => {
                    scene.status = StatusCode::CONFLICT;
                    scene.notices.push(told_repeats(&visitor, other));
                    editor::page(&visitor, scene)
                }
                Written::Wrong(faults) => wrong(&visitor, scene, faults),
            }
        }
    }
}

fn wrong(visitor: &Visitor, scene: Scene, faults: Vec<DraftFault>) -> Answer {
    editor::page(visitor, Scene { faults, status: StatusCode::UNPROCESSABLE_ENTITY, ..scene })
}

/// The form for the next question, which has some things in common with this one.
fn next(bank: BankId, stored: ItemId, draft: &Draft) -> String {
    let common = [
        ("kind", draft.kind().code().to_owned()),
        ("stored", stored.to_string()),
        ("point", draft.knowledge_point.trim().to_owned()),
        ("basis", draft.legal_basis.trim().to_owned()),
    ];
    format!("/banks/{bank}/new?{}", serde_urlencoded::to_string(common).unwrap_or_default())
}

/// The bank asks this already.
pub fn told_repeats(visitor: &Visitor, other: ItemId) -> AnyView {
    use text::bank::*;
    let lang = visitor.lang;
    view! {
        <Notice tone=Tone::Bad title=repeats(lang) kept=text::refusal::form_kept(lang) next=repeats_then(lang)>
            <p>
                <a href=format!("/items/{other}") target="_blank">
                    {see_other(lang)}
                </a>
            </p>
        </Notice>
    }
    .into_any()
}

/// A block of text: one question fills the form, several become an import with its report.
async fn paste(visitor: &Visitor, mut scene: Scene, form: &Form) -> Answer {
    use text::editor::*;
    let (ctx, lang) = (visitor.ctx()?, visitor.lang);
    let pasted = form.get("pasted").to_owned();
    let report = match pasted.trim() {
        "" => Report::default(),
        _ => match bank::look(ctx, Some(scene.bank), pasted.clone().into_bytes()).await {
            Ok(report) => report,
            Err(Failure::Refused(refusal)) => {
                scene.status = StatusCode::UNPROCESSABLE_ENTITY;
                scene.notices.extend(form.clone().refused(refusal).notice(visitor));
                scene.pasted = pasted;
                return editor::page(visitor, scene);
            }
            Err(failure) => return Err(failure.into()),
        },
    };
    let found = report.rows.iter().filter(|row| row.item.is_some()).count();
    if found > 1 {
        let name = format!("{}.txt", pasted_name(lang, visitor.zone().minute(ctx.now)));
        let import =
            bank::preview(ctx, scene.bank, Uuid::now_v7().into(), &name, pasted.into_bytes()).await?;
        return see_other(format!("/imports/{import}"));
    }
    let reasons = report.rows.iter().flat_map(|row| &row.reasons);
    let said = reasons.map(|reason| view! { <li>{wording::reason(lang, reason, &[])}</li> }).collect_view();
    let read = report.rows.iter().find_map(|row| Some((row.item.as_ref()?, row.outcome)));
    let (tone, title, next) = match read {
        Some((item, outcome)) => {
            let (point, basis) = (scene.draft.knowledge_point.clone(), scene.draft.legal_basis.clone());
            let mut draft = Draft::of(item);
            if draft.knowledge_point.is_empty() {
                draft.knowledge_point = point;
            }
            if draft.legal_basis.is_empty() {
                draft.legal_basis = basis;
            }
            scene.draft = draft;
            match outcome {
                RowOutcome::Imported => (Tone::Ok, paste_read(lang), paste_read_then(lang)),
                RowOutcome::Noted => (Tone::Info, paste_noted(lang), paste_read_then(lang)),
                RowOutcome::Rejected | RowOutcome::Skipped => {
                    (Tone::Warn, paste_doubtful(lang), paste_read_then(lang))
                }
            }
        }
        None => {
            scene.status = StatusCode::UNPROCESSABLE_ENTITY;
            scene.pasted = pasted;
            (Tone::Warn, paste_nothing(lang), paste_nothing_then(lang))
        }
    };
    let notice = view! {
        <Notice tone=tone title=title next=next>
            <ul>{said}</ul>
        </Notice>
    };
    scene.notices.push(notice.into_any());
    editor::page(visitor, scene)
}
