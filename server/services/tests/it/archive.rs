//! The one-person-one-file archive: what it holds, who may read it, and what was changed behind our back.

use std::collections::BTreeSet;

use domain::{
    attempt::room::Draft,
    audit::Fault,
    bank::Kind,
    certificate::Status,
    grading::Outcome,
    id::{AttemptId, PersonId, SittingId, UnitId},
    paper::{Blueprint, Cell, ShownResponse},
    person::{
        access::{Grant, Role, UnitPath},
        roster::{Document, Employment},
    },
    points::Points,
    time::{Minutes, Timestamp},
};
use futures::FutureExt as _;
use services::{
    Ctx, Failure,
    archive::{self, Keys, PersonalFile, Purpose},
    attempt::{self, Entrance},
    audit,
    course::{self, CourseDraft, LessonDraft},
    db::Stamp,
    exam::{blueprint, sitting},
    person::{
        roster::{self, PersonForm},
        unit,
    },
};
use testkit::{House, MORNING, at, each_engine};
use uuid::Uuid;

pub fn minute(n: i64) -> Timestamp {
    MORNING.plus_millis(n * 60_000)
}

/// An exam that is open for three hours: one question of each kind, 25 points each, 75 % pass, one make-up.
pub async fn exam(house: &House, people: &[PersonId]) -> SittingId {
    let csv = "题型,题干,选项A,选项B,选项C,答案,解析\n\
        单选题,进入施工现场必须戴（ ）,安全帽,草帽,棉帽,A,头部防护\n\
        多选题,下列属于灭火器使用步骤的有（ ）,提,拔,跑,AB,\n\
        判断题,未经培训不得上岗,,,,正确,\n\
        填空题,安全第一、（ ）为主、综合治理,,,,预防,\n";
    let trainer = house.acting(Role::Trainer);
    let stamp = Stamp { now: MORNING, actor: Some(house.admin) };
    let bank =
        services::bank::load(&house.guben, stamp, house.org, house.admin, "题库", csv.as_bytes().to_vec());
    let bank = bank.await.unwrap();
    let cells = Kind::ALL[..4].iter().map(|kind| Cell {
        kind: *kind,
        knowledge_point: None,
        count: 1,
        points: Points::whole(25),
    });
    let cells = Blueprint { cells: cells.collect() };
    let blueprint =
        blueprint::create(&trainer, Uuid::now_v7().into(), bank, "卷".into(), cells).await.unwrap();
    let plan = sitting::Plan {
        id: Uuid::now_v7().into(),
        name: "入厂考试".into(),
        blueprint,
        course: None,
        opens_at: MORNING,
        closes_at: minute(180),
        limit: Minutes(60),
        pass_percent: 75,
        make_ups: 1,
        markers: Default::default(),
        make_up_delay: Minutes(0),
        certificate_title: "全员安全培训合格证".into(),
        certificate_months: 12,
        people: people.to_vec(),
    };
    sitting::arrange(&trainer, plan).await.unwrap()
}

/// Sits an exam from minute `from` on, and hands in a minute later: everything right, or nothing.
pub async fn sit(house: &House, person: PersonId, sitting: SittingId, from: i64, right: bool) -> AttemptId {
    let candidate = |n| at(&house.person(person, Role::Worker), minute(n));
    let id = attempt::start(&candidate(from), sitting).await.unwrap();
    if right {
        let Entrance::Room(room) = attempt::room(&candidate(from), id).await.unwrap() else { panic!("over") };
        let drafts = room.sheet.items.iter().map(|item| {
            let place = |text: &str| {
                item.options.iter().position(|option| option.text().to_string() == text).unwrap()
            };
            let answer = match item.kind {
                Kind::SingleChoice => ShownResponse::Chosen(BTreeSet::from([place("安全帽")])),
                Kind::MultipleChoice => ShownResponse::Chosen(BTreeSet::from([place("提"), place("拔")])),
                Kind::TrueFalse => ShownResponse::Truth(true),
                Kind::FillIn => ShownResponse::Texts(vec!["预防".into()]),
                other => panic!("{other:?}"),
            };
            Draft { item: item.no, sequence: 1, answer }
        });
        attempt::save(&candidate(from), id, drafts.collect()).await.unwrap();
    }
    attempt::hand_in(&candidate(from + 1), id).await.unwrap();
    id
}

/// A unit below the root.
pub async fn workshop(house: &House, name: &str) -> (UnitId, UnitPath) {
    let manager = house.acting(Role::SafetyManager);
    let id = unit::add(&manager, house.root, name, Uuid::now_v7()).await.unwrap();
    (id, UnitPath::root(house.root).child(id))
}

pub async fn member(house: &House, unit: UnitId, number: &str, name: &str) -> PersonId {
    let form = PersonForm {
        number: number.into(),
        name: name.into(),
        unit: unit.to_string(),
        employment: Employment::Employee.code().into(),
        ..PersonForm::default()
    };
    roster::add_person(&house.acting(Role::SafetyManager), &form, Uuid::now_v7()).await.unwrap()
}

/// A course for everybody with one lesson of `minutes`, which a person reads from beginning to end.
pub async fn learn(house: &House, person: PersonId, minutes: i64) {
    let trainer = house.acting(Role::Trainer);
    let (course, lesson) = (Uuid::now_v7().into(), Uuid::now_v7().into());
    let draft = CourseDraft { title: "入厂教育".into(), ..CourseDraft::default() };
    course::create(&trainer, course, draft).await.unwrap();
    let draft =
        LessonDraft { title: "第一课".into(), minutes, markdown: "正文".into(), files: Vec::new() };
    course::add_lesson(&trainer, lesson, course, draft).await.unwrap();
    let worker = house.person(person, Role::Worker);
    course::open(&at(&worker, MORNING), lesson).await.unwrap();
    course::finish(&at(&worker, minute(minutes)), lesson).await.unwrap();
}

/// An id as it stands in SQL.
pub fn sql(house: &House, id: Uuid) -> String {
    match house.guben.settings.database.starts_with("sqlite:") {
        true => format!("x'{}'", id.simple()),
        false => format!("'{id}'"),
    }
}

async fn open(reader: &Ctx, person: PersonId) -> PersonalFile {
    archive::open_file(reader, person, Purpose::Read).await.unwrap()
}

async fn looks(house: &House, person: PersonId) -> usize {
    let history = audit::history(&house.guben.db, house.org.0, "person", &person.to_string()).await.unwrap();
    history.iter().filter(|entry| entry.action == "file.open").count()
}

#[tokio::test]
async fn a_file_holds_lessons_exams_and_certificates_and_says_that_they_are_as_written() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        learn(&house, liu, 10).await;
        let sitting = exam(&house, &[liu]).await;
        let first = sit(&house, liu, sitting, 20, false).await;
        let second = sit(&house, liu, sitting, 30, true).await;
        let reader = at(&house.acting(Role::Auditor), minute(200));
        let file = open(&reader, liu).await;

        assert_eq!((file.card.name.as_str(), file.own, file.unreadable), ("刘建国", false, false));
        assert_eq!(file.minutes(), Minutes(10));
        assert_eq!(file.attempts.iter().map(|view| view.attempt).collect::<Vec<_>>(), [first, second]);
        let passed = &file.attempts[1];
        assert_eq!((passed.history.len(), passed.questions.len(), passed.answered()), (3, 4, 4));
        assert_eq!(passed.history[0].who.as_deref(), Some("刘建国"));
        let right =
            |question: &archive::Question| question.judged.as_ref().unwrap().outcome == Outcome::Right;
        assert!(passed.questions.iter().all(right));
        assert_eq!(file.certificates.len(), 1);
        assert_eq!(file.certificates[0].status, Status::Active);

        let integrity = &file.integrity;
        assert_eq!(integrity.faults, []);
        // The person, a study, a candidate, two attempts with paper and three events, four answers, a
        // certificate with its first event.
        assert_eq!(integrity.rows, 1 + 1 + 1 + 2 * (1 + 1 + 3) + 4 + 2);
        assert!(integrity.entries > integrity.rows, "{integrity:?}");
        assert_eq!(integrity.head.seq, audit::head(&house.guben.db, house.org.0).await.unwrap().seq);
    })
    .await;
}

#[tokio::test]
async fn a_look_at_somebody_elses_file_is_written_down_and_one_at_the_own_is_not() {
    each_engine(|house| async move {
        let (liu, wang) = (house.worker("W1", "刘建国").await, house.worker("W2", "王敏").await);
        let reader = house.person(wang, Role::Auditor);
        open(&reader, liu).await;
        assert_eq!(open(&reader, liu).await.integrity.looks, 2);
        archive::open_file(&reader, wang, Purpose::Read).await.unwrap();
        archive::my_file(&house.person(liu, Role::Worker)).await.unwrap();
        assert_eq!((looks(&house, liu).await, looks(&house, wang).await), (2, 0));
        let by = audit::history(&house.guben.db, house.org.0, "person", &liu.to_string()).await.unwrap();
        assert_eq!(by.last().unwrap().actor, wang.to_string());
        assert_eq!(audit::verify(&house.guben.db, house.org.0).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_read_a_file_gets_nothing_and_leaves_no_trace_of_having_read() {
    each_engine(|house| async move {
        let (_, east) = workshop(&house, "东车间").await;
        let (west, _) = workshop(&house, "西车间").await;
        let liu = member(&house, west, "W1", "刘建国").await;
        let stranger = house.another_enterprise().await;
        let refused =
            |reader: Ctx| async move { archive::open_file(&reader, liu, Purpose::Read).await.unwrap_err() };
        assert!(matches!(refused(stranger).await, Failure::NotFound));
        assert!(matches!(
            refused(house.within(house.admin, Role::SafetyManager, east)).await,
            Failure::Forbidden
        ));
        assert!(matches!(refused(house.acting(Role::Trainer)).await, Failure::Forbidden));
        assert!(matches!(refused(house.acting(Role::Worker)).await, Failure::Forbidden));
        assert_eq!(looks(&house, liu).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_manager_of_one_workshop_finds_and_reads_only_its_people() {
    each_engine(|house| async move {
        let (east, path) = workshop(&house, "东车间").await;
        let (west, _) = workshop(&house, "西车间").await;
        let liu = member(&house, east, "E1", "刘建国").await;
        member(&house, west, "W1", "刘建军").await;
        let manager = house.within(house.admin, Role::SafetyManager, path);
        let found = archive::find(&manager, "刘").await.unwrap().people;
        assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [liu]);
        assert_eq!(open(&manager, liu).await.card.name, "刘建国");
        assert_eq!(archive::find(&house.acting(Role::Auditor), "刘").await.unwrap().people.len(), 2);
        assert!(matches!(archive::find(&house.acting(Role::Worker), "刘").await, Err(Failure::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn somebody_is_found_by_number_and_identity_number_also_after_leaving() {
    each_engine(|house| async move {
        let manager = house.acting(Role::SafetyManager);
        let form = PersonForm {
            number: "A-01873".into(),
            name: "刘建国".into(),
            phone: "13800000001".into(),
            unit: house.root.to_string(),
            employment: Employment::AgencyWorker.code().into(),
            national_id: "11010519491231002X".into(),
            ..PersonForm::default()
        };
        let liu = roster::add_person(&manager, &form, Uuid::now_v7()).await.unwrap();
        roster::leave(&manager, liu).await.unwrap();
        let auditor = house.acting(Role::Auditor);
        for text in ["建国", "A-018", "1380000", "002x"] {
            let found = archive::find(&auditor, text).await.unwrap();
            assert_eq!(found.people.iter().map(|found| found.id).collect::<Vec<_>>(), [liu], "{text}");
        }
        let document = Document::parse("11010519491231002x").unwrap().unwrap();
        let found = archive::find_by_document(&auditor, &document).await.unwrap();
        assert_eq!((found.people[0].id, found.people[0].left), (liu, Some(MORNING)));
        assert!(!format!("{found:?}").contains("19491231"), "masked");
    })
    .await;
}

#[tokio::test]
async fn a_row_changed_behind_our_back_is_named_however_often_it_is_looked_at() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        let attempt = sit(&house, liu, sitting, 5, true).await;
        let auditor = house.acting(Role::Auditor);
        assert_eq!(open(&auditor, liu).await.integrity.faults, []);

        house.tamper(&format!("UPDATE person SET name = '刘某' WHERE id = {}", sql(&house, liu.0))).await;
        let of_paper = format!("attempt_id = {} AND item_no = 1", sql(&house, attempt.0));
        house.tamper(&format!("UPDATE answer SET at = at + 1 WHERE {of_paper}")).await;
        let mut named = BTreeSet::new();
        for _ in 0..2 {
            named = changed(open(&auditor, liu).await.integrity.faults);
            assert_eq!(
                named,
                BTreeSet::from([
                    ("person".into(), liu.to_string()),
                    ("answer".into(), format!("{attempt}/1/1"))
                ])
            );
        }
        let walked = audit::verify(&house.guben.db, house.org.0).await.unwrap();
        assert_eq!(changed(walked.into_iter().map(|finding| finding.fault).collect()), named);
    })
    .await;
}

fn changed(faults: Vec<Fault>) -> BTreeSet<(String, String)> {
    let rows = faults.into_iter().map(|fault| match fault {
        Fault::RowChanged { subject, key, .. } => (subject, key),
        other => panic!("{other:?}"),
    });
    rows.collect()
}

#[tokio::test]
async fn an_entry_changed_to_match_its_row_breaks_its_link() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let key = liu.to_string();
        let entries = audit::history(&house.guben.db, house.org.0, "person", &key).await.unwrap();
        let seq = entries[0].seq;
        let changed = format!("UPDATE audit_entry SET actor = 'nobody' WHERE key = '{key}' AND seq = {seq}");
        house.tamper(&changed).await;
        let file = open(&house.acting(Role::Auditor), liu).await;
        assert_eq!(file.integrity.faults, [Fault::EntryChanged { seq }]);
    })
    .await;
}

#[tokio::test]
async fn damage_in_one_part_does_not_hide_the_others() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        sit(&house, liu, sitting, 5, true).await;
        house.tamper("UPDATE certificate SET content = '{}'").await;
        let file = open(&house.acting(Role::Auditor), liu).await;
        assert!(file.unreadable);
        assert_eq!((file.attempts.len(), file.certificates.len()), (1, 0));
        assert!(
            matches!(&file.integrity.faults[..], [Fault::RowChanged { subject, .. }] if subject == "certificate"),
            "{:?}",
            file.integrity.faults
        );
    })
    .await;
}

#[tokio::test]
async fn a_candidate_gets_no_key_and_no_mark_before_the_release_whatever_else_they_may_do() {
    each_engine(|house| async move {
        let (liu, wang) = (house.worker("W1", "刘建国").await, house.worker("W2", "王敏").await);
        let sitting = exam(&house, &[liu, wang]).await;
        let id = sit(&house, liu, sitting, 5, false).await;
        let own = house.person(liu, Role::Worker);
        let also_auditor = {
            let mut ctx = house.person(wang, Role::Auditor);
            let over = UnitPath::root(house.root);
            ctx.actor.grants.push(Grant { role: Role::Worker, over });
            ctx
        };
        let no_candidate = house.acting(Role::Auditor);

        let (_, view) = archive::my_attempt(&at(&own, minute(180)), id).await.unwrap();
        assert_eq!(view.keys, Keys::After(minute(180)));
        assert_eq!(view.questions.len(), 4, "the paper as shown");
        assert!(view.questions.iter().all(|question| question.judged.is_none()));
        for file in [
            archive::my_file(&at(&own, minute(180))).await.unwrap(),
            open(&at(&house.person(liu, Role::Auditor), minute(180)), liu).await,
            open(&at(&also_auditor, minute(180)), liu).await,
        ] {
            assert!(!format!("{:?}", file.attempts).contains("头部防护"), "the explanation");
            assert!(file.attempts[0].questions.iter().all(|question| question.judged.is_none()));
        }
        let (_, view) = archive::open_attempt(&at(&no_candidate, minute(20)), liu, id).await.unwrap();
        assert_eq!(view.keys, Keys::Shown);

        let (_, view) = archive::my_attempt(&at(&own, minute(182)), id).await.unwrap();
        assert!(format!("{view:?}").contains("头部防护"));
        let others = archive::my_attempt(&at(&house.person(wang, Role::Worker), minute(182)), id).await;
        assert!(matches!(others, Err(Failure::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_running_paper_is_not_read_through_the_archive() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        attempt::start(&at(&house.person(liu, Role::Worker), minute(5)), sitting).await.unwrap();
        let file = open(&at(&house.acting(Role::Auditor), minute(6)), liu).await;
        assert_eq!((file.attempts[0].questions.len(), file.attempts[0].keys), (0, Keys::NotGraded));
        assert_eq!(file.integrity.faults, []);
        let written = house.guben.write(MORNING, |_| async { Ok(()) }.boxed()).await;
        assert!(written.is_ok(), "a snapshot holds no lock");
    })
    .await;
}
