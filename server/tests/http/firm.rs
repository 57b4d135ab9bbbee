//! Two enterprises on one server, each with somebody in every role and one of everything that has an address.

use std::collections::BTreeMap;

use domain::{
    attempt::room::{Draft, Room},
    bank::{Kind, bulk::Change},
    id::{AttemptId, BulkEditId, PersonId, SittingId},
    paper::{Blueprint, Cell, ShownResponse},
    person::access::{Grant, Role, UnitPath},
    points::Points,
    time::Minutes,
};
use entities::{attempt as attempt_row, certificate, import, item, lesson, person, post, role_grant, unit};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};
use services::{
    Ctx,
    attempt::{self, Entrance},
    bank::life::bulk,
    course::CourseSource,
    db::Stamp,
    exam::{blueprint, sitting},
    person::set_password,
};
use testkit::{House, at};

use crate::browser::Browser;

pub const PASSWORD: &str = "Kaoshi-2026-anquan";

/// Somebody with every role at once, to prepare things and to try doors.
pub const EVERYTHING: &str = "all";
/// A safety manager of the small unit alone.
pub const NARROW: &str = "narrow";

pub struct Firm {
    pub code: &'static str,
    /// Stands in the names of everything that is the enterprise's.
    pub mark: &'static str,
    /// Every right in the enterprise, at the time of its founding.
    pub ctx: Ctx,
    pub people: BTreeMap<String, PersonId>,
    pub small_unit: Uuid,
    /// An id for what stands before `{…}` in a path.
    ids: BTreeMap<&'static str, String>,
}

impl Firm {
    /// The enterprise that the house has anyway.
    pub async fn own(house: &House) -> Firm {
        let all = Role::ALL.map(|role| Grant { role, over: UnitPath::root(house.root) });
        let mut ctx = house.acting(Role::Worker);
        ctx.actor.grants = all.to_vec();
        Firm::furnish(house, ctx, "TEST", "甲标记").await
    }

    /// Another enterprise.
    pub async fn other(house: &House) -> Firm {
        let ctx = house.another_enterprise().await;
        Firm::furnish(house, ctx, "OTHER", "乙标记").await
    }

    async fn furnish(house: &House, ctx: Ctx, code: &'static str, mark: &'static str) -> Firm {
        let ctx = at(&ctx, services::clock::now());
        let mut firm = Firm {
            code,
            mark,
            ctx,
            people: BTreeMap::new(),
            small_unit: Uuid::now_v7(),
            ids: BTreeMap::new(),
        };
        firm.hire(house).await;
        firm.teach().await;
        firm.examine().await;
        firm
    }

    pub fn name(&self, who: &str) -> String {
        format!("{} {who}", self.mark)
    }

    pub fn person(&self, who: impl AsRef<str>) -> PersonId {
        self.people[who.as_ref()]
    }

    pub fn id(&self, of: &str) -> &str {
        self.ids
            .get(of)
            .unwrap_or_else(|| panic!("a new sort of address: give the enterprise one of its {of}"))
    }

    /// Signs somebody in, by role or by name.
    pub async fn browser(&self, house: &House, who: &str) -> Browser {
        let mut browser = Browser::new(house);
        let reply = browser.sign_in(&format!("{}/{who}", self.code), PASSWORD).await;
        assert_eq!(reply.goes_to(), "/", "{who}");
        browser
    }

    /// The address of this enterprise's thing behind a door.
    pub fn path(&self, door: &str) -> String {
        let mut before = "";
        let parts = door.split('/').map(|part| match part {
            "{name}" => self.id("file"),
            "{digest}" => self.id("digest"),
            part if part.starts_with('{') => self.id(before),
            part => {
                before = part;
                part
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Addresses that mix this enterprise's things with those of `other`, one place at a time.
    pub fn mixed_paths(&self, other: &Firm, door: &str) -> Vec<String> {
        let (own, foreign) = (self.path(door), other.path(door));
        let (own, foreign): (Vec<_>, Vec<_>) = (own.split('/').collect(), foreign.split('/').collect());
        let differing: Vec<_> = (0..own.len()).filter(|place| own[*place] != foreign[*place]).collect();
        let swapped = |place: &usize| {
            let mut path = own.clone();
            path[*place] = foreign[*place];
            path.join("/")
        };
        let mut paths: Vec<_> = differing.iter().map(swapped).collect();
        paths.push(foreign.join("/"));
        paths.dedup();
        paths
    }

    async fn hire(&mut self, house: &House) {
        let passhash = house.guben.hasher.hash(PASSWORD).await.unwrap();
        let org = self.ctx.org();
        let root = self.ctx.actor.grants[0].over.clone();
        let root_id: Uuid = root.0.trim_end_matches('/').parse().unwrap();
        let small = unit::Model {
            id: self.small_unit,
            org_id: org.0,
            parent_id: Some(root_id),
            path: root.child(self.small_unit.into()).0,
            name: self.name("small unit"),
        };
        let post = post::Model { id: Uuid::now_v7(), org_id: org.0, name: self.name("post") };
        self.ids.insert("post", post.id.to_string());
        let mut rows = Vec::new();
        let mut grants = Vec::new();
        let roles = Role::ALL.map(|role| (role.code(), vec![role], root_id));
        let more = [
            (EVERYTHING, Role::ALL.to_vec(), root_id),
            ("colleague", vec![Role::Worker], root_id),
            (NARROW, vec![Role::SafetyManager], self.small_unit),
        ];
        for (who, roles, over) in roles.into_iter().chain(more) {
            let id = PersonId(Uuid::now_v7());
            self.people.insert(who.to_owned(), id);
            rows.push(self.row(id, who, over));
            let given =
                roles.into_iter().filter(|role| *role != Role::Worker).map(|role| role_grant::Model {
                    id: Uuid::now_v7(),
                    org_id: org.0,
                    person_id: id.0,
                    role: role.code().to_owned(),
                    unit_id: over,
                    granted_at: self.ctx.now.0,
                    taken_at: None,
                });
            grants.extend(given);
        }
        let people: Vec<_> = rows.iter().map(|row| PersonId(row.id)).collect();
        let hired = self.ctx.write(move |tx| {
            async move {
                tx.add("unit.add", small).await?;
                tx.add("post.add", post).await?;
                tx.add_all("person.add", rows).await?;
                tx.add_all("role.give", grants).await?;
                for id in people {
                    set_password(tx, org, id, passhash.clone(), false).await?;
                }
                Ok(())
            }
            .boxed()
        });
        hired.await.unwrap();
        self.ids.insert("people", self.person("worker").to_string());
        self.ids.insert("files", self.person("worker").to_string());
    }

    fn row(&self, id: PersonId, who: &str, unit: Uuid) -> person::Model {
        person::Model {
            id: id.0,
            org_id: self.ctx.org().0,
            unit_id: unit,
            post_id: None,
            number: who.to_owned(),
            name: self.name(who),
            phone: None,
            email: None,
            employment: "employee".to_owned(),
            national_id_sealed: None,
            national_id_hash: None,
            national_id_masked: None,
            joined_on: None,
            left_at: None,
            created_at: self.ctx.now.0,
        }
    }

    async fn teach(&mut self) {
        let (org, author) = (self.ctx.org(), self.ctx.actor.person);
        let picture = format!("{}.png", self.code);
        let text = format!("{}\n\n![picture]({picture})\n", self.name("text"));
        let manifest = format!(
            "title = \"{}\"\n[[lesson]]\nfile = \"1.md\"\ntitle = \"{}\"\nminutes = 1\n",
            self.name("course"),
            self.name("lesson"),
        );
        let source = CourseSource::read(|file| match file {
            "course.toml" => Some(manifest.clone().into_bytes()),
            "1.md" => Some(text.clone().into_bytes()),
            file if file == picture => Some(b"\x89PNG\r\n\x1a\n a picture".to_vec()),
            _ => None,
        });
        let stamp = Stamp { now: self.ctx.now, actor: Some(author) };
        let course =
            services::course::load(&self.ctx.guben, stamp, org, author, source.unwrap()).await.unwrap();
        let found = lesson::Entity::find().filter(lesson::Column::CourseId.eq(course.0));
        let lesson = found.one(self.ctx.db().read()).await.unwrap().unwrap().id;
        self.ids.insert("courses", course.to_string());
        self.ids.insert("lessons", lesson.to_string());
        self.ids.insert("media", lesson.to_string());
        self.ids.insert("file", picture);
    }

    /// A bank, an exam that the worker has passed, and one that is open.
    async fn examine(&mut self) {
        let (org, author) = (self.ctx.org(), self.ctx.actor.person);
        let mark = self.mark;
        let csv = format!(
            "题型,题干,选项A,选项B,选项C,答案,解析,知识点,难度,依据\n\
             单选题,{mark}应戴（ ）,对安全帽,草帽,棉帽,A,密解一,{mark}点,1,密据一\n\
             多选题,{mark}步骤有（ ）,对提,对拔,跑,AB,密解二,{mark}点,1,密据二\n\
             判断题,{mark}未经培训不得上岗,,,,正确,密解三,{mark}点,1,密据三\n\
             填空题,{mark}第一、（ ）为主,,,,密填,密解四,{mark}点,1,密据四\n"
        );
        let stamp = Stamp { now: self.ctx.now, actor: Some(author) };
        let name = self.name("bank");
        let bank =
            services::bank::load(&self.ctx.guben, stamp, org, author, &name, csv.into_bytes()).await.unwrap();
        let done = self.sitting(bank, "done").await;
        let open = self.sitting(bank, "open").await;
        let attempt = self.pass(done).await;

        let db = self.ctx.db().read();
        let items = item::Entity::find().filter(item::Column::BankId.eq(bank.0)).all(db).await.unwrap();
        let import =
            import::Entity::find().filter(import::Column::BankId.eq(bank.0)).one(db).await.unwrap().unwrap();
        let certificate = certificate::Entity::find().filter(certificate::Column::AttemptId.eq(attempt.0));
        let certificate = certificate.one(db).await.unwrap().unwrap();
        let edit = BulkEditId(Uuid::now_v7());
        let tag = Change::AddTag(format!("{mark}签"));
        bulk::make(&self.ctx, edit, bank, vec![items[0].id.into()], tag, "整理").await.unwrap();
        self.ids.insert("edits", edit.to_string());
        self.ids.insert("banks", bank.to_string());
        // No other enterprise has this picture.
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";
        let picture = [&head[..], self.mark.as_bytes()].concat();
        let kept = services::bank::media::keep(&self.ctx, vec![("a.png".into(), picture)]).await.unwrap();
        self.ids.insert("digest", kept[0].id.0.clone());
        self.ids.insert("export", "gift".to_owned());
        self.ids.insert("items", items[0].id.to_string());
        self.ids.insert("beside", items[1].id.to_string());
        self.ids.insert("imports", import.id.to_string());
        self.ids.insert("columns", "0".to_owned());
        self.ids.insert("rows", "0-2".to_owned());
        self.ids.insert("sittings", open.to_string());
        self.ids.insert("marking", done.to_string());
        self.ids.insert("exams", open.to_string());
        self.ids.insert("attempts", attempt.to_string());
        let waiting = attempt_row::Entity::find().filter(attempt_row::Column::SittingId.eq(open.0));
        let waiting = waiting.one(db).await.unwrap().unwrap();
        self.ids.insert("room", waiting.id.to_string());
        self.ids.insert("certificates", certificate.id.to_string());
        self.ids.insert("verify", certificate.token);
    }

    async fn sitting(&mut self, bank: domain::id::BankId, name: &str) -> SittingId {
        let cells = Kind::ALL[..4].iter().map(|kind| Cell {
            kind: *kind,
            knowledge_point: None,
            count: 1,
            points: Points::whole(25),
        });
        let (id, cells) = (Uuid::now_v7(), Blueprint { cells: cells.collect() });
        let made =
            blueprint::create(&self.ctx, id.into(), bank, self.name(&format!("blueprint {name}")), cells)
                .await;
        let blueprint = made.unwrap();
        self.ids.insert("blueprint", blueprint.to_string());
        let plan = sitting::Plan {
            id: Uuid::now_v7().into(),
            name: self.name(&format!("exam {name}")),
            blueprint,
            course: None,
            opens_at: self.ctx.now,
            closes_at: self.ctx.now.plus(Minutes(180)),
            limit: Minutes(60),
            pass_percent: 75,
            make_ups: 1,
            markers: Default::default(),
            make_up_delay: Minutes(0),
            certificate_title: self.name("certificate"),
            certificate_months: 12,
            people: vec![self.person("worker")],
        };
        sitting::arrange(&self.ctx, plan).await.unwrap()
    }

    /// The worker's own request.
    pub fn worker(&self) -> Ctx {
        let mut ctx = self.ctx.clone();
        ctx.actor.person = self.person("worker");
        ctx
    }

    async fn pass(&self, sitting: SittingId) -> AttemptId {
        let worker = self.worker();
        let id = attempt::start(&worker, sitting).await.unwrap();
        let Entrance::Room(room) = attempt::room(&worker, id).await.unwrap() else {
            panic!("the exam is over")
        };
        attempt::save(&worker, id, right_answers(&room)).await.unwrap();
        attempt::hand_in(&worker, id).await.unwrap();
        id
    }
}

/// The right answers to the questions of [`Firm`], wherever the paper has put them.
pub fn right_answers(room: &Room) -> Vec<Draft> {
    let answers = room.sheet.items.iter().map(|item| {
        let right =
            item.options.iter().enumerate().filter(|(_, option)| option.text().to_string().starts_with('对'));
        let answer = match item.kind {
            Kind::SingleChoice | Kind::MultipleChoice => {
                ShownResponse::Chosen(right.map(|(position, _)| position).collect())
            }
            Kind::TrueFalse => ShownResponse::Truth(true),
            Kind::FillIn => ShownResponse::Texts(vec!["密填".into()]),
            other => panic!("{other:?}"),
        };
        Draft { item: item.no, sequence: 1, answer }
    });
    answers.collect()
}

/// How many audit entries there are: whatever changes evidence leaves one.
pub async fn entries(house: &House) -> u64 {
    use sea_orm::PaginatorTrait as _;
    entities::audit_entry::Entity::find().count(house.guben.db.read()).await.unwrap()
}
