//! The demo enterprise: a building firm with its people, two courses, two banks and open exams, so that
//! a newcomer can go the whole way at once.

pub mod hall;

use std::sync::Arc;

use domain::{
    bank::Kind,
    id::{BankId, CourseId, OrgId, PersonId, PostId, SittingId, UnitId},
    paper::{Blueprint, Cell},
    person::access::{Action, Actor, Grant, Role, UnitPath},
    points::Points,
    time::{Minutes, Timestamp},
};
use entities::{org, person, post, role_grant, unit};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};

use crate::{
    Ctx, Guben,
    course::{self, CourseSource},
    db::Stamp,
    exam::{blueprint, sitting},
    failure::{Failure, Result},
    person::{enterprise, login::DEMO, set_password},
};

/// The password of every demo account. They work from the server's own machine only.
pub const PASSWORD: &str = "guben-demo";

/// A demo account, to be shown at start.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub number: &'static str,
    pub name: &'static str,
    pub role: Role,
    unit: &'static str,
    post: &'static str,
    phone: &'static str,
}

const fn account(
    number: &'static str,
    name: &'static str,
    role: Role,
    unit: &'static str,
    post: &'static str,
    phone: &'static str,
) -> Account {
    Account { number, name, role, unit, post, phone }
}

const SITE: &str = "一号项目部";
const CREW: &str = "三班组";
const OFFICE: &str = "安全环保部";
const NEWCOMER: &str = "新员工";

/// Everybody, the administrator first.
pub const ACCOUNTS: [Account; 14] = [
    account("A001", "周敏", Role::EnterpriseAdmin, "", "", "13800000001"),
    account("T001", "赵永强", Role::Trainer, OFFICE, "培训师", "13800000002"),
    account("S001", "孙丽", Role::SafetyManager, OFFICE, "安全员", "13800000003"),
    account("P001", "王敏", Role::Proctor, OFFICE, "安全员", "13800000004"),
    account("U001", "何静", Role::Auditor, OFFICE, "审核员", "13800000005"),
    account("W001", "刘建国", Role::Worker, CREW, NEWCOMER, "13800000011"),
    account("W002", "陈志远", Role::Worker, CREW, NEWCOMER, "13800000012"),
    account("W003", "马兰", Role::Worker, CREW, NEWCOMER, "13800000013"),
    account("W004", "杨帆", Role::Worker, CREW, NEWCOMER, "13800000014"),
    account("W005", "阿依古丽", Role::Worker, CREW, NEWCOMER, "13800000015"),
    account("W006", "欧阳文", Role::Worker, SITE, NEWCOMER, "13800000016"),
    account("W007", "吴强", Role::Worker, SITE, NEWCOMER, "13800000017"),
    account("W008", "郑春梅", Role::Worker, SITE, NEWCOMER, "13800000018"),
    account("W009", "丁一", Role::Worker, SITE, NEWCOMER, "13800000019"),
];

const NEWCOMERS_BANK: &[u8] = include_bytes!("../../../../question-banks/new-worker-induction.csv");
const MANAGERS_BANK: &[u8] = include_bytes!("../../../../question-banks/safety-manager.csv");

macro_rules! folder {
    ($folder:literal: $($file:literal)*) => {
        &[$(($file, include_bytes!(concat!("../../../../question-banks/courses/", $folder, "/", $file)))),*]
    };
}

type Folder = &'static [(&'static str, &'static [u8])];

const NEWCOMERS_COURSE: Folder = folder!("new-worker-induction":
    "course.toml" "01-rights-and-rules.md" "02-signs-and-protection.md" "03-power-and-machines.md"
    "04-fire-and-first-aid.md" "signs.png" "lockout.png" "gauge.png" "notice.pdf" "extinguisher.mp4");
const MANAGERS_COURSE: Folder = folder!("safety-manager": "course.toml" "1-duties.md" "2-risk-and-permits.md" "3-records-and-accidents.md");

/// Loads the demo enterprise, unless it is there already. Returns whether it was loaded now.
pub async fn load(guben: &Arc<Guben>, now: Timestamp) -> Result<bool> {
    let there = org::Entity::find().filter(org::Column::Code.eq(DEMO)).one(guben.db.read()).await?;
    if there.is_some() {
        return Ok(false);
    }
    let (org, people) = staff(guben, now).await?;
    let trainer = Author { guben: guben.clone(), org, person: people[1], root: root(guben, org).await?, now };
    let newcomers = trainer.course(NEWCOMERS_COURSE).await?;
    trainer.course(MANAGERS_COURSE).await?;
    let bank = trainer.bank("新员工三级安全教育题库", NEWCOMERS_BANK).await?;
    let managers = trainer.bank("安全生产管理人员题库", MANAGERS_BANK).await?;
    let workers: Vec<PersonId> = of_role(&people, Role::Worker);
    trainer.exam("新员工入厂安全考试", bank, Some(newcomers), &workers).await?;
    trainer.exam("安全生产管理人员年度考核", managers, None, &of_role(&people, Role::SafetyManager)).await?;
    Ok(true)
}

fn of_role(people: &[PersonId], role: Role) -> Vec<PersonId> {
    people
        .iter()
        .zip(&ACCOUNTS)
        .filter(|(_, account)| account.role == role)
        .map(|(person, _)| *person)
        .collect()
}

async fn root(guben: &Guben, org: OrgId) -> Result<UnitPath> {
    let root = unit::Column::OrgId.eq(org.0);
    let found = unit::Entity::find()
        .filter(root)
        .filter(unit::Column::ParentId.is_null())
        .one(guben.db.read())
        .await?;
    found.map(|unit| UnitPath(unit.path)).ok_or(Failure::NotFound)
}

/// The enterprise with its units, posts and people; everybody's id in the order of [`ACCOUNTS`].
async fn staff(guben: &Guben, now: Timestamp) -> Result<(OrgId, Vec<PersonId>)> {
    let passhash = guben.hasher.hash(PASSWORD).await?;
    let people: Vec<PersonId> = ACCOUNTS.iter().map(|_| PersonId(Uuid::now_v7())).collect();
    let ids = people.clone();
    let org = OrgId(Uuid::now_v7());
    guben
        .write(now, move |tx| {
            async move {
                let root = UnitId(Uuid::now_v7());
                let admin = &ACCOUNTS[0];
                let plan = enterprise::Founding {
                    org,
                    code: DEMO.to_owned(),
                    name: "固本演示建设有限公司".to_owned(),
                    root,
                    admin: ids[0],
                    admin_number: admin.number.to_owned(),
                    admin_name: admin.name.to_owned(),
                    roles: vec![Role::EnterpriseAdmin, Role::SystemAdmin],
                };
                enterprise::found(tx, plan).await?;
                let root_path = UnitPath::root(root);
                let mut units = vec![(OFFICE, root, root_path.clone()), (SITE, root, root_path.clone())];
                for (_, id, path) in &mut units {
                    *id = UnitId(Uuid::now_v7());
                    *path = root_path.child(*id);
                }
                let crew = UnitId(Uuid::now_v7());
                let (site, site_path) = (units[1].1, units[1].2.clone());
                units.push((CREW, crew, site_path.child(crew)));
                for (name, id, path) in &units {
                    let parent_id = Some(if *name == CREW { site.0 } else { root.0 });
                    let row = unit::Model {
                        id: id.0,
                        org_id: org.0,
                        parent_id,
                        path: path.0.clone(),
                        name: (*name).to_owned(),
                    };
                    tx.add("unit.add", row).await?;
                }
                let mut posts: Vec<(&str, PostId)> = Vec::new();
                for account in &ACCOUNTS {
                    if !account.post.is_empty() && posts.iter().all(|(name, _)| *name != account.post) {
                        let id = Uuid::now_v7();
                        tx.add("post.add", post::Model { id, org_id: org.0, name: account.post.to_owned() })
                            .await?;
                        posts.push((account.post, id.into()));
                    }
                }
                for (account, id) in ACCOUNTS.iter().zip(&ids) {
                    let unit_id =
                        units.iter().find(|(name, ..)| *name == account.unit).map_or(root, |(_, id, _)| *id);
                    let post_id = posts.iter().find(|(name, _)| *name == account.post).map(|(_, id)| id.0);
                    if account.number != admin.number {
                        tx.add("person.add", person_row(org, *id, unit_id, post_id, account, tx.now()))
                            .await?;
                        if account.role != Role::Worker {
                            let row = role_grant::Model {
                                id: Uuid::now_v7(),
                                org_id: org.0,
                                person_id: id.0,
                                role: account.role.code().to_owned(),
                                unit_id: root.0,
                                granted_at: tx.now().0,
                                taken_at: None,
                            };
                            tx.add("role.give", row).await?;
                        }
                    }
                    set_password(tx, org, *id, passhash.clone(), false).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    Ok((org, people))
}

fn person_row(
    org: OrgId,
    id: PersonId,
    unit: UnitId,
    post_id: Option<Uuid>,
    account: &Account,
    now: Timestamp,
) -> person::Model {
    person::Model {
        id: id.0,
        org_id: org.0,
        unit_id: unit.0,
        post_id,
        number: account.number.to_owned(),
        name: account.name.to_owned(),
        phone: Some(account.phone.to_owned()),
        email: None,
        employment: "employee".to_owned(),
        national_id_sealed: None,
        national_id_hash: None,
        national_id_masked: None,
        joined_on: Some("2026-11-16".to_owned()),
        left_at: None,
        created_at: now.0,
    }
}

/// The demo's trainer, in whose name its courses, banks and exams are made.
struct Author {
    guben: Arc<Guben>,
    org: OrgId,
    person: PersonId,
    root: UnitPath,
    now: Timestamp,
}

impl Author {
    fn ctx(&self) -> Ctx {
        let grants = vec![Grant { role: Role::Trainer, over: self.root.clone() }];
        let actor = Actor { person: self.person, org: self.org, grants };
        debug_assert!(actor.may_somewhere(Action::ArrangeSitting));
        Ctx { guben: self.guben.clone(), actor, session: Uuid::nil(), now: self.now }
    }

    fn stamp(&self) -> Stamp {
        Stamp { now: self.now, actor: Some(self.person) }
    }

    async fn course(&self, folder: Folder) -> Result<CourseId> {
        let file =
            |name: &str| folder.iter().find(|(file, _)| *file == name).map(|(_, bytes)| bytes.to_vec());
        let source = CourseSource::read(file).map_err(|fault| Failure::Internal(fault.to_string()))?;
        course::load(&self.guben, self.stamp(), self.org, self.person, source).await
    }

    async fn bank(&self, name: &str, csv: &[u8]) -> Result<BankId> {
        crate::bank::load(&self.guben, self.stamp(), self.org, self.person, name, csv.to_vec()).await
    }

    /// An exam of 100 points that is open for thirty days, with two make-ups at once.
    async fn exam(
        &self,
        name: &str,
        bank: BankId,
        course: Option<CourseId>,
        people: &[PersonId],
    ) -> Result<SittingId> {
        let cell =
            |kind, count, points| Cell { kind, knowledge_point: None, count, points: Points::whole(points) };
        let cells = vec![
            cell(Kind::TrueFalse, 10, 2),
            cell(Kind::SingleChoice, 20, 2),
            cell(Kind::MultipleChoice, 10, 3),
            cell(Kind::FillIn, 5, 2),
        ];
        let ctx = self.ctx();
        let made =
            blueprint::create(&ctx, Uuid::now_v7().into(), bank, name.to_owned(), Blueprint { cells }).await;
        let blueprint = made.map_err(|refused| Failure::Internal(format!("demo blueprint: {refused:?}")))?;
        let plan = sitting::Plan {
            id: Uuid::now_v7().into(),
            name: name.to_owned(),
            blueprint,
            course,
            opens_at: self.now,
            closes_at: self.now.plus(Minutes(30 * 24 * 60)),
            limit: Minutes(60),
            pass_percent: 80,
            make_ups: 2,
            markers: Default::default(),
            make_up_delay: Minutes(0),
            certificate_title: "全员安全培训合格证".to_owned(),
            certificate_months: 12,
            people: people.to_vec(),
        };
        sitting::arrange(&ctx, plan).await
    }
}
