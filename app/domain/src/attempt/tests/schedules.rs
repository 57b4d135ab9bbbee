//! Exam days that nobody planned: whatever happens in whatever order, with clocks that wobble.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Do {
    Answer,
    HandIn,
    Close,
    Grade,
    Extend(u32),
    Pause,
    Resume,
    Collect,
    Void,
    Reopen(u32),
}

/// How far the clocks of two requests may be apart: two servers, or one that waited for the other.
const WOBBLE_MS: i64 = 3_000;

fn step() -> impl Strategy<Value = (i64, i64, Do)> {
    let what = prop_oneof![
        6 => Just(Do::Answer),
        1 => Just(Do::HandIn),
        3 => Just(Do::Close),
        2 => Just(Do::Grade),
        2 => (1..30_u32).prop_map(Do::Extend),
        3 => Just(Do::Pause),
        3 => Just(Do::Resume),
        1 => Just(Do::Collect),
        1 => Just(Do::Void),
        2 => (0..30_u32).prop_map(Do::Reopen),
    ];
    (0..15 * 60_000_i64, -WOBBLE_MS..=WOBBLE_MS, what)
}

/// The end as somebody would keep it on paper, from what was decided alone.
#[derive(Clone, Copy, Debug, PartialEq)]
enum OnPaper {
    Runs { end: Timestamp },
    Stands { since: Timestamp, left: i64 },
    Ended,
}

impl OnPaper {
    fn note(&mut self, event: &Event) {
        *self = match (*self, event) {
            (OnPaper::Runs { end }, Event::Extended { minutes, .. }) => {
                OnPaper::Runs { end: end.plus(*minutes) }
            }
            (OnPaper::Stands { since, left }, Event::Extended { minutes, .. }) => {
                OnPaper::Stands { since, left: left + minutes.millis() }
            }
            (OnPaper::Runs { end }, Event::Paused { at, .. }) => {
                OnPaper::Stands { since: *at, left: end.since(*at) }
            }
            (OnPaper::Stands { since, left }, Event::Resumed { at }) => {
                OnPaper::Runs { end: Timestamp(since.0.max(at.0) + left) }
            }
            (OnPaper::Ended, Event::Reopened { deadline, .. }) => OnPaper::Runs { end: *deadline },
            (OnPaper::Ended, Event::Graded { .. } | Event::Voided { .. }) => OnPaper::Ended,
            (_, Event::HandedIn { .. } | Event::Collected { .. } | Event::Voided { .. }) => OnPaper::Ended,
            (was, event) => panic!("{event:?} cannot follow {was:?}"),
        };
    }

    /// Until when an answer counts, if any does.
    fn last_answer(self) -> Option<Timestamp> {
        match self {
            OnPaper::Runs { end } => Some(end.plus_millis(60_000)),
            OnPaper::Stands { since, .. } => Some(since.plus_millis(60_000)),
            OnPaper::Ended => None,
        }
    }
}

fn act(attempt: &mut Attempt, events: &[Event], what: Do, now: Timestamp) -> Option<Event> {
    match what {
        Do::Answer => None,
        Do::HandIn => attempt.hand_in(now),
        Do::Close => attempt.close(now),
        Do::Grade => attempt.grade(Points::whole(10), Points::whole(100), false),
        Do::Extend(minutes) => attempt.extend(order(), extra(minutes), reason(), now).ok(),
        Do::Pause => attempt.pause(reason(), now).ok(),
        Do::Resume => attempt.resume(now).ok(),
        Do::Collect => attempt.collect(reason(), now).ok(),
        Do::Void => attempt.void(Certified::Never, reason(), now).ok(),
        Do::Reopen(minutes) => {
            let end = Attempt::end_given(events.iter().cloned())?;
            let around = Around { end, certified: Certified::Never, superseded: false, keys_released: false };
            attempt.reopen(around, ExtraTime::new(minutes), reason(), now).ok()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_exam_day_breaks_the_clock(steps in proptest::collection::vec(step(), 0..40)) {
        let mut attempt = Attempt::NEW;
        let mut events: Vec<Event> = attempt.start(&sitting(), minute(10)).into_iter().collect();
        let mut paper = OnPaper::Runs { end: minute(70) };
        let mut latest_deadline = minute(70);
        let mut clock = minute(10);

        for (passes, wobble, what) in steps {
            clock = clock.plus_millis(passes);
            let now = clock.plus_millis(wobble);
            let decide = |attempt: &Attempt| attempt.answer(&Response::One(0), 1, None, now);
            prop_assert_eq!(
                decide(&attempt).is_ok(),
                paper.last_answer().is_some_and(|last| now <= last),
                "an answer at {:?}, {:?}", now, paper
            );

            let before = attempt.clone();
            match act(&mut attempt, &events, what, now) {
                None => prop_assert_eq!(&attempt, &before, "{:?} said nothing and changed something", what),
                Some(event) => {
                    // What is decided is decided from what was stored.
                    let stored = serde_json::to_string(&event).unwrap();
                    prop_assert_eq!(&serde_json::from_str::<Event>(&stored).unwrap(), &event);
                    paper.note(&event);
                    events.push(event);
                }
            }

            if let Some(deadline) = attempt.deadline() {
                prop_assert_eq!(OnPaper::Runs { end: deadline }, paper);
                prop_assert!(deadline >= latest_deadline, "{:?} moved the deadline back", what);
                latest_deadline = deadline;
            }
            let replayed = Attempt::replay(events.iter().cloned());
            prop_assert_eq!(&replayed, &attempt);
            prop_assert_eq!(decide(&replayed), decide(&attempt));
            prop_assert_eq!(replayed.phase(now), attempt.phase(now));
            prop_assert_eq!(replayed.next_check_at(), attempt.next_check_at());
        }

        // At the end of the day the clock alone finishes whatever it was let run.
        let paused = matches!(attempt.state, State::Paused { .. });
        let far = latest_deadline.plus(Minutes(100 * 24 * 60));
        attempt.close(far);
        prop_assert_eq!(attempt.state.is_open(), paused);
        if paused {
            attempt.resume(far).unwrap();
            attempt.close(far.plus(Minutes(100 * 24 * 60)));
            prop_assert!(!attempt.state.is_open());
        }
    }
}
