//! Coverage (覆盖率): of everybody on the roster, who has passed, who has not, and what is missing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{
    course::{self, LessonCredit},
    exam::Sitting,
    id::{PersonId, SittingId, UnitId},
    person::{access::Action, roster::Employment},
    report::standing::{self, Missing, Standing},
    time::Minutes,
};
use sea_orm::prelude::Uuid;

use super::store;
use crate::{
    Ctx,
    exam::store as exams,
    failure::{Failure, Result},
    person::{self, Card, unit},
};

/// Which part of the roster is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// With everything below it.
    pub unit: Option<UnitId>,
    pub employment: Option<Employment>,
    /// One sitting alone; otherwise one certificate of any of them is a pass.
    pub sitting: Option<SittingId>,
}

/// Which names are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Passed,
    /// Everybody who has not passed, or those with one reason.
    Missing(Option<Missing>),
    Trained,
    Untrained,
}

#[derive(Clone, Debug)]
pub struct Coverage {
    /// The denominator of every rate.
    pub roster: usize,
    pub passed: usize,
    /// Have finished every course that is required of them. Of whom none is required counts as untrained.
    pub trained: usize,
    pub missing: Vec<(Missing, usize)>,
    /// The newest first.
    pub sittings: Vec<SittingCoverage>,
    /// By unit, as the tree goes.
    pub units: Vec<Group>,
    /// By kind of employment.
    pub employments: Vec<Group>,
}

#[derive(Clone, Debug)]
pub struct SittingCoverage {
    pub name: String,
    pub rules: Sitting,
    /// Of the roster.
    pub invited: usize,
    pub passed: usize,
    pub missing: Vec<(Missing, usize)>,
}

/// A part of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub key: Key,
    pub roster: usize,
    pub passed: usize,
    pub trained: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A unit with everything below it.
    Unit { id: UnitId, trail: String },
    /// A code of `domain::person::roster::Employment`.
    Employment(String),
}

/// One name behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub person: PersonId,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub post: String,
    pub employment: String,
    pub standing: Standing,
    pub trained: bool,
}

/// Counts the roster within the actor's reach.
pub async fn coverage(ctx: &Ctx, filter: &Filter) -> Result<Coverage> {
    let census = census(ctx, filter).await?;
    let sittings = census.sittings.iter().map(|sitting| {
        let standings = census.members.iter().filter_map(|member| member.at.get(&sitting.id.0).copied());
        let invited = census.members.iter().filter(|member| member.invited.contains(&sitting.id.0)).count();
        let (passed, missing) = count(standings);
        SittingCoverage { name: sitting.name.clone(), rules: sitting.rules.clone(), invited, passed, missing }
    });
    let (passed, missing) = count(census.members.iter().map(|member| member.standing));
    Ok(Coverage {
        roster: census.members.len(),
        passed,
        trained: census.members.iter().filter(|member| member.trained).count(),
        missing,
        sittings: sittings.collect(),
        units: units(ctx, filter, &census.members).await?,
        employments: employments(&census.members),
    })
}

/// The names behind a number, by unit and number.
pub async fn names(ctx: &Ctx, filter: &Filter, list: List) -> Result<Vec<Named>> {
    let census = census(ctx, filter).await?;
    let wanted = |member: &Member| match (list, member.standing) {
        (List::Passed, standing) => standing == Standing::Passed,
        (List::Missing(None), standing) => standing != Standing::Passed,
        (List::Missing(Some(reason)), standing) => standing == Standing::Missing(reason),
        (List::Trained, _) => member.trained,
        (List::Untrained, _) => !member.trained,
    };
    let named = |member: Member| Named {
        person: member.card.id,
        number: member.card.number,
        name: member.card.name,
        unit: member.card.unit_trail,
        post: member.card.post_name.unwrap_or_default(),
        employment: member.card.employment,
        standing: member.standing,
        trained: member.trained,
    };
    Ok(census.members.into_iter().filter(wanted).map(named).collect())
}

struct Census {
    sittings: Vec<Arranged>,
    members: Vec<Member>,
}

struct Arranged {
    id: SittingId,
    name: String,
    rules: Sitting,
    course: Option<Uuid>,
}

/// Somebody on the roster.
struct Member {
    card: Card,
    standing: Standing,
    /// By sitting.
    at: HashMap<Uuid, Standing>,
    invited: HashSet<Uuid>,
    trained: bool,
}

async fn census(ctx: &Ctx, filter: &Filter) -> Result<Census> {
    let mut roster = person::choose(ctx, Action::SeeCoverage, filter.unit).await?;
    if let Some(employment) = filter.employment {
        roster.retain(|card| card.employment == employment.code());
    }
    let conn = ctx.db().read();
    let org = ctx.org();
    let known = store::known(conn, org, ctx.now).await?;
    let mut invitations = store::invitations(&known);
    let courses = store::courses(conn, org).await?;
    let earned = store::earned(conn, org).await?;
    let mut sittings: Vec<Arranged> = store::sittings(conn, org).await?.into_iter().map(arranged).collect();
    if let Some(one) = filter.sitting {
        sittings.retain(|sitting| sitting.id == one);
        if sittings.is_empty() {
            return Err(Failure::NotFound);
        }
    }
    let nothing = standing::Known::default();
    let members = roster.into_iter().map(|card| {
        let at: HashMap<Uuid, Standing> = sittings
            .iter()
            .map(|sitting| {
                let known = known.get(&(sitting.id.0, card.id.0)).unwrap_or(&nothing);
                (sitting.id.0, standing::at_sitting(&sitting.rules, known, ctx.now))
            })
            .collect();
        let invited = invitations.remove(&card.id.0).unwrap_or_default();
        let examined = sittings.iter().filter(|sitting| invited.contains(&sitting.id.0));
        let examined: HashSet<Uuid> = examined.filter_map(|sitting| sitting.course).collect();
        Member {
            standing: standing::overall(at.values().copied()),
            trained: trained(&card, &courses, &examined, &earned),
            at,
            invited,
            card,
        }
    });
    Ok(Census { members: members.collect(), sittings })
}

fn arranged(row: entities::sitting::Model) -> Arranged {
    Arranged { id: row.id.into(), rules: exams::rules(&row), course: row.course_id, name: row.name }
}

/// Whether somebody has finished every course that is required: those for everybody, those for their post,
/// and those of the exams they are invited to.
fn trained(
    card: &Card,
    courses: &[store::Course],
    examined: &HashSet<Uuid>,
    earned: &HashMap<(Uuid, Uuid), i64>,
) -> bool {
    let required = |course: &&store::Course| {
        course.post.is_none() || course.post == card.post.map(|post| post.0) || examined.contains(&course.id)
    };
    let mut required = courses.iter().filter(required).peekable();
    required.peek().is_some()
        && required.all(|course| {
            let credits: Vec<LessonCredit> = course
                .lessons
                .iter()
                .map(|(lesson, minutes)| LessonCredit {
                    lesson: (*lesson).into(),
                    minutes: Minutes(*minutes),
                    earned_ms: earned.get(&(card.id.0, *lesson)).copied().unwrap_or_default(),
                })
                .collect();
            let whole = Minutes(course.lessons.iter().map(|(_, minutes)| minutes).sum());
            course::progress(&credits, whole).complete
        })
}

/// How many have passed, and how many lack what; reasons that nobody has are left out.
fn count(standings: impl Iterator<Item = Standing>) -> (usize, Vec<(Missing, usize)>) {
    let (mut passed, mut missing) = (0, BTreeMap::new());
    for standing in standings {
        match standing {
            Standing::Passed => passed += 1,
            Standing::Missing(reason) => *missing.entry(reason).or_insert(0) += 1,
        }
    }
    (passed, missing.into_iter().collect())
}

/// The units that somebody on the roster belongs to, each with everybody below it, as the filter counts.
async fn units(ctx: &Ctx, filter: &Filter, members: &[Member]) -> Result<Vec<Group>> {
    let tree = unit::tree(ctx, Action::SeeCoverage).await?;
    let top = filter.unit.and_then(|id| tree.iter().find(|unit| unit.id == id)).map(|unit| unit.path.clone());
    let below = |unit: &unit::Unit| top.as_ref().is_none_or(|top| top.contains(&unit.path));
    let groups = tree.into_iter().filter(below).map(|unit| {
        let within = members.iter().filter(|member| unit.path.contains(&member.card.unit_path));
        group(Key::Unit { id: unit.id, trail: unit.trail.clone() }, within)
    });
    Ok(groups.filter(|group| group.roster > 0).collect())
}

fn employments(members: &[Member]) -> Vec<Group> {
    let codes: BTreeSet<&str> = members.iter().map(|member| member.card.employment.as_str()).collect();
    let of = |code| members.iter().filter(move |member| member.card.employment == code);
    codes.into_iter().map(|code| group(Key::Employment(code.to_owned()), of(code))).collect()
}

fn group<'a>(key: Key, members: impl Iterator<Item = &'a Member>) -> Group {
    let mut group = Group { key, roster: 0, passed: 0, trained: 0 };
    for member in members {
        group.roster += 1;
        group.passed += usize::from(member.standing == Standing::Passed);
        group.trained += usize::from(member.trained);
    }
    group
}
