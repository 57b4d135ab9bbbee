//! Posts: the jobs at an enterprise, which decide the courses a person needs.

use std::collections::HashMap;

use domain::{id::PostId, person::access::Action};
use entities::{person, post};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid};

use super::{check::Checks, store};
use crate::{
    Ctx,
    db::Tx,
    failure::{Failure, Fault, Result},
};

/// Longest name of a post, in characters.
pub const NAME_LIMIT: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub name: String,
    /// People on the roster who hold it.
    pub people: u64,
}

/// The posts of the enterprise, by name.
pub async fn list(ctx: &Ctx) -> Result<Vec<Post>> {
    ctx.must_here(Action::SeeRoster)?;
    let db = ctx.db().read();
    let counts = person::Entity::find()
        .select_only()
        .column(person::Column::PostId)
        .column_as(person::Column::Id.count(), "people")
        .filter(person::Column::OrgId.eq(ctx.org().0))
        .filter(person::Column::LeftAt.is_null())
        .filter(person::Column::PostId.is_not_null())
        .group_by(person::Column::PostId)
        .into_tuple::<(Uuid, i64)>()
        .all(db)
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let posts = store::posts(db, ctx.org()).await?.into_iter().map(|row| Post {
        id: PostId(row.id),
        people: counts.get(&row.id).map_or(0, |count| count.unsigned_abs()),
        name: row.name,
    });
    Ok(posts.collect())
}

/// Adds a post; `once` is its id.
pub async fn add(ctx: &Ctx, name: &str, once: Uuid) -> Result<PostId> {
    ctx.must_here(Action::EditRoster)?;
    let row = post::Model { id: once, org_id: ctx.org().0, name: name_of(name)? };
    ctx.write(move |tx| {
        async move {
            match named(tx, row.org_id, &row.name).await? {
                Some(same) if same.id == row.id => Ok(()),
                Some(_) => Err(Failure::field("post", Fault::Taken)),
                None => tx.add("post.add", row).await,
            }
        }
        .boxed()
    })
    .await?;
    Ok(PostId(once))
}

pub async fn rename(ctx: &Ctx, id: PostId, name: &str) -> Result<()> {
    ctx.must_here(Action::EditRoster)?;
    let found =
        post::Entity::find_by_id(id.0).filter(post::Column::OrgId.eq(ctx.org().0)).one(ctx.db().read());
    let mut row = found.await?.ok_or(Failure::NotFound)?;
    let name = name_of(name)?;
    if row.name == name {
        return Ok(());
    }
    row.name = name;
    ctx.write(move |tx| {
        async move {
            if named(tx, row.org_id, &row.name).await?.is_some() {
                return Err(Failure::field("post", Fault::Taken));
            }
            tx.change("post.rename", row).await
        }
        .boxed()
    })
    .await
}

fn name_of(typed: &str) -> Result<String> {
    let mut checks = Checks::default();
    let name = checks.text("post", typed, NAME_LIMIT);
    checks.done()?;
    Ok(name)
}

async fn named(tx: &Tx, org: Uuid, name: &str) -> Result<Option<post::Model>> {
    let named = post::Entity::find().filter(post::Column::OrgId.eq(org)).filter(post::Column::Name.eq(name));
    Ok(named.one(tx.conn()).await?)
}

/// The post with this name, made where there is none.
pub(super) async fn find_or_add(tx: &mut Tx, org: Uuid, name: &str) -> Result<Uuid> {
    if let Some(post) = named(tx, org, name).await? {
        return Ok(post.id);
    }
    let row = post::Model { id: Uuid::now_v7(), org_id: org, name: name.to_owned() };
    let id = row.id;
    tx.add("post.add", row).await?;
    Ok(id)
}
