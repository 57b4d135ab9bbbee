//! The life of a question beside its texts: which version is asked, what waits for a second person, and
//! whether the question may be asked at all.
//!
//! ```text
//!                    ┌───────────── send back ─────────────┐
//!                    ▼                                     │
//! a change ──▶     draft ──────── put up for review ──▶ in review ──release──▶ released (asked)
//!                    │                                     │         by somebody who wrote none of it
//!                    └────────────── discard ──────────────┘
//! ```
//!
//! A version never changes; what is unreleased is replaced by another version. The released version is asked
//! until another one is released, so a question never drops out of the bank while somebody works on it.
//! Where a bank asks for no second person, a change is released when it is stored, and the event says that
//! nobody else looked.
//!
//! [`Standing::decide`] says what a step comes to or why it is refused, [`Standing::apply`] is the only thing
//! that changes a standing: the stored one can be made again from the events.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    id::{ItemVersionId, PersonId},
    time::Timestamp,
};

/// Days in which what runs out is brought to somebody's attention.
pub const SOON_DAYS: i64 = 90;

/// Longest reason, note or name of a law, in characters.
pub const WORDS_LIMIT: usize = 500;
pub const TAG_LIMIT: usize = 30;
pub const MOST_TAGS: usize = 20;

/// How a question stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The version that new papers ask.
    pub released: Option<ItemVersionId>,
    /// A newer version that is not asked yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
    #[serde(skip_serializing_if = "Validity::is_unlimited")]
    pub valid: Validity,
    /// Why no new paper asks the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Said>,
    /// What the question rests on has changed, and nobody has looked yet whether it is still true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<String>,
}

/// A version that is not released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    pub version: ItemVersionId,
    pub stage: Stage,
    /// Everybody who has written at what is unreleased, not only who came last.
    pub authors: BTreeSet<PersonId>,
    pub since: Timestamp,
    /// More than its place in the bank changes.
    pub substance: bool,
    /// Why it was sent back the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_back: Option<Said>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    InReview,
}

impl Stage {
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::InReview => "in_review",
        }
    }
}

/// Words of somebody at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub words: String,
    pub by: PersonId,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The law or standard, and its article where only that has changed.
    pub law: String,
    pub said: Said,
}

/// When a question may be asked: from an instant on, and before another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Validity {
    pub fn is_unlimited(&self) -> bool {
        *self == Validity::default()
    }

    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether it ends within [`SOON_DAYS`], or has ended.
    pub fn runs_out_soon(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now.plus_millis(SOON_DAYS * 24 * 3_600_000))
    }
}

/// What somebody wants to do to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Store a version.
    Store {
        version: ItemVersionId,
        review: Review,
        ready: bool,
        substance: bool,
    },
    /// Put the open version up for review.
    Submit,
    SendBack {
        reason: String,
    },
    Release,
    /// Give up the open version; the released one stays.
    Discard,
    SetValidity(Validity),
    Quarantine {
        reason: String,
    },
    Lift {
        reason: String,
    },
    Doubt {
        law: String,
        note: String,
    },
    /// It is still true.
    Confirm {
        note: String,
    },
    SetTags(BTreeSet<String>),
}

/// Whether a bank asks a second person to look at each version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    #[default]
    NotAsked,
    Required,
}

/// Who has looked at a version before it was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Somebody who wrote none of it.
    SecondPerson,
    Nobody,
}

/// What has happened to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    Drafted { version: ItemVersionId, stage: Stage, substance: bool },
    Submitted { version: ItemVersionId },
    SentBack { version: ItemVersionId, reason: String },
    Released { version: ItemVersionId, look: Look, substance: bool, since: Timestamp },
    Discarded { version: ItemVersionId },
    ValidityChanged { valid: Validity },
    Quarantined { reason: String },
    Lifted { reason: String },
    Doubted { law: String, note: String },
    Confirmed { law: String, note: String },
    Tagged { tags: BTreeSet<String> },
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nothing waits to be released.
    NothingOpen,
    NotInReview,
    AlreadyInReview,
    /// Whoever wrote at a version does not release it.
    OwnWork,
    /// Only those who wrote it put it up or give it up.
    NotTheirWork,
    /// It has never been released, so that giving it up would leave nothing.
    NothingElse,
    AlreadyQuarantined,
    NotQuarantined,
    NotInDoubt,
    /// It ends before it begins.
    NeverValid,
    /// Somebody did something to it since it was looked at.
    ChangedSince,
    /// The bank asks what would come back in another question.
    AskedElsewhere,
    /// Nothing is chosen, or all of it is so already.
    NothingToDo,
    ReasonMissing,
    TooLong,
    TooManyTags,
}

impl Standing {
    /// A question of which nothing else is known: what was stored is what is asked.
    pub fn plain(version: ItemVersionId) -> Standing {
        Standing { released: Some(version), ..Standing::default() }
    }

    /// The version that a paper drawn `at` this time may ask.
    pub fn drawn(&self, at: Timestamp) -> Option<ItemVersionId> {
        self.released.filter(|_| self.quarantine.is_none() && self.valid.holds(at))
    }

    /// Whether `who` may release the open version.
    pub fn may_release(&self, who: PersonId) -> bool {
        self.decide(who, Timestamp(0), Step::Release).is_ok()
    }

    /// What a step comes to.
    ///
    /// # Errors
    /// Why it can't be taken; the question stays as it is.
    pub fn decide(&self, who: PersonId, at: Timestamp, step: Step) -> Result<Event, Refused> {
        let said = |words: String| match words.trim() {
            "" => Err(Refused::ReasonMissing),
            long if long.chars().count() > WORDS_LIMIT => Err(Refused::TooLong),
            words => Ok(words.to_owned()),
        };
        let open = || self.open.as_ref().ok_or(Refused::NothingOpen);
        let in_review = || {
            open().and_then(|open| match open.stage {
                Stage::InReview => Ok(open),
                Stage::Draft => Err(Refused::NotInReview),
            })
        };
        let own = || {
            open().and_then(|open| match open.authors.contains(&who) {
                true => Ok(open),
                false => Err(Refused::NotTheirWork),
            })
        };
        Ok(match step {
            Step::Store { version, review: Review::Required, ready, substance } => {
                let stage = if ready { Stage::InReview } else { Stage::Draft };
                // What is unreleased goes into what replaces it, and so does what it changes.
                let substance = substance || self.open.as_ref().is_some_and(|open| open.substance);
                Event::Drafted { version, stage, substance }
            }
            // What waits for a second person does not get past them by a change on top.
            Step::Store { version, review: Review::NotAsked, substance, ready } => match &self.open {
                Some(_) => {
                    return self.decide(
                        who,
                        at,
                        Step::Store { version, review: Review::Required, ready, substance },
                    );
                }
                None => Event::Released { version, look: Look::Nobody, substance, since: at },
            },
            Step::Submit => match own()? {
                Open { stage: Stage::InReview, .. } => return Err(Refused::AlreadyInReview),
                open => Event::Submitted { version: open.version },
            },
            Step::SendBack { reason } => {
                let open = in_review()?;
                Event::SentBack { version: open.version, reason: said(reason)? }
            }
            Step::Release => {
                let open = in_review()?;
                if open.authors.contains(&who) {
                    return Err(Refused::OwnWork);
                }
                let Open { version, substance, since, .. } = *open;
                Event::Released { version, look: Look::SecondPerson, substance, since }
            }
            Step::Discard => {
                let open = own()?;
                self.released.ok_or(Refused::NothingElse)?;
                Event::Discarded { version: open.version }
            }
            Step::SetValidity(Validity { from: Some(from), until: Some(until) }) if until <= from => {
                return Err(Refused::NeverValid);
            }
            Step::SetValidity(valid) => Event::ValidityChanged { valid },
            Step::Quarantine { .. } if self.quarantine.is_some() => return Err(Refused::AlreadyQuarantined),
            Step::Quarantine { reason } => Event::Quarantined { reason: said(reason)? },
            Step::Lift { .. } if self.quarantine.is_none() => return Err(Refused::NotQuarantined),
            Step::Lift { reason } => Event::Lifted { reason: said(reason)? },
            Step::Doubt { law, note } => Event::Doubted { law: said(law)?, note: said(note)? },
            Step::Confirm { note } => {
                let law = self.doubt.as_ref().ok_or(Refused::NotInDoubt)?.law.clone();
                let note = if note.trim().is_empty() { String::new() } else { said(note)? };
                Event::Confirmed { law, note }
            }
            Step::SetTags(tags) => {
                let tags: BTreeSet<String> =
                    tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
                if tags.len() > MOST_TAGS {
                    return Err(Refused::TooManyTags);
                }
                if tags.iter().any(|tag| tag.chars().count() > TAG_LIMIT) {
                    return Err(Refused::TooLong);
                }
                Event::Tagged { tags }
            }
        })
    }

    /// The standing after something has happened.
    pub fn apply(&mut self, by: PersonId, at: Timestamp, event: &Event) {
        let said = |words: &str| Said { words: words.to_owned(), by, at };
        match event {
            Event::Drafted { version, stage, substance } => {
                let mut authors = self.open.take().map(|open| open.authors).unwrap_or_default();
                authors.insert(by);
                self.open = Some(Open {
                    version: *version,
                    stage: *stage,
                    authors,
                    since: at,
                    substance: *substance,
                    sent_back: None,
                });
            }
            Event::Submitted { .. } => {
                if let Some(open) = &mut self.open {
                    open.stage = Stage::InReview;
                    open.sent_back = None;
                }
            }
            Event::SentBack { reason, .. } => {
                if let Some(open) = &mut self.open {
                    open.stage = Stage::Draft;
                    open.sent_back = Some(said(reason));
                }
            }
            Event::Released { version, substance, since, .. } => {
                self.released = Some(*version);
                self.open = None;
                // What was written before the law changed may not know of it.
                let answers = |doubt: &Doubt| *substance && *since >= doubt.said.at;
                if self.doubt.as_ref().is_some_and(answers) {
                    self.doubt = None;
                }
            }
            Event::Discarded { .. } => self.open = None,
            Event::ValidityChanged { valid } => self.valid = *valid,
            Event::Quarantined { reason } => self.quarantine = Some(said(reason)),
            Event::Lifted { .. } => self.quarantine = None,
            Event::Doubted { law, note } => {
                self.doubt = Some(Doubt { law: law.clone(), said: said(note) });
            }
            Event::Confirmed { .. } => self.doubt = None,
            Event::Tagged { tags } => self.tags = tags.clone(),
        }
    }
}

/// Tags as somebody types them: parted by commas of either width, `、`, `;` or line ends.
pub fn tags(typed: &str) -> BTreeSet<String> {
    let parts = typed.split([',', '，', '、', ';', '；', '\n', '\r']).map(super::import::text::trim);
    parts.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
