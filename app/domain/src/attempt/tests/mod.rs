//! The life of an attempt, claim by claim; [`table`] goes through its rules and [`schedules`] through what
//! nobody thought of.

mod schedules;
mod table;

use uuid::Uuid;

use super::{
    proctor::{Around, Certified, ExtraTime, Reason, ReasonFault},
    *,
};
use crate::id::SittingId;

fn minute(n: i64) -> Timestamp {
    Timestamp(n * 60_000)
}

fn sitting() -> Sitting {
    Sitting {
        id: SittingId(Uuid::from_u128(1)),
        opens_at: minute(0),
        closes_at: minute(200),
        limit: Minutes(60),
        pass_percent: 80,
        make_ups: 1,
        make_up_delay: Minutes(0),
    }
}

/// Began at minute 10, so that it ends at minute 70.
fn running() -> Attempt {
    let mut attempt = Attempt::NEW;
    attempt.start(&sitting(), minute(10)).unwrap();
    attempt
}

fn reason() -> Reason {
    Reason::new("停电").unwrap()
}

fn order() -> OrderId {
    OrderId(Uuid::from_u128(1))
}

fn extra(minutes: u32) -> ExtraTime {
    ExtraTime::new(minutes).unwrap()
}

fn saved(sequence: Sequence, choice: usize) -> Saved {
    Saved { sequence, response: Response::One(choice), at: minute(15) }
}

#[test]
fn beginning_twice_moves_no_deadline() {
    let mut attempt = running();
    assert_eq!(attempt.start(&sitting(), minute(20)), None);
    assert_eq!(attempt, running());
}

#[test]
fn an_answer_counts_until_the_grace_is_over() {
    let cases =
        [(minute(10), true), (minute(70), true), (minute(71), true), (minute(71).plus_millis(1), false)];
    for (now, taken) in cases {
        let answer = running().answer(&Response::One(0), 1, None, now);
        assert_eq!(answer.is_ok(), taken, "{now:?}");
    }
}

#[test]
fn a_newer_answer_is_never_overwritten() {
    let held = saved(3, 1);
    let answer =
        |sequence, choice| running().answer(&Response::One(choice), sequence, Some(&held), minute(20));
    assert_eq!(answer(4, 0), Ok(Taken::Store));
    assert_eq!(answer(3, 1), Ok(Taken::Repeat));
    assert_eq!(answer(3, 0), Err(AnswerRefused::Stale { saved: held.clone() }));
    assert_eq!(answer(2, 1), Err(AnswerRefused::Stale { saved: held.clone() }));
}

#[test]
fn nothing_is_taken_before_the_start_or_after_the_end() {
    let answer = |attempt: Attempt| attempt.answer(&Response::One(0), 1, None, minute(30));
    assert_eq!(answer(Attempt::NEW), Err(AnswerRefused::NotStarted));
    let mut done = running();
    done.hand_in(minute(20));
    assert_eq!(answer(done), Err(AnswerRefused::HandedIn { at: minute(20) }));
}

#[test]
fn the_clock_hands_in_at_the_deadline_however_late_it_looks() {
    let mut attempt = running();
    assert_eq!(attempt.close(minute(70)), None, "answers may still be on their way");
    let closed = Event::HandedIn { at: minute(70), by: HandedInBy::Clock };
    assert_eq!(attempt.close(minute(5000)), Some(closed));
    assert_eq!(attempt.close(minute(5001)), None, "once is enough");
}

#[test]
fn handing_in_late_is_the_clocks_doing() {
    let mut attempt = running();
    assert_eq!(
        attempt.hand_in(minute(70).plus_millis(30_000)),
        Some(Event::HandedIn { at: minute(70), by: HandedInBy::Clock })
    );
}

#[test]
fn a_paused_attempt_waits_for_the_proctor_alone() {
    let mut attempt = running();
    attempt.pause(reason(), minute(30)).unwrap();
    assert_eq!(attempt.next_check_at(), None);
    assert_eq!(attempt.close(minute(5000)), None);
    assert_eq!(attempt.hand_in(minute(5000)), None);
    assert_eq!(attempt.phase(minute(5000)), Phase::Paused { remaining_ms: 40 * 60_000 });
    assert_eq!(attempt.end(minute(50)), minute(90), "what it would be if it went on now");
}

#[test]
fn a_refusal_changes_nothing() {
    let mut attempt = running();
    let before = attempt.clone();
    attempt.resume(minute(20)).unwrap_err();
    attempt.pause(reason(), minute(70)).unwrap_err();
    attempt.extend(order(), extra(5), reason(), minute(72)).unwrap_err();
    attempt.void(Certified::Stands, reason(), minute(20)).unwrap_err();
    assert_eq!(attempt, before);
}

#[test]
fn a_reason_says_something_in_a_line() {
    assert_eq!(Reason::new("  \n"), Err(ReasonFault::Missing));
    assert_eq!(Reason::new(&"长".repeat(201)), Err(ReasonFault::TooLong { limit: 200 }));
    assert_eq!(Reason::new(" 停电 ").unwrap().as_str(), "停电");
}

#[test]
fn time_is_given_in_minutes_and_not_in_days() {
    assert_eq!(ExtraTime::new(0), None);
    assert!(ExtraTime::new(480).is_some());
    assert_eq!(ExtraTime::new(481), None);
}

#[test]
fn an_order_that_was_carried_out_is_known_again() {
    let given = running().extend(order(), extra(5), reason(), minute(20)).unwrap();
    assert!(proctor::was_carried_out(order(), std::slice::from_ref(&given)));
    assert!(!proctor::was_carried_out(OrderId(Uuid::from_u128(2)), &[given]));
}

/// Of several times that it was handed in, the last counts; a pause that was going on then has ended with it.
#[test]
fn the_events_tell_how_much_time_was_given() {
    let mut attempt = running();
    let mut events = vec![Event::Started { at: minute(10), deadline: minute(70) }];
    assert_eq!(Attempt::end_given(events.clone()), None);
    events.push(attempt.extend(order(), extra(5), reason(), minute(20)).unwrap());
    events.push(attempt.hand_in(minute(30)).unwrap());
    assert_eq!(Attempt::end_given(events.clone()), Some(minute(75)));
    let around =
        Around { end: minute(75), certified: Certified::Never, superseded: false, keys_released: false };
    events.push(attempt.reopen(around, None, reason(), minute(40)).unwrap());
    events.push(attempt.pause(reason(), minute(45)).unwrap());
    events.push(attempt.collect(reason(), minute(50)).unwrap());
    assert_eq!(Attempt::end_given(events), Some(minute(80)));
}

/// What lies in the databases of earlier releases.
#[test]
fn events_and_states_of_earlier_releases_stay_readable() {
    let events = [
        r#"{"event":"started","at":600000,"deadline":4200000}"#,
        r#"{"event":"handed_in","at":4200000,"by":"clock"}"#,
        r#"{"event":"graded","score":9200,"possible":10000,"passed":true}"#,
    ];
    let states = [
        r#"{"state":"in_progress","started_at":600000,"deadline":4200000}"#,
        r#"{"state":"handed_in","started_at":600000,"at":4200000,"by":"clock"}"#,
        r#"{"state":"graded","started_at":600000,"at":4200000,"by":"clock","score":9200,"possible":10000,"passed":true}"#,
    ];
    let mut attempt = Attempt::NEW;
    for (event, state) in events.into_iter().zip(states) {
        attempt.apply(serde_json::from_str(event).unwrap());
        assert_eq!(serde_json::to_string(&attempt.state).unwrap(), state);
        assert_eq!(serde_json::from_str::<State>(state).unwrap(), attempt.state);
    }
}

#[test]
fn time_is_up_for_whoever_looks() {
    assert_eq!(running().phase(minute(69)), Phase::Running { deadline: minute(70), remaining_ms: 60_000 });
    assert_eq!(running().phase(minute(70)), Phase::TimeUp { deadline: minute(70) });
}

#[test]
fn the_events_alone_give_the_state() {
    let mut attempt = Attempt::NEW;
    let events = [
        attempt.start(&sitting(), minute(10)),
        attempt.hand_in(minute(40)),
        attempt.grade(Points::whole(92), Points::whole(100), true),
    ];
    assert_eq!(Attempt::replay(events.into_iter().flatten()), attempt);
    assert!(matches!(attempt.state, State::Graded { passed: true, .. }));
}

#[test]
fn of_each_question_the_last_answer_counts() {
    let answers = latest([(1, saved(2, 1)), (1, saved(1, 0)), (2, saved(1, 3))]);
    assert_eq!(answers, BTreeMap::from([(1, saved(2, 1)), (2, saved(1, 3))]));
}
