//! A roster from a spreadsheet: first every row's fate, then the good rows together.
//!
//! The file is kept sealed, since it is full of identity numbers, and for its enterprise alone. Each step
//! judges it anew against the roster as it then is: nothing waits in memory between the two, and the same
//! file a second time changes nothing.

use std::collections::HashMap;

use domain::{
    bank::import::Place,
    person::{
        access::{Action, UnitPath},
        roster::{self, RosterFault, RosterReport, RosterRow},
    },
};
use entities::{person, unit};
use formats::sheet;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::{card, check::SHORT_LIMIT, roster::document_hash, store, unit as units};
use crate::{
    Ctx,
    failure::{Failure, Refusal, Result},
};

mod take_over;

use take_over::{fill_in, take_over};

/// What would become of each row of a file.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Names the kept file in the second step.
    pub digest: String,
    pub file_name: String,
    pub rows: Vec<PreviewRow>,
    /// Units and posts that would be made, as the roster writes them.
    pub new_units: Vec<String>,
    pub new_posts: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct PreviewRow {
    /// Empty for files without named sheets.
    pub sheet: String,
    /// Counted from 1, as the spreadsheet program shows it.
    pub row: u32,
    /// What stands in the file, where it could be read.
    pub number: String,
    pub name: String,
    pub unit: String,
    pub fate: Fate,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    New,
    Changed(Vec<Changed>),
    Unchanged,
    Faulty(Vec<RowFault>),
}

/// What a row says otherwise than the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Name,
    Phone,
    Unit,
    Post,
    Employment,
    NationalId,
    JoinedOn,
}

/// Why a row is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// By itself, or beside the other rows of the file.
    Read(RosterFault),
    TooLong {
        limit: usize,
    },
    /// Another person on the roster has this phone.
    PhoneTaken,
    /// Another person on the roster has this identity document.
    NationalIdTaken,
    /// The unit, or the one the person is in, is not for the actor to keep.
    OutOfReach,
    TooDeep {
        deepest: usize,
    },
    /// The number belongs to somebody who has left.
    HasLeft,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub faulty: usize,
}

impl Preview {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.fate {
                Fate::New => counts.new += 1,
                Fate::Changed(_) => counts.changed += 1,
                Fate::Unchanged => counts.unchanged += 1,
                Fate::Faulty(_) => counts.faulty += 1,
            }
        }
        counts
    }
}

/// Keeps the file and says what would become of its rows. The roster is unchanged.
pub async fn preview(ctx: &Ctx, file_name: &str, bytes: Vec<u8>) -> Result<Preview> {
    ctx.must_here(Action::EditRoster)?;
    let sealed = ctx.guben.keys.seal_bytes(&bytes, &place(ctx))?;
    let report = judge(bytes).await?;
    let digest = ctx.guben.blobs.keep(sealed).await?;
    let plan = Plan::make(ctx, report).await?;
    Ok(plan.preview(digest, file_name))
}

/// Takes over the good rows of the file with this digest, all of them or, when something fails, none.
pub async fn commit(ctx: &Ctx, digest: &str) -> Result<Counts> {
    ctx.must_here(Action::EditRoster)?;
    if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::NotFound);
    }
    let sealed = ctx.guben.blobs.read(digest).await?;
    // A file that does not open is another enterprise's, or no roster.
    let bytes = ctx.guben.keys.unseal_bytes(&sealed, &place(ctx)).map_err(|_| Failure::NotFound)?;
    let report = judge(bytes).await?;
    let plan = Plan::make(ctx, report).await?;
    let counts = plan.preview(String::new(), "").counts();
    let good: Vec<Planned> = plan.rows.into_iter().filter_map(|(_, planned)| planned).collect();
    if good.is_empty() {
        return Ok(counts);
    }
    let (guben, org, root) = (ctx.guben.clone(), ctx.org(), plan.root);
    ctx.write(move |tx| async move { take_over(tx, &guben, org, root, good).await }.boxed()).await?;
    Ok(counts)
}

fn place(ctx: &Ctx) -> String {
    format!("roster/{}", ctx.org())
}

async fn judge(bytes: Vec<u8>) -> Result<RosterReport> {
    let judged = tokio::task::spawn_blocking(move || {
        sheet::read(&bytes, sheet::Limits::default()).map(|table| roster::judge(&table))
    });
    let judged = judged.await.map_err(|error| Failure::Internal(error.to_string()))?;
    judged.map_err(|error| Refusal::Sheet(error).into())
}

/// A good row that says something new.
struct Planned {
    /// The person whom it changes; nobody for a new one.
    person: Option<Uuid>,
    row: RosterRow,
    /// Names of the unit below the root; `None` leaves the person where they are.
    unit: Option<Vec<String>>,
}

struct Plan {
    root: unit::Model,
    rows: Vec<(PreviewRow, Option<Planned>)>,
    new_units: Vec<String>,
    new_posts: Vec<String>,
}

/// The roster that the rows are held against.
struct Roster<'a> {
    ctx: &'a Ctx,
    root: unit::Model,
    reach: Vec<UnitPath>,
    units: HashMap<(Uuid, String), unit::Model>,
    paths: HashMap<Uuid, UnitPath>,
    posts: HashMap<String, Uuid>,
    people: HashMap<String, person::Model>,
    /// Who has a phone or a document; a row that is new claims its own for the rows after it.
    phones: HashMap<String, String>,
    documents: HashMap<String, String>,
}

impl Plan {
    async fn make(ctx: &Ctx, report: RosterReport) -> Result<Plan> {
        let mut roster = Roster::load(ctx).await?;
        let (mut new_units, mut new_posts) = (Vec::new(), Vec::new());
        let mut rows = Vec::new();
        for entry in report.rows {
            let (preview, planned) = roster.decide(&report.sheets, entry)?;
            if let Some(planned) = &planned {
                let missing = planned.unit.as_deref().is_some_and(|names| roster.unit(names).is_none());
                let trail = planned.unit.as_deref().unwrap_or_default().join("/");
                if missing && !new_units.contains(&trail) {
                    new_units.push(trail);
                }
                let post = &planned.row.post;
                if !post.is_empty() && !roster.posts.contains_key(post) && !new_posts.contains(post) {
                    new_posts.push(post.clone());
                }
            }
            rows.push((preview, planned));
        }
        Ok(Plan { root: roster.root, rows, new_units, new_posts })
    }

    fn preview(&self, digest: String, file_name: &str) -> Preview {
        Preview {
            digest,
            file_name: file_name.to_owned(),
            rows: self.rows.iter().map(|(preview, _)| preview.clone()).collect(),
            new_units: self.new_units.clone(),
            new_posts: self.new_posts.clone(),
        }
    }
}

impl<'a> Roster<'a> {
    async fn load(ctx: &'a Ctx) -> Result<Roster<'a>> {
        let (db, org) = (ctx.db().read(), ctx.org());
        let (units, posts) = futures::try_join!(store::units(db, org), store::posts(db, org))?;
        let people = person::Entity::find().filter(person::Column::OrgId.eq(org.0)).all(db).await?;
        let root = units.iter().find(|unit| unit.parent_id.is_none()).cloned().ok_or(Failure::NotFound)?;
        let present = || people.iter().filter(|person| person.left_at.is_none());
        let by = |key: fn(&person::Model) -> Option<&String>| {
            present().filter_map(|person| Some((key(person)?.clone(), person.number.clone()))).collect()
        };
        Ok(Roster {
            ctx,
            reach: card::reach(ctx, Action::EditRoster)?,
            phones: by(|person| person.phone.as_ref()),
            documents: by(|person| person.national_id_hash.as_ref()),
            paths: units.iter().map(|unit| (unit.id, UnitPath(unit.path.clone()))).collect(),
            units: units
                .into_iter()
                .filter_map(|unit| Some(((unit.parent_id?, unit.name.clone()), unit)))
                .collect(),
            posts: posts.into_iter().map(|post| (post.name, post.id)).collect(),
            people: people.into_iter().map(|person| (person.number.clone(), person)).collect(),
            root,
        })
    }

    fn decide(
        &mut self,
        sheets: &[roster::RosterSheet],
        entry: roster::RosterEntry,
    ) -> Result<(PreviewRow, Option<Planned>)> {
        let Place { sheet, row } = entry.place;
        let sheet = sheets.get(sheet);
        let cell = |field| {
            let column = sheet?.columns.iter().find(|(_, held)| *held == field)?.0;
            entry.cells.get(column.0).cloned()
        };
        let mut preview = PreviewRow {
            sheet: sheet.map(|sheet| sheet.name.clone()).unwrap_or_default(),
            row,
            number: cell(roster::RosterField::Number).unwrap_or_default(),
            name: cell(roster::RosterField::Name).unwrap_or_default(),
            unit: cell(roster::RosterField::Unit).unwrap_or_default(),
            fate: Fate::Unchanged,
        };
        let row = match entry.read {
            Ok(row) => row,
            Err(faults) => {
                preview.fate = Fate::Faulty(faults.into_iter().map(RowFault::Read).collect());
                return Ok((preview, None));
            }
        };
        preview.unit = row.unit.join("/");
        let faults = self.faults(&row);
        if !faults.is_empty() {
            preview.fate = Fate::Faulty(faults);
            return Ok((preview, None));
        }
        let names = self.below_root(&row.unit);
        let before = self.people.get(&row.number);
        preview.fate = match before {
            None => Fate::New,
            Some(before) => match self.changes(before, &row, names.as_deref())? {
                changed if changed.is_empty() => Fate::Unchanged,
                changed => Fate::Changed(changed),
            },
        };
        if preview.fate == Fate::Unchanged {
            return Ok((preview, None));
        }
        let person = before.map(|before| before.id);
        if let Some(phone) = &row.phone {
            self.phones.insert(phone.clone(), row.number.clone());
        }
        if let Some(document) = &row.document {
            self.documents
                .insert(document_hash(&self.ctx.guben, self.ctx.org(), document), row.number.clone());
        }
        Ok((preview, Some(Planned { person, row, unit: names })))
    }

    /// What speaks against a row that can be read.
    fn faults(&self, row: &RosterRow) -> Vec<RowFault> {
        let mut faults = Vec::new();
        if row.number.chars().count() > SHORT_LIMIT {
            faults.push(RowFault::TooLong { limit: SHORT_LIMIT });
        }
        let names = row.unit.iter().chain([&row.post]);
        if names.clone().any(|name| name.chars().count() > units::NAME_LIMIT) {
            faults.push(RowFault::TooLong { limit: units::NAME_LIMIT });
        }
        if row.unit.len() > units::DEEPEST {
            faults.push(RowFault::TooDeep { deepest: units::DEEPEST });
        }
        let another = |holder: Option<&String>| holder.is_some_and(|holder| *holder != row.number);
        if another(row.phone.as_ref().and_then(|phone| self.phones.get(phone))) {
            faults.push(RowFault::PhoneTaken);
        }
        let document =
            row.document.as_ref().map(|document| document_hash(&self.ctx.guben, self.ctx.org(), document));
        if another(document.as_ref().and_then(|document| self.documents.get(document))) {
            faults.push(RowFault::NationalIdTaken);
        }
        let before = self.people.get(&row.number);
        if before.is_some_and(|person| person.left_at.is_some()) {
            faults.push(RowFault::HasLeft);
        }
        let now_in = before.and_then(|person| self.paths.get(&person.unit_id));
        let to_be_in = (before.is_none() || !row.unit.is_empty())
            .then(|| self.nearest(self.below_root(&row.unit).as_deref().unwrap_or_default()));
        let mine = |path: &UnitPath| self.reach.iter().any(|scope| scope.contains(path));
        if !now_in.is_none_or(mine) || !to_be_in.as_ref().is_none_or(mine) {
            faults.push(RowFault::OutOfReach);
        }
        faults
    }

    /// What a row says otherwise; what it leaves open stays as it is.
    fn changes(
        &self,
        before: &person::Model,
        row: &RosterRow,
        unit: Option<&[String]>,
    ) -> Result<Vec<Changed>> {
        let unit_id = match unit {
            Some(names) => self.unit(names).map_or(Uuid::nil(), |unit| unit.id),
            None => before.unit_id,
        };
        let post_id = match row.post.as_str() {
            "" => before.post_id,
            name => Some(self.posts.get(name).copied().unwrap_or_default()),
        };
        let mut after = before.clone();
        fill_in(&self.ctx.guben, &mut after, row, unit_id, post_id)?;
        let differences = [
            (before.name != after.name, Changed::Name),
            (before.phone != after.phone, Changed::Phone),
            (before.unit_id != after.unit_id, Changed::Unit),
            (before.post_id != after.post_id, Changed::Post),
            (before.employment != after.employment, Changed::Employment),
            (before.national_id_hash != after.national_id_hash, Changed::NationalId),
            (before.joined_on != after.joined_on, Changed::JoinedOn),
        ];
        Ok(differences.into_iter().filter(|(differs, _)| *differs).map(|(_, changed)| changed).collect())
    }

    /// A path as a roster writes it, with or without the enterprise itself; `None` when the row has none.
    fn below_root(&self, names: &[String]) -> Option<Vec<String>> {
        match names {
            [] => None,
            [first, rest @ ..] if *first == self.root.name => Some(rest.to_vec()),
            names => Some(names.to_vec()),
        }
    }

    fn unit(&self, names: &[String]) -> Option<&unit::Model> {
        names.iter().try_fold(&self.root, |above, name| self.units.get(&(above.id, name.clone())))
    }

    /// The path of the unit itself or, where it is still to be made, of the last one above it.
    fn nearest(&self, names: &[String]) -> UnitPath {
        let known = (0..=names.len()).rev().find_map(|count| self.unit(&names[..count]));
        UnitPath(known.unwrap_or(&self.root).path.clone())
    }
}
