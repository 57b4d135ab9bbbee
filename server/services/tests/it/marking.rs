//! Exams with questions of every kind, and the marks that people give.

use domain::{
    attempt::{State, room::Draft},
    bank::{Kind, Response},
    grading::marking::{MarkRefused, Markers},
    id::{AttemptId, PersonId, SittingId},
    paper::{Blueprint, Cell, ShownResponse},
    person::access::Role,
    points::Points,
    time::Minutes,
};
use services::{
    Ctx,
    attempt::{self, Entrance, marking},
    exam::{blueprint, sitting},
    failure::{Failure, Refusal},
};
use testkit::{House, MORNING, at, each_engine, of_every_kind};
use uuid::Uuid;

const HOUR: i64 = 3_600_000;

/// An exam with one question of each kind, ten points each, marked by one or two people.
async fn exam(house: &House, markers: Markers, pass_percent: u8, people: &[PersonId]) -> SittingId {
    let trainer = house.acting(Role::Trainer);
    let bank = house.bank_of("题库", of_every_kind()).await;
    let cell = |kind: &Kind| Cell { kind: *kind, knowledge_point: None, count: 1, points: Points::whole(10) };
    let cells = Blueprint { cells: Kind::ALL.iter().map(cell).collect() };
    let blueprint =
        blueprint::create(&trainer, Uuid::now_v7().into(), bank, "卷".into(), cells).await.unwrap();
    let plan = sitting::Plan {
        id: Uuid::now_v7().into(),
        name: "综合考试".into(),
        blueprint,
        course: None,
        opens_at: MORNING,
        closes_at: MORNING.plus_millis(3 * HOUR),
        limit: Minutes(60),
        pass_percent,
        make_ups: 1,
        markers,
        make_up_delay: Minutes(0),
        certificate_title: "合格证".into(),
        certificate_months: 12,
        people: people.to_vec(),
    };
    sitting::arrange(&trainer, plan).await.unwrap()
}

/// Sits the exam with every answer right, and `essay` for the short answer.
async fn sit(house: &House, sitting: SittingId, person: PersonId, essay: &str) -> AttemptId {
    let ctx = house.person(person, Role::Worker);
    let id = attempt::start(&ctx, sitting).await.unwrap();
    let Entrance::Room(room) = attempt::room(&ctx, id).await.unwrap() else { panic!("the exam is over") };
    let paper = house.guben.papers.get(house.guben.db.read(), id).await.unwrap();
    let items = house.guben.items.get(house.guben.db.read(), paper.slots.iter().map(|slot| slot.version));
    let items = items.await.unwrap();
    let questions = paper.questions(|version| items.get(&version).map(|item| &**item));
    let drafts = questions.map(|question| {
        let question = question.unwrap();
        let shown = match question.content().kind() {
            Kind::ShortAnswer => ShownResponse::Texts(vec![essay.to_owned()]),
            Kind::Numeric => ShownResponse::Texts(vec!["２.０４ 米".into()]),
            Kind::FillIn if question.part.is_none() => ShownResponse::Texts(vec!["黄".into(), "红".into()]),
            _ => question.slot.to_shown(&Response::right(question.content()).unwrap()).unwrap(),
        };
        Draft { item: question.no, sequence: 1, answer: shown }
    });
    let drafts: Vec<Draft> = drafts.collect();
    assert_eq!(drafts.len(), room.sheet.items.len());
    attempt::save(&ctx, id, drafts).await.unwrap();
    attempt::hand_in(&ctx, id).await.unwrap();
    id
}

async fn state(ctx: &Ctx, id: AttemptId) -> State {
    attempt::result(ctx, id).await.unwrap().state
}

fn refused(given: Result<(), Failure>) -> MarkRefused {
    match given {
        Err(Failure::Refused(Refusal::Mark(reason))) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_paper_of_every_kind_waits_for_its_mark_and_is_certified_by_it() {
    each_engine(|house| async move {
        let worker = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, Markers::One, 90, &[worker]).await;
        let id = sit(&house, sitting, worker, "断电，呼救").await;
        let own = house.person(worker, Role::Worker);
        assert!(matches!(state(&own, id).await, State::HandedIn { .. }));
        assert!(attempt::result(&own, id).await.unwrap().awaits_marking);

        let trainer = house.acting(Role::Trainer);
        let queues = marking::queues(&trainer).await.unwrap();
        assert_eq!((queues.len(), queues[0].waiting, queues[0].mine), (1, 1, 1));
        let task = marking::next(&trainer, sitting).await.unwrap().unwrap();
        assert_eq!((task.answer.as_str(), task.left), ("断电，呼救", 1));
        assert!(!format!("{task:?}").contains("刘建国") && !task.id.contains(&id.to_string()));

        let too_much = marking::give(&trainer, sitting, &task.id, Points::whole(11), "").await;
        assert_eq!(refused(too_much), MarkRefused::OutOfRange { most: Points::whole(10) });
        marking::give(&trainer, sitting, &task.id, Points::whole(6), "没有写先后").await.unwrap();
        // Everything else is right: 90 points, and 6 for what was written.
        match state(&own, id).await {
            State::Graded { score, possible, passed, .. } => {
                assert_eq!((score, possible, passed), (Points::whole(96), Points::whole(100), true));
            }
            other => panic!("{other:?}"),
        }
        assert!(marking::next(&trainer, sitting).await.unwrap().is_none());
        assert_eq!(services::audit::verify_all(&house.guben.db).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn two_mark_blind_and_a_third_settles_what_they_differ_on() {
    each_engine(|house| async move {
        let [worker, second, third] = [("W1", "刘建国"), ("T2", "王芳"), ("T3", "赵敏")]
            .map(|(number, name)| house.worker(number, name));
        let (worker, second, third) = (worker.await, second.await, third.await);
        let sitting = exam(&house, Markers::Two, 90, &[worker, second]).await;
        let id = sit(&house, sitting, worker, "断电").await;
        let own = house.person(worker, Role::Worker);
        let first = house.acting(Role::Trainer);
        let [second, third] = [second, third].map(|person| house.person(person, Role::Trainer));
        let task = marking::next(&first, sitting).await.unwrap().unwrap().id;
        let give = |ctx: &Ctx, points: u32| {
            let (ctx, task) = (ctx.clone(), task.clone());
            async move { marking::give(&ctx, sitting, &task, Points::whole(points), "").await }
        };
        give(&first, 2).await.unwrap();
        assert_eq!(refused(give(&first, 9).await), MarkRefused::MarkedBefore);
        assert!(marking::next(&first, sitting).await.unwrap().is_none());
        give(&second, 9).await.unwrap();
        assert!(matches!(state(&own, id).await, State::HandedIn { .. }), "the two are far apart");
        assert_eq!(refused(give(&second, 5).await), MarkRefused::MarkedBefore);
        give(&third, 5).await.unwrap();
        assert!(matches!(state(&own, id).await, State::Graded { score, .. } if score == Points::whole(95)));
        assert_eq!(refused(give(&third, 5).await), MarkRefused::Settled);
    })
    .await;
}

#[tokio::test]
async fn nobody_marks_ones_own_paper_and_a_blank_answer_waits_for_nobody() {
    each_engine(|house| async move {
        let trainer = house.worker("T1", "周敏").await;
        let sitting = exam(&house, Markers::One, 90, &[trainer]).await;
        sit(&house, sitting, trainer, "断电").await;
        let marker = house.person(trainer, Role::Trainer);
        assert!(marking::next(&marker, sitting).await.unwrap().is_none());
        assert_eq!(marking::queues(&marker).await.unwrap()[0].mine, 0);

        let worker = house.worker("W1", "刘建国").await;
        sitting::invite_more(&house.acting(Role::Trainer), sitting, vec![worker]).await.unwrap();
        let id = sit(&house, sitting, worker, "  ").await;
        let own = house.person(worker, Role::Worker);
        assert!(matches!(state(&own, id).await, State::Graded { passed: true, .. }), "90 of 100 points");
    })
    .await;
}

#[tokio::test]
async fn whoever_fails_a_must_pass_question_does_not_pass() {
    each_engine(|house| async move {
        let worker = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, Markers::One, 50, &[worker]).await;
        let own = house.person(worker, Role::Worker);
        let id = attempt::start(&own, sitting).await.unwrap();
        let Entrance::Room(room) = attempt::room(&own, id).await.unwrap() else { panic!("the exam is over") };
        let vital =
            room.sheet.items.iter().find(|item| item.kind == Kind::TrueFalse && item.passage.is_none());
        let draft = Draft { item: vital.unwrap().no, sequence: 2, answer: ShownResponse::Truth(false) };
        // Everything right first, then the one question wrong.
        let late = at(&own, MORNING.plus_millis(60_000));
        let paper = house.guben.papers.get(house.guben.db.read(), id).await.unwrap();
        let items = house.guben.items.get(house.guben.db.read(), paper.slots.iter().map(|slot| slot.version));
        let items = items.await.unwrap();
        let right =
            paper.questions(|version| items.get(&version).map(|item| &**item)).filter_map(|question| {
                let question = question.ok()?;
                let right = question.slot.to_shown(&Response::right(question.content())?).ok()?;
                (question.content().kind() != Kind::ShortAnswer).then_some(Draft {
                    item: question.no,
                    sequence: 1,
                    answer: right,
                })
            });
        attempt::save(&own, id, right.collect()).await.unwrap();
        attempt::save(&late, id, vec![draft]).await.unwrap();
        attempt::hand_in(&late, id).await.unwrap();
        match state(&late, id).await {
            State::Graded { score, passed, .. } => {
                assert!(!passed && score >= Points::whole(50), "{score} points would be enough");
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
}
