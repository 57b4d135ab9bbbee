//! Where a question is used: the papers on which its versions stand, and the blueprints that may draw it.

use std::collections::BTreeMap;

use domain::{
    bank::Kind,
    id::{BlueprintId, ItemId, SittingId},
    paper::Paper,
    person::access::Action,
    time::Timestamp,
};
use entities::{attempt, blueprint, item_version, paper, sitting};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::super::store as items;
use crate::{ctx::Ctx, exam, failure::Result};

#[derive(Clone, Debug)]
pub struct Uses {
    /// By version, the newest first; the latest sitting first.
    pub sittings: BTreeMap<std::cmp::Reverse<i32>, Vec<SittingUse>>,
    pub blueprints: Vec<(BlueprintId, String)>,
}

/// A sitting on whose papers a version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SittingUse {
    pub sitting: SittingId,
    pub name: String,
    pub opens_at: Timestamp,
    pub papers: usize,
}

/// Looks through the papers of all sittings from this question's bank.
pub async fn of(ctx: &Ctx, id: ItemId) -> Result<Uses> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let row = items::item(conn, org, id).await?;
    let versions: BTreeMap<Uuid, item_version::Model> =
        items::versions(conn, id).await?.into_iter().map(|version| (version.id, version)).collect();
    let plans = blueprint::Entity::find()
        .filter(blueprint::Column::OrgId.eq(org.0))
        .filter(blueprint::Column::BankId.eq(row.bank_id))
        .order_by_desc(blueprint::Column::CreatedAt)
        .all(conn)
        .await?;
    let sittings = sitting::Entity::find()
        .filter(sitting::Column::OrgId.eq(org.0))
        .filter(sitting::Column::BlueprintId.is_in(plans.iter().map(|plan| plan.id)))
        .order_by_desc(sitting::Column::OpensAt)
        .all(conn)
        .await?;
    let mut found: BTreeMap<_, Vec<SittingUse>> = BTreeMap::new();
    for sitting in sittings {
        let attempts = attempt::Entity::find().select_only().column(attempt::Column::Id);
        let attempts =
            sea_orm::QueryTrait::into_query(attempts.filter(attempt::Column::SittingId.eq(sitting.id)));
        let papers: Vec<String> = paper::Entity::find()
            .select_only()
            .column(paper::Column::Content)
            .filter(paper::Column::AttemptId.in_subquery(attempts))
            .filter(paper::Column::Content.contains(id.to_string()))
            .into_tuple()
            .all(conn)
            .await?;
        let mut counted: BTreeMap<i32, usize> = BTreeMap::new();
        for content in papers {
            let paper: Paper = serde_json::from_str(&content)?;
            let slot = paper.slots.iter().find(|slot| slot.item == id);
            if let Some(version) = slot.and_then(|slot| versions.get(&slot.version.0)) {
                *counted.entry(version.version).or_default() += 1;
            }
        }
        for (version, papers) in counted {
            found.entry(std::cmp::Reverse(version)).or_default().push(SittingUse {
                sitting: sitting.id.into(),
                name: sitting.name.clone(),
                opens_at: Timestamp(sitting.opens_at),
                papers,
            });
        }
    }
    let newest = versions.get(&row.version_id);
    let kind = newest.and_then(|version| Kind::from_code(&version.kind));
    let point = newest.map_or("", |version| version.knowledge_point.as_str());
    let mut blueprints = Vec::new();
    for plan in plans {
        let cells = exam::store::cells(&plan)?.cells;
        let takes = cells.iter().any(|cell| {
            Some(cell.kind) == kind && cell.knowledge_point.as_deref().is_none_or(|asked| asked == point)
        });
        if takes {
            blueprints.push((plan.id.into(), plan.name));
        }
    }
    Ok(Uses { sittings: found, blueprints })
}
