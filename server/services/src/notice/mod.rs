//! Notices: what somebody is told, shown in the app and, where there is an address and a mail server,
//! sent as mail.
//!
//! A notice is written in the transaction of what it tells (the outbox), so that nobody is told of
//! something that did not happen, and nothing that happened goes untold. Mail leaves later, by
//! [`deliver`], which any copy of the server may run at any time.

mod deliver;
mod mailer;

use domain::{
    certificate::Number,
    id::{AttemptId, CertificateId, NoticeId, OrgId, SittingId},
    person::access::Action,
    points::Points,
    time::{Minutes, Timestamp},
};
use entities::{notice, person};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::{Expr, Uuid},
    sea_query::ExprTrait as _,
};
use serde::{Deserialize, Serialize};

pub use deliver::{Delivered, deliver};
pub use mailer::Mailer;

use crate::{Ctx, db::Tx, failure::Result};

/// Notices that are shown at most.
const SHOWN: u64 = 20;

/// What is told, with its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeKind {
    /// An exam to sit.
    Invited {
        sitting: SittingId,
        name: String,
        opens_at: Timestamp,
        closes_at: Timestamp,
        minutes: Minutes,
    },
    /// What came of an attempt.
    Result {
        /// The sitting's name.
        sitting: String,
        attempt: AttemptId,
        score: Points,
        possible: Points,
        passed: bool,
        /// A make-up may still be taken at this sitting.
        make_up: bool,
    },
    CertificateIssued {
        certificate: CertificateId,
        number: Number,
    },
    CertificateRevoked {
        number: Number,
        reason: String,
    },
}

impl NoticeKind {
    fn code(&self) -> &'static str {
        match self {
            NoticeKind::Invited { .. } => "invited",
            NoticeKind::Result { .. } => "result",
            NoticeKind::CertificateIssued { .. } => "certificate_issued",
            NoticeKind::CertificateRevoked { .. } => "certificate_revoked",
        }
    }
}

/// Says a notice as a mail.
pub trait Wording: Send + Sync {
    fn mail(&self, letter: &Letter<'_>) -> Mail;
}

/// Everything that a mail can speak of.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    pub kind: &'a NoticeKind,
    pub person: &'a str,
    pub enterprise: &'a str,
    /// Where the server is reached, without a slash at the end.
    pub public_url: &'a str,
    pub zone: domain::time::Zone,
}

/// A mail in words; plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub at: Timestamp,
    pub unread: bool,
}

/// Tells a person something, as part of the write that makes it true.
pub async fn enqueue(tx: &mut Tx, org: Uuid, person: Uuid, kind: NoticeKind) -> Result<()> {
    let email = person::Entity::find_by_id(person)
        .select_only()
        .column(person::Column::Email)
        .filter(person::Column::OrgId.eq(org))
        .into_tuple::<Option<String>>()
        .one(tx.conn())
        .await?;
    let email = email.flatten().filter(|email| !email.is_empty());
    let now = tx.now().0;
    tx.put(notice::Model {
        id: Uuid::now_v7(),
        org_id: org,
        person_id: person,
        kind: kind.code().into(),
        facts: serde_json::to_string(&kind)?,
        next_try_at: email.as_ref().map(|_| now),
        email,
        created_at: now,
        sent_at: None,
        tries: 0,
        leased_until: None,
        last_error: None,
        read_at: None,
    })
    .await
}

/// What the actor was told lately, the newest first.
pub async fn mine(ctx: &Ctx) -> Result<Vec<NoticeView>> {
    ctx.must_here(Action::Own)?;
    let rows = notice::Entity::find()
        .filter(own(ctx))
        .order_by_desc(notice::Column::CreatedAt)
        .order_by_desc(notice::Column::Id)
        .limit(SHOWN)
        .all(ctx.db().read())
        .await?;
    let view = |row: notice::Model| {
        Ok(NoticeView {
            id: row.id.into(),
            kind: serde_json::from_str(&row.facts)?,
            at: Timestamp(row.created_at),
            unread: row.read_at.is_none(),
        })
    };
    rows.into_iter().map(view).collect()
}

/// The actor has read everything that there is to read.
pub async fn mark_read(ctx: &Ctx) -> Result<()> {
    ctx.must_here(Action::Own)?;
    let (own, now) = (own(ctx), ctx.now.0);
    ctx.write(move |tx| {
        async move {
            notice::Entity::update_many()
                .col_expr(notice::Column::ReadAt, Expr::value(now))
                .filter(own)
                .filter(notice::Column::ReadAt.is_null())
                .exec(tx.conn())
                .await?;
            Ok(())
        }
        .boxed()
    })
    .await
}

fn own(ctx: &Ctx) -> Expr {
    let OrgId(org) = ctx.org();
    notice::Column::OrgId.eq(org).and(notice::Column::PersonId.eq(ctx.actor.person.0))
}
