//! The good rows of a roster, stored together.

use std::collections::{HashMap, HashSet};

use domain::{
    id::OrgId,
    person::roster::{Employment, RosterRow},
};
use entities::{person, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::{
    super::{post as posts, roster::set_national_id, unit as units},
    Planned,
};
use crate::{
    Guben,
    db::Tx,
    failure::{Failure, Result},
};

/// Puts what a row says into a person's row.
pub(super) fn fill_in(
    guben: &Guben,
    person: &mut person::Model,
    row: &RosterRow,
    unit: Uuid,
    post: Option<Uuid>,
) -> Result<()> {
    person.name = row.name.clone();
    person.unit_id = unit;
    person.post_id = post;
    if let Some(phone) = &row.phone {
        person.phone = Some(phone.clone());
    }
    if let Some(employment) = row.employment {
        person.employment = employment.code().to_owned();
    }
    if let Some(day) = row.hired_on {
        person.joined_on = Some(day.to_string());
    }
    if let Some(document) = &row.document {
        set_national_id(guben, person, document)?;
    }
    Ok(())
}

/// Makes the units and posts that are missing, then adds and changes people.
pub(super) async fn take_over(
    tx: &mut Tx,
    guben: &Guben,
    org: OrgId,
    root: unit::Model,
    rows: Vec<Planned>,
) -> Result<()> {
    let known = rows.iter().filter_map(|planned| planned.person);
    let known: Vec<Uuid> = known.collect::<HashSet<_>>().into_iter().collect();
    let mut people = HashMap::new();
    // PostgreSQL and SQLite bind no more than 32,767 and 32,766 values in a statement.
    for some in known.chunks(10_000) {
        let found = person::Entity::find()
            .filter(person::Column::Id.is_in(some.iter().copied()))
            .all(tx.conn())
            .await?;
        people.extend(found.into_iter().map(|person| (person.id, person)));
    }
    let mut tree: HashMap<Vec<String>, unit::Model> = HashMap::from([(Vec::new(), root)]);
    let mut jobs: HashMap<String, Uuid> = HashMap::new();
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for Planned { person, row, unit, .. } in rows {
        let before = match person {
            Some(id) => Some(people.remove(&id).ok_or(Failure::NotFound)?),
            None => None,
        };
        let unit = match (&unit, &before) {
            (None, Some(before)) => before.unit_id,
            (names, _) => place(tx, &mut tree, names.as_deref().unwrap_or_default()).await?,
        };
        let post = match (row.post.as_str(), &before) {
            ("", before) => before.as_ref().and_then(|before| before.post_id),
            (name, _) => match jobs.get(name) {
                Some(id) => Some(*id),
                None => {
                    let id = posts::find_or_add(tx, org.0, name).await?;
                    jobs.insert(name.to_owned(), id);
                    Some(id)
                }
            },
        };
        match before {
            Some(mut person) => {
                fill_in(guben, &mut person, &row, unit, post)?;
                changed.push(person);
            }
            None => {
                let mut person = blank(tx, org, &row.number);
                fill_in(guben, &mut person, &row, unit, post)?;
                new.push(person);
            }
        }
    }
    tx.add_all("person.import", new).await?;
    for person in changed {
        tx.change("person.import", person).await?;
    }
    Ok(())
}

/// The unit under these names below the root; made, with those above it, where there is none.
async fn place(tx: &mut Tx, tree: &mut HashMap<Vec<String>, unit::Model>, names: &[String]) -> Result<Uuid> {
    let mut above = tree.get(&Vec::new()).cloned().ok_or(Failure::NotFound)?;
    for count in 1..=names.len() {
        let trail = names[..count].to_vec();
        let unit = match tree.get(&trail) {
            Some(unit) => unit.clone(),
            None => {
                let name = &names[count - 1];
                match units::named(tx.conn(), above.org_id, Some(above.id), name).await? {
                    Some(unit) => unit,
                    None => {
                        let unit = units::child(&above, Uuid::now_v7(), name.clone());
                        tx.add("unit.add", unit.clone()).await?;
                        unit
                    }
                }
            }
        };
        tree.insert(trail, unit.clone());
        above = unit;
    }
    Ok(above.id)
}

fn blank(tx: &Tx, org: OrgId, number: &str) -> person::Model {
    person::Model {
        id: Uuid::now_v7(),
        org_id: org.0,
        unit_id: Uuid::nil(),
        post_id: None,
        number: number.to_owned(),
        name: String::new(),
        phone: None,
        email: None,
        employment: Employment::Employee.code().to_owned(),
        national_id_sealed: None,
        national_id_hash: None,
        national_id_masked: None,
        joined_on: None,
        left_at: None,
        created_at: tx.now().0,
    }
}
