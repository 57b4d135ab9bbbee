//! A candidate's way through an exam, on both engines.

use std::collections::BTreeSet;

use domain::{
    attempt::{
        HandedInBy, State,
        room::{Draft, Outcome, Room, Settled},
    },
    bank::Kind,
    exam::StartRefused,
    id::{AttemptId, SittingId},
    paper::{Blueprint, Cell, ShownResponse},
    person::access::Role,
    points::Points,
    time::{Minutes, Timestamp},
};
use services::{
    Ctx, Failure, Refusal,
    attempt::{self, Entrance, Standing, Withheld},
    audit,
    db::Stamp,
    exam::{blueprint, sitting},
};
use testkit::{House, MORNING, at, each_engine};
use uuid::Uuid;

const HOUR: i64 = 3_600_000;

fn minute(n: i64) -> Timestamp {
    MORNING.plus_millis(n * 60_000)
}

/// An exam of four questions, one of each kind, 25 points each: open for three hours, one hour long, 75 %
/// passes, one make-up at once.
async fn exam(house: &House, people: &[domain::id::PersonId]) -> SittingId {
    let csv = "题型,题干,选项A,选项B,选项C,答案\n\
        单选题,进入施工现场必须戴（ ）,安全帽,草帽,棉帽,A\n\
        多选题,下列属于灭火器使用步骤的有（ ）,提,拔,跑,AB\n\
        判断题,未经培训不得上岗,,,,正确\n\
        填空题,安全第一、（ ）为主、综合治理,,,,预防\n";
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
        closes_at: MORNING.plus_millis(3 * HOUR),
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

async fn candidate(house: &House) -> (Ctx, SittingId) {
    let worker = house.worker("W1", "刘建国").await;
    let sitting = exam(house, &[worker]).await;
    (house.person(worker, Role::Worker), sitting)
}

async fn room(ctx: &Ctx, id: AttemptId) -> Room {
    match attempt::room(ctx, id).await.unwrap() {
        Entrance::Room(room) => *room,
        Entrance::Over => panic!("the exam is over"),
    }
}

/// The right answers to the questions of [`exam`], wherever the paper has put them.
fn right(room: &Room) -> Vec<Draft> {
    let answers = room.sheet.items.iter().map(|item| {
        let place =
            |text: &str| item.options.iter().position(|option| option.text().to_string() == text).unwrap();
        let answer = match item.kind {
            Kind::SingleChoice => ShownResponse::Chosen(BTreeSet::from([place("安全帽")])),
            Kind::MultipleChoice => ShownResponse::Chosen(BTreeSet::from([place("提"), place("拔")])),
            Kind::TrueFalse => ShownResponse::Truth(true),
            Kind::FillIn => ShownResponse::Texts(vec!["预防".into()]),
            other => panic!("{other:?}"),
        };
        Draft { item: item.no, sequence: 1, answer }
    });
    answers.collect()
}

fn all_saved(settled: &Settled) -> bool {
    settled.results.iter().all(|result| matches!(result.outcome, Outcome::Saved { .. }))
}

#[tokio::test]
async fn a_candidate_passes_and_gets_a_certificate() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&at(&worker, minute(5)), sitting).await.unwrap();
        let room = room(&at(&worker, minute(6)), id).await;
        assert_eq!(room.deadline, minute(65));
        let settled = attempt::save(&at(&worker, minute(7)), id, right(&room)).await.unwrap();
        assert!(all_saved(&settled), "{settled:?}");
        attempt::hand_in(&at(&worker, minute(8)), id).await.unwrap();

        let result = attempt::result(&at(&worker, minute(9)), id).await.unwrap();
        let State::Graded { score, passed, by, .. } = result.state else { panic!("{:?}", result.state) };
        assert_eq!((score, passed, by), (Points::whole(100), true, HandedInBy::Candidate));
        let certificates = services::certificate::mine(&at(&worker, minute(9))).await.unwrap();
        assert_eq!(certificates.len(), 1);
        assert_eq!(audit::verify(&house.guben.db, house.org.0).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn keys_are_released_when_the_window_has_closed_and_not_before() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&at(&worker, minute(5)), sitting).await.unwrap();
        attempt::hand_in(&at(&worker, minute(6)), id).await.unwrap();
        let result = |n| {
            let ctx = at(&worker, minute(n));
            async move { attempt::result(&ctx, id).await.unwrap() }
        };
        let until = Withheld::Until(minute(180));
        assert_eq!(result(7).await.released.unwrap().unwrap_err(), until);
        assert_eq!(result(180).await.released.unwrap().unwrap_err(), until, "answers may be on their way");
        assert_eq!(result(182).await.released.unwrap().unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_taken_after_the_grace_and_the_clock_hands_in_at_the_deadline() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&at(&worker, MORNING), sitting).await.unwrap();
        let drafts = right(&room(&at(&worker, minute(1)), id).await);
        let (first, rest) = drafts.split_at(1);
        let save = |n: i64, drafts: &[Draft]| {
            let (ctx, drafts) = (at(&worker, minute(n)), drafts.to_vec());
            async move { attempt::save(&ctx, id, drafts).await.unwrap() }
        };
        assert!(all_saved(&save(61, first).await), "the grace covers a slow network");
        let late = save(62, rest).await;
        assert!(late.results.iter().all(|result| result.outcome == Outcome::TimeUp), "{late:?}");

        assert_eq!(attempt::close_due(&house.guben, minute(60)).await.unwrap(), 0);
        assert_eq!(attempt::close_due(&house.guben, minute(500)).await.unwrap(), 1);
        assert_eq!(attempt::close_due(&house.guben, minute(501)).await.unwrap(), 0, "once is enough");
        let result = attempt::result(&at(&worker, minute(502)), id).await.unwrap();
        let State::Graded { at: ended, by, score, .. } = result.state else { panic!("{:?}", result.state) };
        assert_eq!((ended, by, score), (minute(60), HandedInBy::Clock, Points::whole(25)));
    })
    .await;
}

#[tokio::test]
async fn of_two_windows_the_newer_answer_stays_and_the_other_is_told() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&worker, sitting).await.unwrap();
        let draft = right(&room(&worker, id).await).remove(0);
        assert!(all_saved(&attempt::save(&worker, id, vec![draft.clone()]).await.unwrap()));
        assert!(
            all_saved(&attempt::save(&worker, id, vec![draft.clone()]).await.unwrap()),
            "a repeat is no news"
        );
        let other = match draft.answer {
            ShownResponse::Chosen(ref chosen) => {
                ShownResponse::Chosen((0..3).filter(|position| !chosen.contains(position)).take(1).collect())
            }
            ShownResponse::Truth(truth) => ShownResponse::Truth(!truth),
            ShownResponse::Texts(_) => ShownResponse::Texts(vec!["治理".into()]),
            other => panic!("{other:?}"),
        };
        let stale = Draft { answer: other, ..draft.clone() };
        let settled = attempt::save(&worker, id, vec![stale]).await.unwrap();
        match &settled.results[0].outcome {
            Outcome::Stale { held } => assert_eq!(held.answer, draft.answer),
            outcome => panic!("{outcome:?}"),
        }
        assert_eq!(room(&worker, id).await.held.len(), 1);
    })
    .await;
}

/// A group is written together when its saves arrive while another is being committed.
#[tokio::test]
async fn saves_that_share_a_write_are_decided_each_by_itself() {
    each_engine(|house| async move {
        let (first, second) = (house.worker("W1", "刘建国").await, house.worker("W2", "何小燕").await);
        let sitting = exam(&house, &[first, second]).await;
        let (first, second) = (house.person(first, Role::Worker), house.person(second, Role::Worker));
        let mine = attempt::start(&first, sitting).await.unwrap();
        let theirs = attempt::start(&second, sitting).await.unwrap();
        attempt::hand_in(&at(&second, minute(3)), theirs).await.unwrap();
        let drafts = right(&room(&first, mine).await);
        let one = |index: usize| vec![drafts[index].clone()];
        let (in_time, late, after) = (at(&first, minute(5)), at(&first, minute(62)), at(&second, minute(4)));

        let newer = vec![Draft { sequence: 2, ..drafts[0].clone() }];
        let (a, again, b, too_late, strange, over) = futures::join!(
            attempt::save(&in_time, mine, one(0)),
            attempt::save(&in_time, mine, newer),
            attempt::save(&in_time, mine, one(1)),
            attempt::save(&late, mine, one(2)),
            attempt::save(&second, mine, one(3)),
            attempt::save(&after, theirs, one(3)),
        );
        assert!([a, again, b].into_iter().all(|settled| all_saved(&settled.unwrap())));
        assert_eq!(too_late.unwrap().results[0].outcome, Outcome::TimeUp);
        assert!(matches!(strange, Err(Failure::NotFound)), "{strange:?}");
        assert_eq!(over.unwrap().results[0].outcome, Outcome::HandedIn);

        let held = room(&in_time, mine).await.held;
        assert_eq!(held.iter().map(|held| (held.item, held.sequence)).collect::<Vec<_>>(), [(1, 2), (2, 1)]);
        assert_eq!(audit::verify(&house.guben.db, house.org.0).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn who_fails_gets_one_make_up_with_a_paper_of_its_own() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let first = attempt::start(&worker, sitting).await.unwrap();
        attempt::hand_in(&at(&worker, minute(1)), first).await.unwrap();
        let desk = attempt::desk(&at(&worker, minute(2)), sitting).await.unwrap();
        assert_eq!(desk.exam.standing, Standing::Open { make_up: true });
        let second = attempt::start(&at(&worker, minute(2)), sitting).await.unwrap();
        assert_ne!(first, second);
        assert_eq!(
            attempt::start(&at(&worker, minute(3)), sitting).await.unwrap(),
            second,
            "starting twice is once"
        );
        attempt::hand_in(&at(&worker, minute(4)), second).await.unwrap();
        let refused = attempt::start(&at(&worker, minute(5)), sitting).await.unwrap_err();
        let expected = Refusal::Start(StartRefused::NoAttemptLeft { allowed: 2 });
        assert!(matches!(&refused, Failure::Refused(refusal) if *refusal == expected), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_exam_is_not_found() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&worker, sitting).await.unwrap();
        let drafts = right(&room(&worker, id).await);
        let other = house.worker("W2", "陈志远").await;
        let other = house.person(other, Role::Worker);
        let stranger = house.another_enterprise().await;
        for nosy in [&other, &stranger] {
            assert!(matches!(attempt::room(nosy, id).await, Err(Failure::NotFound)));
            assert!(matches!(attempt::save(nosy, id, drafts.clone()).await, Err(Failure::NotFound)));
            assert!(matches!(attempt::hand_in(nosy, id).await, Err(Failure::NotFound)));
            assert!(matches!(attempt::result(nosy, id).await, Err(Failure::NotFound)));
            assert!(matches!(attempt::start(nosy, sitting).await, Err(Failure::NotFound)));
        }
        assert_eq!(room(&worker, id).await.held, [], "and nothing was changed");
    })
    .await;
}

#[tokio::test]
async fn a_mark_that_was_changed_by_sql_is_named() {
    each_engine(|house| async move {
        let (worker, sitting) = candidate(&house).await;
        let id = attempt::start(&worker, sitting).await.unwrap();
        let drafts = right(&room(&worker, id).await);
        attempt::save(&worker, id, drafts).await.unwrap();
        house.tamper("UPDATE answer SET response = '{\"truth\":false}' WHERE item_no = 1").await;
        let findings = audit::verify(&house.guben.db, house.org.0).await.unwrap();
        assert_eq!(findings.len(), 1, "{findings:?}");
        match &findings[0].fault {
            domain::audit::Fault::RowChanged { subject, key, .. } => {
                assert_eq!((subject.as_str(), key.as_str()), ("answer", format!("{id}/1/1").as_str()));
            }
            fault => panic!("{fault:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn an_edit_by_sql_shows_even_after_the_row_was_changed_again() {
    each_engine(|house| async move {
        let worker = house.worker("W1", "刘建国").await;
        house.tamper("UPDATE person SET name = '别人' WHERE number = 'W1'").await;
        services::person::roster::leave(&house.acting(Role::EnterpriseAdmin), worker).await.unwrap();
        let findings = audit::verify(&house.guben.db, house.org.0).await.unwrap();
        let named = findings.iter().any(|finding| {
            matches!(&finding.fault, domain::audit::Fault::RowChanged { key, .. } if *key == worker.to_string())
        });
        assert!(named, "{findings:?}");
    })
    .await;
}
