//! Reading a file: one's own, or somebody else's within the reader's reach.

use domain::{
    id::{AttemptId, PersonId},
    person::access::{Action, Object},
    time::Minutes,
};
use futures::FutureExt as _;

use super::{
    attempt::{self, AttemptView},
    integrity::{self, Integrity},
};
use crate::{
    Ctx,
    certificate::{self, CertificateView},
    course::{self, StudyView},
    exam::sitting,
    failure::{Failure, Result},
    person::{self, Card},
};

/// Everything about one person.
#[derive(Clone, Debug)]
pub struct PersonalFile {
    pub card: Card,
    pub enterprise: String,
    /// Whether the reader is the person.
    pub own: bool,
    /// Oldest first, as the attempts and the certificates.
    pub studies: Vec<StudyView>,
    pub attempts: Vec<AttemptView>,
    pub certificates: Vec<CertificateView>,
    /// Something that is kept can't be read any more: it was damaged or changed. What is left is shown.
    pub unreadable: bool,
    pub integrity: Integrity,
}

impl PersonalFile {
    /// Credited learning time: the sum of the studies as they are shown.
    pub fn minutes(&self) -> Minutes {
        Minutes(self.studies.iter().map(|study| study.minutes.0).sum())
    }
}

/// What a file is opened for; the audit log tells the two apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Print,
}

impl Purpose {
    fn action(self) -> &'static str {
        match self {
            Purpose::Read => "file.open",
            Purpose::Print => "file.print",
        }
    }
}

/// The actor's own file.
pub async fn my_file(ctx: &Ctx) -> Result<PersonalFile> {
    ctx.must_here(Action::Own)?;
    read(ctx, person::card(ctx.db().read(), ctx.org(), ctx.actor.person).await?).await
}

/// One attempt out of the actor's own file.
pub async fn my_attempt(ctx: &Ctx, id: AttemptId) -> Result<(Card, AttemptView)> {
    ctx.must_here(Action::Own)?;
    let card = person::card(ctx.db().read(), ctx.org(), ctx.actor.person).await?;
    one(ctx, card, id).await
}

/// Opens a file. Unless it is the reader's own, this is written down first.
pub async fn open_file(ctx: &Ctx, person: PersonId, purpose: Purpose) -> Result<PersonalFile> {
    let card = reachable(ctx, person).await?;
    if person != ctx.actor.person {
        log(ctx, purpose.action(), "person", person.to_string()).await?;
    }
    read(ctx, card).await
}

/// Opens one attempt out of a file. Unless it is the reader's own, this is written down first.
pub async fn open_attempt(ctx: &Ctx, person: PersonId, id: AttemptId) -> Result<(Card, AttemptView)> {
    let card = reachable(ctx, person).await?;
    let found = one(ctx, card, id).await?;
    if person != ctx.actor.person {
        log(ctx, Purpose::Read.action(), "attempt", id.to_string()).await?;
    }
    Ok(found)
}

/// Somebody whose file the actor may read; oneself is always among them.
async fn reachable(ctx: &Ctx, person: PersonId) -> Result<Card> {
    let card = person::card(ctx.db().read(), ctx.org(), person).await?;
    if person == ctx.actor.person {
        ctx.must_here(Action::Own)?;
    } else {
        ctx.must(Action::SeeFile, Object::Unit(ctx.org(), &card.unit_path))?;
    }
    Ok(card)
}

async fn log(ctx: &Ctx, action: &'static str, subject: &'static str, key: String) -> Result<()> {
    let org = ctx.org().0;
    ctx.write(move |tx| {
        async move {
            tx.log(action, org, subject, key);
            Ok(())
        }
        .boxed()
    })
    .await
}

async fn read(ctx: &Ctx, card: Card) -> Result<PersonalFile> {
    let (org, person) = (ctx.org(), card.id);
    let conn = ctx.db().read();
    let mut unreadable = false;
    let studies = course::studied(ctx.db(), org, person).await?;
    let attempts = readable(attempt::views(ctx, person).await, &mut unreadable)?;
    let mut certificates =
        readable(certificate::of_person(conn, org, person, ctx.now).await, &mut unreadable)?;
    certificates.reverse();
    Ok(PersonalFile {
        enterprise: sitting::enterprise(conn, org.0).await?.name,
        own: person == ctx.actor.person,
        studies,
        attempts,
        certificates,
        unreadable,
        integrity: integrity::check(ctx.db(), org, person).await?,
        card,
    })
}

/// Damage in one part must not hide the others, nor the check that names it.
fn readable<T>(part: Result<Vec<T>>, unreadable: &mut bool) -> Result<Vec<T>> {
    match part {
        Err(Failure::Corrupt(error)) => {
            tracing::error!(%error, "a part of a personal file can't be read");
            *unreadable = true;
            Ok(Vec::new())
        }
        part => part,
    }
}

async fn one(ctx: &Ctx, card: Card, id: AttemptId) -> Result<(Card, AttemptView)> {
    let views = attempt::views(ctx, card.id).await?;
    let found = views.into_iter().find(|view| view.attempt == id).ok_or(Failure::NotFound)?;
    Ok((card, found))
}
