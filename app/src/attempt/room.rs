//! The exam room's page, and what its form sends where no script runs.

use axum::extract::{Path, Query};
use domain::{
    attempt::room::{ClockNow, Draft, Outcome, Room},
    bank::Kind,
    id::AttemptId,
    paper::{SheetItem, ShownResponse},
};
use leptos::prelude::*;
use services::attempt::{self, Entrance};

use super::paused;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    island::room::{ExamRoom, Sight},
    page::Page,
    text,
    ui::{Notice, ShellKind, Tone},
};

/// What the address says about the view.
#[derive(serde::Deserialize)]
pub struct View {
    q: Option<u16>,
    all: Option<u8>,
    /// Flagged questions, parted by dots: where no script runs the address is what remembers them.
    flags: Option<String>,
    /// Questions whose answer another window had changed.
    kept: Option<String>,
}

pub async fn show(visitor: Visitor, Path(attempt): Path<AttemptId>, Query(view): Query<View>) -> Answer {
    let room = match attempt::room(visitor.ctx()?, attempt).await? {
        Entrance::Room(room) => *room,
        Entrance::Over => return see_other(format!("/attempts/{attempt}/result")),
    };
    if let ClockNow::Paused { reason } = &room.clock {
        return paused::show(&visitor, &room, reason, None);
    }
    let lang = visitor.lang;
    let count = room.sheet.items.len() as u16;
    let sight = Sight {
        all: view.all == Some(1),
        at: view.q.unwrap_or_else(|| first_open(&room)).clamp(1, count.max(1)),
        flags: numbers(view.flags.as_deref()),
    };
    let kept = numbers(view.kept.as_deref());
    let title = text::room::question(lang, sight.at);
    Page::new(&visitor, format!("{title} · {}", room.title))
        .kind(ShellKind::Worker)
        .bare()
        .islands()
        .main_class("exam")
        .show(|| {
            view! {
                {(!kept.is_empty())
                    .then(|| {
                        let kept = kept.iter().map(u16::to_string).collect::<Vec<_>>().join("、");
                        view! {
                            <Notice
                                tone=Tone::Warn
                                title=text::refusal::stale(lang)
                                kept=text::exam::kept_newer(lang, kept)
                            />
                        }
                    })}
                <ExamRoom room=room sight=sight lang=lang />
            }
        })
}

/// Saves what stands on the page, then goes where the pressed button says.
pub async fn submit(visitor: Visitor, Path(attempt): Path<AttemptId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let room = match attempt::room(ctx, attempt).await? {
        Entrance::Room(room) => *room,
        Entrance::Over => return see_other(format!("/attempts/{attempt}/result")),
    };
    let all = form.get("all") == "1";
    let at: u16 = form.get("at").parse().unwrap_or(1);
    let drafts: Vec<Draft> = room
        .sheet
        .items
        .iter()
        .filter(|item| all || item.no == at)
        .filter_map(|item| draft(&form, &room, item))
        .collect();
    let mut kept = Vec::new();
    if !drafts.is_empty() {
        let settled = attempt::save(ctx, attempt, drafts).await?;
        for result in settled.results {
            match result.outcome {
                Outcome::Saved { .. } | Outcome::DoesNotFit => {}
                Outcome::Stale { .. } => kept.push(result.item),
                Outcome::Paused => {
                    let ClockNow::Paused { reason } = &settled.clock else { continue };
                    return paused::show(&visitor, &room, reason, Some(&form));
                }
                Outcome::TimeUp | Outcome::HandedIn => {
                    return see_other(format!("/attempts/{attempt}/result"));
                }
            }
        }
    }
    let mut flags: Vec<u16> = room.sheet.items.iter().map(|item| item.no).collect();
    flags.retain(|no| form.get(&format!("flag-{no}")) == "1");
    let count = room.sheet.items.len() as u16;
    let (to, all) = match form.get("go") {
        "hand-in" => return see_other(format!("/attempts/{attempt}/hand-in")),
        "back" => (at.saturating_sub(1).max(1), all),
        "view" => (at, !all),
        go => match go.strip_prefix('q').and_then(|no| no.parse().ok()) {
            Some(no) => (no, all),
            None => ((at + 1).min(count), all),
        },
    };
    let mut query = format!("q={to}");
    if all {
        query.push_str("&all=1");
    }
    for (name, list) in [("flags", flags), ("kept", kept)] {
        if !list.is_empty() {
            let list: Vec<_> = list.iter().map(u16::to_string).collect();
            query.push_str(&format!("&{name}={}", list.join(".")));
        }
    }
    let anchor = if all { format!("#q{to}") } else { String::new() };
    see_other(format!("/attempts/{attempt}?{query}{anchor}"))
}

/// The answer that the form gives to a question, when it is another one than the server holds.
fn draft(form: &Form, room: &Room, item: &SheetItem) -> Option<Draft> {
    let no = item.no;
    let field = format!("answer-{no}");
    let answer = match item.kind {
        Kind::SingleChoice => ShownResponse::Chosen([form.get(&field).parse().ok()?].into()),
        Kind::MultipleChoice | Kind::Hotspot => {
            ShownResponse::Chosen(form.all(&field).filter_map(|position| position.parse().ok()).collect())
        }
        Kind::TrueFalse => ShownResponse::Truth(form.get(&field).parse().ok()?),
        Kind::FillIn | Kind::Numeric | Kind::ShortAnswer => {
            let text = |blank| form.get(&format!("text-{no}-{blank}")).to_owned();
            ShownResponse::Texts((0..item.blanks).map(text).collect())
        }
        Kind::Matching | Kind::Ordering => {
            let place = |line| form.get(&format!("place-{no}-{line}")).parse().ok();
            ShownResponse::Places((0..item.blanks).map(place).collect())
        }
        Kind::Case => return None,
    };
    let held = room.held(no);
    let same = held.map_or(answer.is_blank(), |held| held.answer == answer);
    let sequence: u32 = form.get(&format!("seq-{no}")).parse().unwrap_or(0);
    (!same).then_some(Draft { item: no, sequence: sequence.saturating_add(1), answer })
}

fn first_open(room: &Room) -> u16 {
    let open =
        room.sheet.items.iter().find(|item| room.held(item.no).is_none_or(|held| held.answer.is_blank()));
    open.map_or(1, |item| item.no)
}

fn numbers(list: Option<&str>) -> Vec<u16> {
    list.unwrap_or_default().split('.').filter_map(|no| no.parse().ok()).take(500).collect()
}
