//! A proctor steers a running exam, on both engines; the rules themselves are tested in the domain.

use domain::{
    attempt::{
        Event, HandedInBy, State,
        proctor::SteerRefused,
        room::{ClockNow, Draft, Outcome, Room, Settled},
    },
    exam::StartRefused,
    id::{AttemptId, OrderId, PersonId, SittingId},
    paper::ShownResponse,
    person::access::Role,
    points::Points,
};
use services::{
    Ctx, Failure, Refusal,
    archive::{self, Purpose},
    attempt::{
        self, Entrance, Standing, Withheld,
        proctor::{self, Steered, Whom},
    },
    audit, certificate,
    failure::Fault,
};
use testkit::{House, at, each_engine};
use uuid::Uuid;

use crate::archive::{exam, member, minute, sit, workshop};

fn order() -> OrderId {
    Uuid::now_v7().into()
}

/// The proctor at a minute.
fn desk(house: &House, n: i64) -> Ctx {
    at(&house.acting(Role::Proctor), minute(n))
}

fn candidate(house: &House, person: PersonId, n: i64) -> Ctx {
    at(&house.person(person, Role::Worker), minute(n))
}

/// A candidate who has begun at minute 0, and so has time until minute 60.
async fn running(house: &House) -> (PersonId, SittingId, AttemptId) {
    let worker = house.worker("W1", "刘建国").await;
    let sitting = exam(house, &[worker]).await;
    let id = attempt::start(&candidate(house, worker, 0), sitting).await.unwrap();
    (worker, sitting, id)
}

async fn room(ctx: &Ctx, id: AttemptId) -> Room {
    match attempt::room(ctx, id).await.unwrap() {
        Entrance::Room(room) => *room,
        Entrance::Over => panic!("the exam is over"),
    }
}

/// Answers the question of true or false, rightly.
async fn answer(ctx: &Ctx, room: &Room, sequence: u32) -> Settled {
    let item = room.sheet.items.iter().find(|item| item.kind == domain::bank::Kind::TrueFalse).unwrap();
    let draft = Draft { item: item.no, sequence, answer: ShownResponse::Truth(true) };
    attempt::save(ctx, room.attempt, vec![draft]).await.unwrap()
}

fn saved(settled: &Settled) -> bool {
    matches!(settled.results[0].outcome, Outcome::Saved { .. })
}

fn refused<T: std::fmt::Debug>(outcome: services::Result<T>) -> SteerRefused {
    match outcome {
        Err(Failure::Refused(Refusal::Steer(why))) => why,
        other => panic!("{other:?}"),
    }
}

async fn state(house: &House, sitting: SittingId, id: AttemptId) -> State {
    proctor::watch(&desk(house, 0), sitting).await.unwrap().seat(id).unwrap().state().clone()
}

async fn assert_intact(house: &House) {
    assert_eq!(audit::verify(&house.guben.db, house.org.0).await.unwrap(), []);
}

const DONE: Steered = Steered { done: 1, refused: Vec::new() };

#[tokio::test]
async fn time_that_is_given_counts_and_a_form_sent_twice_gives_it_once() {
    each_engine(|house| async move {
        let (worker, _, id) = running(&house).await;
        let order = order();
        for _ in 0..2 {
            let given = proctor::extend(&desk(&house, 20), Whom::One(id), order, 10, "网络故障").await;
            assert_eq!(given.unwrap(), DONE);
        }
        let room = room(&candidate(&house, worker, 65), id).await;
        assert_eq!(room.deadline, minute(70));
        assert!(saved(&answer(&candidate(&house, worker, 69), &room, 1).await));
        assert_eq!(attempt::close_due(&house.guben, minute(70)).await.unwrap(), 0);
        assert_eq!(attempt::close_due(&house.guben, minute(71)).await.unwrap(), 1);
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn a_pause_keeps_what_was_left_and_takes_only_what_was_on_its_way() {
    each_engine(|house| async move {
        let (worker, _, id) = running(&house).await;
        let paper = room(&candidate(&house, worker, 1), id).await;
        proctor::pause(&desk(&house, 30), Whom::One(id), "停电").await.unwrap();

        assert!(saved(&answer(&candidate(&house, worker, 31), &paper, 1).await), "it was on its way");
        let late = answer(&candidate(&house, worker, 32), &paper, 2).await;
        assert_eq!(late.results[0].outcome, Outcome::Paused);
        assert!(matches!(&late.clock, ClockNow::Paused { reason } if reason.as_str() == "停电"), "{late:?}");
        assert_eq!(late.deadline, minute(62), "30 minutes are left, whenever one asks");
        attempt::hand_in(&candidate(&house, worker, 33), id).await.unwrap();
        assert_eq!(attempt::close_due(&house.guben, minute(5000)).await.unwrap(), 0);
        assert!(matches!(room(&candidate(&house, worker, 34), id).await.clock, ClockNow::Paused { .. }));

        proctor::resume(&desk(&house, 170), Whom::One(id)).await.unwrap();
        let again = room(&candidate(&house, worker, 171), id).await;
        assert_eq!((again.deadline, again.clock), (minute(200), ClockNow::Running), "past the closing time");
        assert!(saved(&answer(&candidate(&house, worker, 199), &paper, 2).await));
        assert_eq!(attempt::close_due(&house.guben, minute(201)).await.unwrap(), 1);
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn an_order_to_the_room_is_decided_for_each_by_itself() {
    each_engine(|house| async move {
        let mut people = Vec::new();
        for (number, name) in [("W1", "刘建国"), ("W2", "何小燕"), ("W3", "陈志远"), ("W4", "周丽")] {
            people.push(house.worker(number, name).await);
        }
        let all: Vec<_> = people.iter().copied().chain([house.admin]).collect();
        let sitting = exam(&house, &all).await;
        let begin = |person| {
            let ctx = candidate(&house, person, 0);
            async move { attempt::start(&ctx, sitting).await.unwrap() }
        };
        let (paused, running, over) = (begin(people[0]).await, begin(people[1]).await, begin(people[2]).await);
        let own = begin(house.admin).await;
        attempt::hand_in(&candidate(&house, people[2], 1), over).await.unwrap();
        proctor::pause(&desk(&house, 5), Whom::One(paused), "身体不适").await.unwrap();

        let steered = proctor::pause(&desk(&house, 10), Whom::All(sitting), "消防演习").await.unwrap();
        let already = (paused, SteerRefused::AlreadyPaused { since: minute(5) });
        assert_eq!(steered, Steered { done: 1, refused: vec![already] });
        assert!(matches!(state(&house, sitting, running).await, State::Paused { since, .. } if since == minute(10)));
        assert!(matches!(state(&house, sitting, own).await, State::InProgress { .. }), "nobody's own");

        let steered = proctor::resume(&desk(&house, 20), Whom::All(sitting)).await.unwrap();
        assert_eq!(steered, Steered { done: 2, refused: Vec::new() });
        let steered = proctor::collect(&desk(&house, 30), Whom::All(sitting), "提前结束").await.unwrap();
        assert_eq!(steered.done, 2);
        let watch = proctor::watch(&desk(&house, 31), sitting).await.unwrap();
        assert_eq!((watch.seats.len(), watch.open().count()), (5, 0));
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_collected_is_graded_with_what_was_saved() {
    each_engine(|house| async move {
        let (worker, sitting, id) = running(&house).await;
        let paper = room(&candidate(&house, worker, 1), id).await;
        answer(&candidate(&house, worker, 2), &paper, 1).await;
        proctor::collect(&desk(&house, 3), Whom::One(id), "违纪").await.unwrap();
        match state(&house, sitting, id).await {
            State::Graded { at, by, score, passed, .. } => {
                assert_eq!((at, by), (minute(3), HandedInBy::Proctor));
                assert_eq!((score, passed), (Points::whole(25), false));
            }
            state => panic!("{state:?}"),
        }
        let late = answer(&candidate(&house, worker, 4), &paper, 2).await;
        assert_eq!((late.results[0].outcome.clone(), late.clock), (Outcome::HandedIn, ClockNow::Over));
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn a_voided_attempt_uses_up_none_and_the_next_has_another_paper() {
    each_engine(|house| async move {
        let (worker, sitting, first) = running(&house).await;
        proctor::void(&desk(&house, 5), Whom::One(first), "试卷外泄").await.unwrap();
        let result = attempt::result(&candidate(&house, worker, 6), first).await.unwrap();
        assert!(matches!(&result.state, State::Voided { reason, .. } if reason.as_str() == "试卷外泄"));
        assert_eq!(result.standing, Standing::Open { make_up: false });
        assert!(result.released.is_none());

        // One make-up is allowed: two more that fail, and no third.
        for from in [10, 20] {
            sit(&house, worker, sitting, from, false).await;
        }
        let refused = attempt::start(&candidate(&house, worker, 30), sitting).await.unwrap_err();
        let expected = Refusal::Start(StartRefused::NoAttemptLeft { allowed: 2 });
        assert!(matches!(&refused, Failure::Refused(refusal) if *refusal == expected), "{refused:?}");
        let reader = at(&house.acting(Role::Auditor), minute(40));
        let file = archive::open_file(&reader, worker, Purpose::Read).await.unwrap();
        assert_eq!(file.attempts.iter().map(|view| view.no).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(file.certificates, []);
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn a_certificate_stands_in_the_way_until_it_is_revoked() {
    each_engine(|house| async move {
        let worker = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[worker]).await;
        let id = sit(&house, worker, sitting, 0, true).await;
        let certified = proctor::void(&desk(&house, 5), Whom::One(id), "代考").await;
        assert_eq!(refused(certified), SteerRefused::Certified);
        let certified = proctor::reopen(&desk(&house, 5), id, 5, "误交").await;
        assert_eq!(refused(certified), SteerRefused::Certified);

        let held = certificate::mine(&candidate(&house, worker, 5)).await.unwrap().remove(0);
        let manager = at(&house.acting(Role::SafetyManager), minute(6));
        certificate::revoke(&manager, held.content.certificate, "代考").await.unwrap();
        let certified = proctor::reopen(&desk(&house, 7), id, 5, "误交").await;
        assert_eq!(refused(certified), SteerRefused::Certified, "it was issued");
        proctor::void(&desk(&house, 7), Whom::One(id), "代考").await.unwrap();
        let second = sit(&house, worker, sitting, 10, true).await;
        assert!(matches!(state(&house, sitting, second).await, State::Graded { passed: true, .. }));
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn a_paper_that_was_handed_in_by_mistake_goes_on_with_its_time() {
    each_engine(|house| async move {
        let (worker, sitting, id) = running(&house).await;
        let paper = room(&candidate(&house, worker, 1), id).await;
        attempt::hand_in(&candidate(&house, worker, 2), id).await.unwrap();
        proctor::reopen(&desk(&house, 5), id, 0, "误交").await.unwrap();
        assert_eq!(room(&candidate(&house, worker, 6), id).await.deadline, minute(60));
        assert!(saved(&answer(&candidate(&house, worker, 7), &paper, 1).await));

        // The clock closed it while the network was down.
        assert_eq!(attempt::close_due(&house.guben, minute(61)).await.unwrap(), 1);
        let needs = proctor::reopen(&desk(&house, 70), id, 0, "断网").await;
        assert_eq!(refused(needs), SteerRefused::NeedsTime { ended: minute(60) });
        proctor::reopen(&desk(&house, 70), id, 15, "断网").await.unwrap();
        assert_eq!(room(&candidate(&house, worker, 71), id).await.deadline, minute(85));
        attempt::hand_in(&candidate(&house, worker, 72), id).await.unwrap();

        attempt::start(&candidate(&house, worker, 73), sitting).await.unwrap();
        let superseded = proctor::reopen(&desk(&house, 74), id, 5, "误交").await;
        assert_eq!(refused(superseded), SteerRefused::Superseded);
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn what_has_ended_has_ended_also_before_the_job_comes() {
    each_engine(|house| async move {
        let (_, sitting, id) = running(&house).await;
        let late = proctor::extend(&desk(&house, 62), Whom::One(id), order(), 5, "断网").await;
        assert_eq!(refused(late), SteerRefused::HandedIn { at: minute(60) });
        assert!(matches!(state(&house, sitting, id).await, State::Graded { by: HandedInBy::Clock, .. }));
        proctor::reopen(&desk(&house, 62), id, 5, "断网").await.unwrap();
        assert_intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn keys_wait_for_whoever_was_given_time_past_the_end_and_then_nothing_is_reopened() {
    each_engine(|house| async move {
        let (early, late) = (house.worker("W1", "刘建国").await, house.worker("W2", "何小燕").await);
        let sitting = exam(&house, &[early, late]).await;
        let done = sit(&house, early, sitting, 0, false).await;
        let slow = attempt::start(&candidate(&house, late, 170), sitting).await.unwrap();
        proctor::extend(&desk(&house, 175), Whom::One(slow), order(), 60, "加试").await.unwrap();

        let result = attempt::result(&candidate(&house, early, 200), done).await.unwrap();
        assert_eq!(result.released.unwrap().unwrap_err(), Withheld::StillOpen);
        proctor::collect(&desk(&house, 210), Whom::One(slow), "结束").await.unwrap();
        let result = attempt::result(&candidate(&house, early, 211), done).await.unwrap();
        assert_eq!(result.released.unwrap().unwrap().len(), 4);
        let known = proctor::reopen(&desk(&house, 212), slow, 5, "误交").await;
        assert_eq!(refused(known), SteerRefused::KeysReleased);
    })
    .await;
}

#[tokio::test]
async fn the_file_tells_who_did_what_and_why() {
    each_engine(|house| async move {
        let (worker, _, id) = running(&house).await;
        let one = Whom::One(id);
        proctor::extend(&desk(&house, 10), one, order(), 10, "网络故障").await.unwrap();
        proctor::pause(&desk(&house, 20), one, " 停电 ").await.unwrap();
        proctor::resume(&desk(&house, 30), one).await.unwrap();
        proctor::void(&desk(&house, 40), one, "题目有误").await.unwrap();
        let reader = at(&house.acting(Role::Auditor), minute(50));
        let file = archive::open_file(&reader, worker, Purpose::Read).await.unwrap();
        let history = &file.attempts[0].history;
        let told: Vec<_> = history
            .iter()
            .map(|step| {
                let why = match &step.event {
                    Event::Extended { reason, .. }
                    | Event::Paused { reason, .. }
                    | Event::Voided { reason, .. } => reason.as_str(),
                    _ => "",
                };
                (step.at, step.who.as_deref().unwrap_or_default(), why, step.deadline)
            })
            .collect();
        assert_eq!(
            told,
            [
                (minute(0), "刘建国", "", Some(minute(60))),
                (minute(10), "管理员", "网络故障", Some(minute(70))),
                (minute(20), "管理员", "停电", None),
                (minute(30), "管理员", "", Some(minute(80))),
                (minute(40), "管理员", "题目有误", None),
            ]
        );
        assert_eq!(file.integrity.faults, []);
    })
    .await;
}

#[tokio::test]
async fn a_room_tells_who_is_there_and_who_has_gone() {
    each_engine(|house| async move {
        let (worker, sitting, id) = running(&house).await;
        let paper = room(&candidate(&house, worker, 1), id).await;
        answer(&candidate(&house, worker, 5), &paper, 1).await;
        let look = |n| {
            let ctx = at(&house.acting(Role::Auditor), minute(n));
            async move { proctor::watch(&ctx, sitting).await.unwrap().seats.remove(0) }
        };
        let seat = look(7).await;
        let row = seat.attempt.as_ref().unwrap();
        assert_eq!((row.answered, row.saved_at, seat.seen), (1, Some(minute(5)), Some(minute(5))));
        assert_eq!((seat.away, seat.steerable), (false, false), "an auditor only looks");
        assert!(look(8).await.away);
        attempt::hand_in(&candidate(&house, worker, 9), id).await.unwrap();
        assert!(!look(30).await.away, "whoever has handed in may go");
    })
    .await;
}

#[tokio::test]
async fn nobody_steers_without_the_right_the_reach_or_a_reason() {
    each_engine(|house| async move {
        let (east, east_path) = workshop(&house, "一车间").await;
        let (_, west_path) = workshop(&house, "二车间").await;
        let worker = member(&house, east, "W1", "刘建国").await;
        let sitting = exam(&house, &[worker, house.admin]).await;
        let id = attempt::start(&candidate(&house, worker, 0), sitting).await.unwrap();
        let own = attempt::start(&candidate(&house, house.admin, 0), sitting).await.unwrap();
        let head = audit::head(&house.guben.db, house.org.0).await.unwrap().seq;

        let stranger = house.another_enterprise().await;
        let west = house.within(house.admin, Role::Proctor, west_path);
        for (ctx, found) in [(&west, true), (&stranger, false)] {
            let one = proctor::pause(ctx, Whom::One(id), "停电").await;
            match found {
                true => assert!(matches!(one, Err(Failure::Forbidden)), "{one:?}"),
                false => assert!(matches!(one, Err(Failure::NotFound)), "{one:?}"),
            }
        }
        assert_eq!(proctor::pause(&west, Whom::All(sitting), "停电").await.unwrap().done, 0);
        assert!(matches!(proctor::watch(&stranger, sitting).await, Err(Failure::NotFound)));
        for role in Role::ALL.into_iter().filter(|role| ![Role::Proctor, Role::SafetyManager].contains(role))
        {
            for whom in [Whom::One(id), Whom::All(sitting)] {
                let outcome = proctor::resume(&house.acting(role), whom).await;
                assert!(matches!(outcome, Err(Failure::Forbidden)), "{role:?}: {outcome:?}");
            }
        }
        let mine = proctor::extend(&desk(&house, 1), Whom::One(own), order(), 60, "需要").await;
        assert!(matches!(mine, Err(Failure::Refused(Refusal::OwnExam))), "{mine:?}");

        let desk = desk(&house, 1);
        let field = |outcome: services::Result<Steered>| match outcome {
            Err(Failure::Refused(Refusal::Fields(faults))) => faults[0].clone(),
            other => panic!("{other:?}"),
        };
        for outcome in [
            proctor::extend(&desk, Whom::One(id), order(), 5, " ").await,
            proctor::pause(&desk, Whom::One(id), "").await,
            proctor::collect(&desk, Whom::One(id), "").await,
            proctor::void(&desk, Whom::One(id), "").await,
        ] {
            let fault = field(outcome);
            assert_eq!((fault.field, fault.fault), ("reason", Fault::Missing));
        }
        for minutes in [0, 481, u32::MAX] {
            let fault = field(proctor::extend(&desk, Whom::One(id), order(), minutes, "停电").await);
            assert_eq!((fault.field, fault.fault), ("minutes", Fault::OutOfRange { min: 1, max: 480 }));
        }
        assert_eq!(audit::head(&house.guben.db, house.org.0).await.unwrap().seq, head, "nothing was done");

        let east = at(&house.within(house.admin, Role::SafetyManager, east_path), minute(2));
        assert_eq!(proctor::pause(&east, Whom::All(sitting), "停电").await.unwrap(), DONE);
    })
    .await;
}
