//! How questions stay true: two pairs of eyes, time limits, quarantine, laws that change, many at once.

use domain::{
    bank::draft::Draft,
    bank::{
        Kind,
        bulk::Change,
        life::{Look, Refused, Review, Stage, Validity},
    },
    id::{BankId, BulkEditId, ItemId, ItemVersionId, PersonId, SittingId},
    paper::{Blueprint, Cell, Paper},
    person::access::Role,
    points::Points,
    time::{Minutes, Timestamp},
};
use sea_orm::{EntityTrait, prelude::Uuid};
use services::{
    Ctx, Failure, Refusal, audit,
    bank::{
        self, Edited, ItemFilter, State,
        life::{self, bulk, law, review, todo, uses},
    },
    db::Stamp,
    exam::{blueprint, sitting},
};
use testkit::{House, MORNING, at, each_engine};

const DAY: i64 = 24 * 3_600_000;

const THREE: &str = "题型,题干,选项A,选项B,选项C,答案,知识点,依据\n\
    单选题,灭火器压力表指针应在（ ）,红区,绿区,黄区,B,消防/灭火器,《消防法》第十六条\n\
    判断题,未经培训不得上岗,,,,正确,通则,《安全生产法》第二十八条\n\
    判断题,动火前应当办理作业票,,,,正确,消防,GB 30871-2022 第5.1条\n";

/// A bank with three questions, and two trainers.
struct Desk {
    house: House,
    author: Ctx,
    reviewer: Ctx,
    bank: BankId,
    items: Vec<ItemId>,
}

async fn desk(house: House) -> Desk {
    let author = house.acting(Role::Trainer);
    let colleague = house.worker("T2", "王审").await;
    let reviewer = house.person(colleague, Role::Trainer);
    let stamp = Stamp { now: MORNING, actor: Some(house.admin) };
    let loaded = bank::load(&house.guben, stamp, house.org, house.admin, "消防", THREE.as_bytes().to_vec());
    let bank = loaded.await.unwrap();
    let view = bank::show(&author, bank, ItemFilter::default(), 1).await.unwrap();
    let items = view.items.into_iter().map(|row| row.id).collect();
    Desk { house, author, reviewer, bank, items }
}

impl Desk {
    async fn change(&self, ctx: &Ctx, item: ItemId, stem: &str) -> ItemVersionId {
        let view = bank::item(ctx, item).await.unwrap();
        let once = ItemVersionId(Uuid::now_v7());
        let mut draft = Draft { reason: "说得更清楚".into(), ..Draft::of(&view.newest().item) };
        draft.ask.stem = stem.into();
        let edited = bank::change_item(ctx, item, once, view.newest().version, true, draft).await.unwrap();
        assert!(matches!(edited, Edited::Stored { .. }), "{edited:?}");
        once
    }

    /// How many questions of each kind a paper may ask at this time.
    async fn offered(&self, now: Timestamp) -> u32 {
        let offer = blueprint::offer(&at(&self.author, now), self.bank).await.unwrap();
        offer.counts.values().sum()
    }

    async fn sitting(&self, people: &[PersonId]) -> SittingId {
        let cell =
            Cell { kind: Kind::SingleChoice, knowledge_point: None, count: 1, points: Points::whole(100) };
        let cells = Blueprint { cells: vec![cell] };
        let id = Uuid::now_v7().into();
        let blueprint = blueprint::create(&self.author, id, self.bank, "卷".into(), cells).await.unwrap();
        let plan = sitting::Plan {
            id: Uuid::now_v7().into(),
            name: "班前考试".into(),
            blueprint,
            course: None,
            opens_at: MORNING,
            closes_at: MORNING.plus_millis(DAY),
            limit: Minutes(60),
            pass_percent: 60,
            make_ups: 0,
            markers: Default::default(),
            make_up_delay: Minutes(0),
            certificate_title: "合格证".into(),
            certificate_months: 12,
            people: people.to_vec(),
        };
        sitting::arrange(&self.author, plan).await.unwrap()
    }

    /// The versions of the one question on all papers, in the order of their making.
    async fn on_papers(&self) -> Vec<ItemVersionId> {
        let rows = entities::paper::Entity::find().all(self.house.guben.db.read()).await.unwrap();
        let mut rows: Vec<_> = rows.into_iter().map(|row| (row.attempt_id, row.content)).collect();
        rows.sort();
        let version =
            |(_, content): (Uuid, String)| serde_json::from_str::<Paper>(&content).unwrap().slots[0].version;
        rows.into_iter().map(version).collect()
    }

    async fn sound(&self) {
        assert_eq!(audit::verify(&self.house.guben.db, self.house.org.0).await.unwrap(), []);
    }
}

fn refused<T: std::fmt::Debug>(done: services::Result<T>) -> Refused {
    match done {
        Err(Failure::Refused(Refusal::Life(refused))) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn papers_take_a_change_only_after_somebody_else_has_released_it() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let item = desk.items[0];
        let first = bank::item(&desk.author, item).await.unwrap().current;
        let (one, two, three) = (
            desk.house.worker("W1", "甲").await,
            desk.house.worker("W2", "乙").await,
            desk.house.worker("W3", "丙").await,
        );
        let sitting = desk.sitting(&[one]).await;
        review::ask(&desk.author, desk.bank, Review::Required).await.unwrap();
        let second = desk.change(&desk.author, item, "灭火器压力表的指针应指在（ ）").await;

        sitting::invite_more(&desk.author, sitting, vec![two]).await.unwrap();
        assert_eq!(desk.on_papers().await, [first, first], "a draft is not drawn");
        assert_eq!(refused(review::release(&desk.author, item, second).await), Refused::OwnWork);
        assert_eq!(todo::to_review(&desk.author).await.unwrap(), 0);
        assert_eq!(todo::to_review(&desk.reviewer).await.unwrap(), 1);

        assert_eq!(refused(review::release(&desk.reviewer, item, first).await), Refused::ChangedSince);
        review::release(&desk.reviewer, item, second).await.unwrap();
        sitting::invite_more(&desk.author, sitting, vec![three]).await.unwrap();
        assert_eq!(desk.on_papers().await, [first, first, second], "the old papers keep their version");

        let view = bank::item(&desk.author, item).await.unwrap();
        assert!(
            matches!(view.life.look(second), Some((Look::SecondPerson, Some(event))) if event.by == "王审")
        );
        assert!(matches!(view.life.look(first), Some((Look::Nobody, None))));
        let uses = uses::of(&desk.author, item).await.unwrap();
        let counted: Vec<_> = uses.sittings.iter().map(|(no, uses)| (no.0, uses[0].papers)).collect();
        assert_eq!(counted, [(2, 1), (1, 2)]);
        assert_eq!(uses.blueprints.len(), 1);
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn without_a_second_person_a_change_is_drawn_at_once_and_the_record_says_so() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let second = desk.change(&desk.author, desk.items[0], "压力表指针应在（ ）").await;
        let view = bank::item(&desk.author, desk.items[0]).await.unwrap();
        assert_eq!(view.life.standing.released, Some(second));
        assert!(matches!(view.life.look(second), Some((Look::Nobody, Some(_)))));
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_back_comes_again_and_what_is_given_up_leaves_the_released_version() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let item = desk.items[0];
        review::ask(&desk.author, desk.bank, Review::Required).await.unwrap();
        let second = desk.change(&desk.author, item, "压力表指针应在（ ）").await;
        review::send_back(&desk.reviewer, item, second, "没有必要".into()).await.unwrap();
        let view = bank::item(&desk.author, item).await.unwrap();
        let open = view.life.standing.open.unwrap();
        assert_eq!((open.stage, open.sent_back.unwrap().words.as_str()), (Stage::Draft, "没有必要"));
        review::submit(&desk.author, item).await.unwrap();
        assert_eq!(refused(review::discard(&desk.reviewer, item).await), Refused::NotTheirWork);
        review::discard(&desk.author, item).await.unwrap();

        let view = bank::item(&desk.author, item).await.unwrap();
        assert_eq!((view.newest().version, view.versions.len()), (1, 2), "nothing is erased");
        desk.change(&desk.author, item, "灭火器的压力表指针应在（ ）").await;
        assert_eq!(bank::item(&desk.author, item).await.unwrap().newest().version, 3);
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_imported_into_a_bank_with_review_waits_and_is_released_in_one_go() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        review::ask(&desk.author, desk.bank, Review::Required).await.unwrap();
        let more = "题型,题干,答案\n判断题,高处作业必须系安全带,正确\n判断题,受限空间作业须先检测,正确\n";
        let import = Uuid::now_v7().into();
        bank::preview(&desk.author, desk.bank, import, "两题.csv", more.into()).await.unwrap();
        assert_eq!(bank::commit(&desk.author, import).await.unwrap(), 2);
        assert_eq!(desk.offered(MORNING).await, 3, "what nobody has looked at is not drawn");
        assert_eq!(refused(review::release_all(&desk.author, desk.bank).await), Refused::NothingToDo);
        assert_eq!(review::release_all(&desk.reviewer, desk.bank).await.unwrap(), 2);
        assert_eq!(desk.offered(MORNING).await, 5);
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn questions_out_of_time_or_in_quarantine_are_not_drawn_and_stand_in_their_lists() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let (early, late) = (MORNING.plus_millis(10 * DAY), MORNING.plus_millis(20 * DAY));
        let valid = Validity { from: Some(early), until: Some(late) };
        life::set_validity(&desk.author, desk.items[0], valid).await.unwrap();
        for (now, offered) in [(MORNING, 2), (early, 3), (late, 2)] {
            assert_eq!(desk.offered(now).await, offered, "{now:?}");
        }
        let long = Validity { from: None, until: Some(MORNING.plus_millis(91 * DAY)) };
        life::set_validity(&desk.author, desk.items[1], long).await.unwrap();
        let ending = todo::show(&desk.author, todo::List::Ending).await.unwrap();
        assert_eq!(ending.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [desk.items[0]]);

        life::quarantine(&desk.author, desk.items[2], "答案有争议".into()).await.unwrap();
        assert_eq!(desk.offered(early).await, 2);
        let filter = ItemFilter { state: Some(State::Quarantined), ..ItemFilter::default() };
        assert_eq!(bank::show(&desk.author, desk.bank, filter, 1).await.unwrap().part.total, 1);
        assert_eq!(
            refused(life::lift(&desk.author, desk.items[2], " ".into()).await),
            Refused::ReasonMissing
        );
        life::lift(&desk.author, desk.items[2], "已核对".into()).await.unwrap();
        assert_eq!(desk.offered(early).await, 3);
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_law_that_has_changed_makes_a_work_list_of_what_rests_on_it() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let laws = law::list(&desk.author).await.unwrap();
        let mut named: Vec<_> = laws.laws.iter().map(|row| row.law.as_str()).collect();
        named.sort();
        assert_eq!(named, ["GB 30871-2022", "安全生产法", "消防法"]);
        assert_eq!(law::changed(&desk.author, "消防法", "", "2026年修订").await.unwrap(), 1);
        let nothing = law::changed(&desk.author, "消防法", "第九十条", "修订").await;
        assert!(matches!(nothing, Err(Failure::Refused(Refusal::Fields(_)))));

        let doubted = todo::show(&desk.author, todo::List::Doubted).await.unwrap();
        assert_eq!(doubted.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [desk.items[0]]);
        assert_eq!(desk.offered(MORNING).await, 3, "in doubt, a question is still asked");
        life::confirm(&desk.reviewer, desk.items[0], "第十六条未变".into()).await.unwrap();
        assert!(todo::show(&desk.author, todo::List::Doubted).await.unwrap().rows.is_empty());

        law::changed(&desk.author, "消防法", "第十六条", "再次修订").await.unwrap();
        desk.change(&at(&desk.author, MORNING.plus_millis(1)), desk.items[0], "指针应当在（ ）").await;
        assert!(todo::show(&desk.author, todo::List::Doubted).await.unwrap().rows.is_empty());
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_branch_of_knowledge_points_and_tags_narrow_the_list() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        life::set_tags(&desk.author, desk.items[0], ["新员工".to_owned()].into()).await.unwrap();
        let found = async |filter: ItemFilter| {
            bank::show(&desk.author, desk.bank, filter, 1).await.unwrap().part.total
        };
        let point = |point: &str| ItemFilter { knowledge_point: Some(point.into()), ..ItemFilter::default() };
        assert_eq!((found(point("消防")).await, found(point("消防/灭火器")).await), (2, 1));
        let tagged = ItemFilter { tag: Some("新员工".into()), ..point("消防") };
        assert_eq!(found(tagged).await, 1);
    })
    .await;
}

async fn make(desk: &Desk, change: Change) -> BulkEditId {
    let id = BulkEditId(Uuid::now_v7());
    bulk::make(&desk.author, id, desk.bank, desk.items.clone(), change, "整理").await.unwrap();
    id
}

#[tokio::test]
async fn many_questions_are_changed_and_taken_back_as_one() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let matching = bulk::Selection::Matching(ItemFilter::default());
        let change = Change::Point("消防".into());
        let plan = bulk::plan(&desk.author, desk.bank, matching, &change).await.unwrap();
        assert_eq!((plan.chosen.len(), plan.changes), (3, 2), "one of the three is there already");

        let changes = [
            change,
            Change::AddTag("新员工".into()),
            Change::Difficulty(Some(4)),
            Change::Quarantine,
            Change::ValidUntil(Some(MORNING.plus_millis(DAY))),
        ];
        for change in changes {
            let before = snapshot(&desk).await;
            let id = make(&desk, change.clone()).await;
            assert_ne!(snapshot(&desk).await, before, "{change:?}");
            let once = BulkEditId(Uuid::now_v7());
            bulk::undo(&desk.author, id, once, "弄错了").await.unwrap();
            bulk::undo(&desk.author, id, once, "弄错了").await.unwrap();
            assert_eq!(snapshot(&desk).await, before, "{change:?}");
            let again = bulk::undo(&desk.author, id, BulkEditId(Uuid::now_v7()), "弄错了").await;
            assert!(matches!(again, Err(Failure::Refused(Refusal::AlreadyDone))), "{again:?}");
        }
        desk.sound().await;
    })
    .await;
}

/// What the questions say and how they stand, without who said so and which version it is.
async fn snapshot(desk: &Desk) -> Vec<String> {
    let mut found = Vec::new();
    for item in &desk.items {
        let view = bank::item(&desk.author, *item).await.unwrap();
        let standing = &view.life.standing;
        let (tags, valid) = (&standing.tags, &standing.valid);
        let released = view.released().map(|version| &version.item);
        let quarantined = standing.quarantine.is_some();
        found.push(format!("{:?} {released:?} {tags:?} {valid:?} {quarantined}", view.newest().item));
    }
    found
}

#[tokio::test]
async fn in_a_bank_with_review_a_change_of_many_waits_and_taking_it_back_gives_it_up() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        review::ask(&desk.author, desk.bank, Review::Required).await.unwrap();
        let before = snapshot(&desk).await;
        let id = make(&desk, Change::Point("综合".into())).await;
        assert_eq!(todo::to_review(&desk.reviewer).await.unwrap(), 3);
        bulk::undo(&desk.author, id, BulkEditId(Uuid::now_v7()), "弄错了").await.unwrap();
        assert_eq!(todo::to_review(&desk.reviewer).await.unwrap(), 0);
        assert_eq!(snapshot(&desk).await, before);
        desk.sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_somebody_changed_since_keeps_a_change_of_many_from_being_taken_back() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let id = make(&desk, Change::AddTag("新员工".into())).await;
        desk.change(&desk.reviewer, desk.items[1], "没有经过培训不得上岗").await;
        let before = snapshot(&desk).await;
        let undone = bulk::undo(&desk.author, id, BulkEditId(Uuid::now_v7()), "弄错了").await;
        assert_eq!(refused(undone), Refused::ChangedSince);
        assert_eq!(bulk::show(&desk.author, id).await.unwrap().changed_since, 1);
        assert_eq!(snapshot(&desk).await, before, "all or nothing");
    })
    .await;
}

#[tokio::test]
async fn another_enterprise_finds_nothing_and_a_worker_may_do_nothing() {
    each_engine(|house| async move {
        let desk = desk(house).await;
        let item = desk.items[0];
        let id = make(&desk, Change::AddTag("新员工".into())).await;
        let stranger = desk.house.another_enterprise().await;
        let hidden =
            |failure: Option<Failure>| assert!(matches!(failure, Some(Failure::NotFound)), "{failure:?}");
        hidden(life::quarantine(&stranger, item, "无".into()).await.err());
        hidden(review::release_all(&stranger, desk.bank).await.err());
        hidden(review::ask(&stranger, desk.bank, Review::Required).await.err());
        hidden(bulk::show(&stranger, id).await.err());
        hidden(bulk::undo(&stranger, id, BulkEditId(Uuid::now_v7()), "无").await.err());
        hidden(uses::of(&stranger, item).await.err());
        let picked = bulk::Selection::Picked(desk.items.clone());
        hidden(bulk::plan(&stranger, desk.bank, picked, &Change::Quarantine).await.err());
        assert!(law::list(&stranger).await.unwrap().laws.is_empty());
        let worker = desk.house.person(desk.house.admin, Role::Worker);
        let forbidden =
            |failure: Option<Failure>| assert!(matches!(failure, Some(Failure::Forbidden)), "{failure:?}");
        forbidden(life::quarantine(&worker, item, "无".into()).await.err());
        forbidden(review::release_all(&worker, desk.bank).await.err());
        forbidden(bulk::undo(&worker, id, BulkEditId(Uuid::now_v7()), "无").await.err());
        forbidden(law::changed(&worker, "消防法", "", "修订").await.err());
    })
    .await;
}
