//! What is known of each answer: what stands on the page, and what the server holds.

use std::collections::BTreeSet;

use domain::{
    attempt::room::{ClockNow, Draft, Held, ItemSettled, Outcome, Room, Settled},
    id::AttemptId,
    paper::ShownResponse,
    time::Timestamp,
};
use leptos::{ev, prelude::*};

use super::Sight;

/// One question's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// What stands on the page.
    pub answer: Option<ShownResponse>,
    /// The number of the answer that the server is known to hold.
    pub sequence: u32,
    /// Whether what stands here is not known to be held.
    pub unsaved: bool,
    /// An answer that another window saved, while this page has its own.
    pub other: Option<Held>,
}

impl Local {
    fn is_answered(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| !answer.is_blank())
    }
}

/// The whole paper's answers. Copies share their signals.
#[derive(Clone, Copy)]
pub struct Answers {
    pub attempt: AttemptId,
    pub items: RwSignal<Vec<Local>>,
    pub at: RwSignal<u16>,
    pub all: RwSignal<bool>,
    pub flags: RwSignal<BTreeSet<u16>>,
    pub offline: RwSignal<bool>,
    pub signed_out: RwSignal<bool>,
    /// Somebody wanted to hand in while answers could not be sent.
    pub asked_offline: RwSignal<bool>,
    /// Handing in as soon as everything is saved.
    pub handing_in: RwSignal<bool>,
    pub last_saved: RwSignal<Option<Timestamp>>,
}

impl Answers {
    pub fn new(room: &Room, sight: &Sight) -> Answers {
        let mut items = vec![Local::default(); room.sheet.items.len()];
        for held in &room.held {
            if let Some(local) = items.get_mut(usize::from(held.item) - 1) {
                local.answer = Some(held.answer.clone());
                local.sequence = held.sequence;
            }
        }
        Answers {
            attempt: room.attempt,
            items: RwSignal::new(items),
            at: RwSignal::new(sight.at),
            all: RwSignal::new(sight.all),
            flags: RwSignal::new(sight.flags.iter().copied().collect()),
            offline: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            asked_offline: RwSignal::new(false),
            handing_in: RwSignal::new(false),
            last_saved: RwSignal::new(room.held.iter().map(|held| held.at).max()),
        }
    }

    /// A paper that nobody answers, for those who write its questions.
    pub fn unanswered(items: usize) -> Answers {
        Answers {
            attempt: AttemptId(uuid::Uuid::nil()),
            items: RwSignal::new(vec![Local::default(); items]),
            at: RwSignal::new(1),
            all: RwSignal::new(items > 1),
            flags: RwSignal::new(BTreeSet::new()),
            offline: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            asked_offline: RwSignal::new(false),
            handing_in: RwSignal::new(false),
            last_saved: RwSignal::new(None),
        }
    }

    pub fn get(&self, no: u16) -> Option<ShownResponse> {
        self.items.with(|items| items[usize::from(no) - 1].answer.clone())
    }

    pub fn is_answered(&self, no: u16) -> bool {
        self.items.with(|items| items[usize::from(no) - 1].is_answered())
    }

    pub fn is_unsaved(&self, no: u16) -> bool {
        self.items.with(|items| items[usize::from(no) - 1].unsaved)
    }

    pub fn other(&self, no: u16) -> Option<Held> {
        self.items.with(|items| items[usize::from(no) - 1].other.clone())
    }

    pub fn is_flagged(&self, no: u16) -> bool {
        self.flags.with(|flags| flags.contains(&no))
    }

    /// Questions whose answer has not reached the server.
    pub fn unsaved(&self) -> usize {
        self.items.with(|items| items.iter().filter(|local| local.unsaved).count())
    }

    /// Questions with an answer that the server holds.
    pub fn saved(&self) -> usize {
        self.items.with(|items| items.iter().filter(|local| local.is_answered() && !local.unsaved).count())
    }

    /// The candidate answers.
    pub fn put(&self, no: u16, answer: ShownResponse) {
        self.items.update(|items| {
            let local = &mut items[usize::from(no) - 1];
            local.answer = Some(answer);
            local.unsaved = true;
        });
    }

    pub fn flag(&self, no: u16, on: bool) {
        self.flags.update(|flags| {
            if on {
                flags.insert(no)
            } else {
                flags.remove(&no)
            };
        });
    }

    /// Of two answers that two windows gave, the one that counts from now on.
    pub fn choose(&self, no: u16, take_other: bool) {
        self.items.update(|items| {
            let local = &mut items[usize::from(no) - 1];
            let Some(other) = local.other.take() else { return };
            local.sequence = other.sequence;
            local.unsaved = !take_other;
            if take_other {
                local.answer = Some(other.answer);
            }
        });
    }

    /// What has to be sent.
    pub fn drafts(&self) -> Vec<Draft> {
        self.items.with(|items| {
            let unsaved = (1..).zip(items).filter(|(_, local)| local.unsaved && local.other.is_none());
            unsaved
                .filter_map(|(item, local)| {
                    Some(Draft { item, sequence: local.sequence + 1, answer: local.answer.clone()? })
                })
                .collect()
        })
    }

    /// Takes in what was kept on the device before a reload.
    pub fn take_drafts(&self, drafts: Vec<Draft>) {
        self.items.update(|items| {
            for draft in drafts {
                let Some(local) = items.get_mut(usize::from(draft.item).wrapping_sub(1)) else { continue };
                if local.answer.as_ref() == Some(&draft.answer) {
                    continue;
                }
                if draft.sequence <= local.sequence {
                    // Another device has gone on since: both are shown.
                    let held = local.answer.clone().unwrap_or_else(|| draft.answer.clone());
                    let at = Timestamp(0);
                    local.other = Some(Held { item: draft.item, sequence: local.sequence, answer: held, at });
                }
                local.answer = Some(draft.answer);
                local.unsaved = true;
            }
        });
    }

    /// Takes in the server's reply to `sent`.
    pub fn settle(&self, sent: &[Draft], settled: &Settled) {
        self.items.update(|items| {
            for result in &settled.results {
                let no = usize::from(result.item);
                let (Some(local), Some(draft)) =
                    (items.get_mut(no.wrapping_sub(1)), sent.iter().find(|draft| draft.item == result.item))
                else {
                    continue;
                };
                match &result.outcome {
                    Outcome::Saved { .. } => {
                        local.sequence = draft.sequence;
                        // It may have been changed again while this was on its way.
                        local.unsaved = local.answer.as_ref() != Some(&draft.answer);
                    }
                    Outcome::Stale { held } if Some(&held.answer) == local.answer.as_ref() => {
                        local.sequence = held.sequence;
                        local.unsaved = false;
                    }
                    Outcome::Stale { held } => local.other = Some(held.clone()),
                    // It stays unsaved, and goes along again until the exam goes on.
                    Outcome::Paused => {}
                    Outcome::DoesNotFit | Outcome::TimeUp | Outcome::HandedIn => local.unsaved = false,
                }
            }
        });
        let saved = settled.results.iter().filter_map(|result| match result.outcome {
            Outcome::Saved { at } => Some(at),
            _ => None,
        });
        if let Some(at) = saved.max() {
            self.last_saved.set(Some(at));
        }
    }

    /// Whether a reply says that the attempt is over.
    pub fn is_over(settled: &Settled) -> bool {
        let over = |result: &ItemSettled| matches!(result.outcome, Outcome::TimeUp | Outcome::HandedIn);
        settled.clock == ClockNow::Over || settled.results.iter().any(over)
    }

    /// Goes to a question without leaving the page.
    pub fn go(&self, event: ev::MouseEvent, no: u16) {
        event.prevent_default();
        self.at.set(no);
        #[cfg(feature = "hydrate")]
        super::sender::show(no);
    }

    pub fn step(&self, event: ev::MouseEvent, by: i16) {
        let count = self.items.with_untracked(Vec::len) as i16;
        let to = (self.at.get_untracked() as i16 + by).clamp(1, count.max(1));
        self.go(event, to as u16);
    }

    pub fn switch_view(&self, event: ev::MouseEvent) {
        event.prevent_default();
        self.all.update(|all| *all = !*all);
    }

    /// Hands in when everything has reached the server; says so when it can't.
    pub fn hand_in(&self, event: ev::MouseEvent) {
        event.prevent_default();
        let blocked = self.offline.get_untracked() && self.unsaved() > 0;
        self.asked_offline.set(blocked);
        self.handing_in.set(!blocked);
    }
}
