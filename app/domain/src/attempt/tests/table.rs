//! The rules of the clock, row by row.
//!
//! Most rows restate a fact about Moodle's quiz, against which such rules are measured: its request handling,
//! its worker, its overrides, its reopening. On purpose it is otherwise here in this:
//!
//! - Time is up at the deadline itself and not two seconds before it.
//! - There is no "overdue" and no "abandoned": what was saved always counts (`autosubmit`, Moodle's default).
//! - The closing time cuts a limit short, but not an extension nor a pause: who gives time means it.
//! - An extension belongs to one attempt and has a reason; it is not an override of somebody's rules.
//! - A clock can be paused, as in TAO, where Moodle has nothing. Here answers that were on their way when it
//!   was have the same grace as at the end.
//! - A reopened attempt whose time has ended is not finished again at once: it is not reopened without time.
//!
//! The sitting is open from minute 0 to 200 and gives 60 minutes.

use super::*;
use crate::attempt::proctor::SteerRefused;

#[derive(Clone, Copy, Debug)]
enum Do {
    Start,
    Answer,
    HandIn,
    Close,
    Fail,
    Pass,
    Extend(u32),
    Pause,
    Resume,
    Collect,
    Void,
    VoidCertified,
    VoidRevoked,
    /// With so many minutes, 0 for none.
    Reopen(u32),
    ReopenCertified,
    ReopenSuperseded,
    ReopenAfterKeys,
}

/// What an attempt went through, and all that there was to say to it.
struct Life {
    attempt: Attempt,
    events: Vec<Event>,
}

impl Life {
    /// Does it, and says in words what came of it.
    fn go(&mut self, now: Timestamp, what: Do) -> String {
        let around = Around {
            end: Attempt::end_given(self.events.clone()).unwrap_or(now),
            certified: Certified::Never,
            superseded: false,
            keys_released: false,
        };
        let attempt = &mut self.attempt;
        let done = |event: Option<Event>| event.ok_or("nothing".to_owned());
        let steered = |event: Result<Event, SteerRefused>| event.map_err(refused);
        let reopen = |attempt: &mut Attempt, around, minutes| {
            steered(attempt.reopen(around, ExtraTime::new(minutes), reason(), now))
        };
        let outcome = match what {
            Do::Start => done(attempt.start(&sitting(), now)),
            Do::Answer => {
                return match attempt.answer(&Response::One(0), 1, None, now) {
                    Ok(_) => "taken".into(),
                    Err(why) => lost(&why),
                };
            }
            Do::HandIn => done(attempt.hand_in(now)),
            Do::Close => done(attempt.close(now)),
            Do::Fail => done(attempt.grade(Points::whole(10), Points::whole(100), false)),
            Do::Pass => done(attempt.grade(Points::whole(90), Points::whole(100), true)),
            Do::Extend(minutes) => steered(attempt.extend(order(), extra(minutes), reason(), now)),
            Do::Pause => steered(attempt.pause(reason(), now)),
            Do::Resume => steered(attempt.resume(now)),
            Do::Collect => steered(attempt.collect(reason(), now)),
            Do::Void => steered(attempt.void(Certified::Never, reason(), now)),
            Do::VoidCertified => steered(attempt.void(Certified::Stands, reason(), now)),
            Do::VoidRevoked => steered(attempt.void(Certified::Revoked, reason(), now)),
            Do::Reopen(minutes) => reopen(attempt, around, minutes),
            Do::ReopenCertified => reopen(attempt, Around { certified: Certified::Revoked, ..around }, 5),
            Do::ReopenSuperseded => reopen(attempt, Around { superseded: true, ..around }, 5),
            Do::ReopenAfterKeys => reopen(attempt, Around { keys_released: true, ..around }, 5),
        };
        match outcome {
            Ok(event) => {
                self.events.push(event);
                "done".into()
            }
            Err(why) => why,
        }
    }
}

fn lost(why: &AnswerRefused) -> String {
    match why {
        AnswerRefused::NotStarted => "not started".into(),
        AnswerRefused::TimeUp { deadline } => format!("time was up {}", clock(*deadline)),
        AnswerRefused::Paused { since } => format!("paused since {}", clock(*since)),
        AnswerRefused::HandedIn { at } => format!("handed in {}", clock(*at)),
        AnswerRefused::Voided { at } => format!("voided {}", clock(*at)),
        other => format!("{other:?}"),
    }
}

fn refused(why: SteerRefused) -> String {
    match why {
        SteerRefused::NotStarted => "not started".into(),
        SteerRefused::TimeUp { deadline } => format!("time was up {}", clock(deadline)),
        SteerRefused::AlreadyPaused { since } => format!("paused since {}", clock(since)),
        SteerRefused::NotPaused => "not paused".into(),
        SteerRefused::HandedIn { at } => format!("handed in {}", clock(at)),
        SteerRefused::Voided { at } => format!("voided {}", clock(at)),
        SteerRefused::StillOpen => "still open".into(),
        SteerRefused::Certified => "certified".into(),
        SteerRefused::Superseded => "superseded".into(),
        SteerRefused::KeysReleased => "keys are out".into(),
        SteerRefused::NeedsTime { ended } => format!("ended {}", clock(ended)),
    }
}

fn state(state: &State) -> String {
    match state {
        State::NotStarted => "new".into(),
        State::InProgress { deadline, .. } => format!("until {}", clock(*deadline)),
        State::Paused { since, remaining_ms, .. } => {
            format!("{} left since {}", clock(Timestamp(*remaining_ms)), clock(*since))
        }
        State::HandedIn { at, by, .. } => format!("in {} by {by:?}", clock(*at)),
        State::Graded { at, passed, .. } => {
            format!("{} {}", if *passed { "passed" } else { "failed" }, clock(*at))
        }
        State::Voided { at, .. } => format!("void {}", clock(*at)),
    }
}

/// `70`, or `70:30`, in minutes and seconds; `70:00.001` to the millisecond.
fn clock(at: Timestamp) -> String {
    let (minutes, seconds, millis) = (at.0 / 60_000, at.0 / 1000 % 60, at.0 % 1000);
    match (seconds, millis) {
        (0, 0) => format!("{minutes}"),
        (_, 0) => format!("{minutes}:{seconds:02}"),
        _ => format!("{minutes}:{seconds:02}.{millis:03}"),
    }
}

fn instant(text: &str) -> Timestamp {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let seconds: f64 = seconds.parse().unwrap();
    minute(minutes.parse().unwrap()).plus_millis((seconds * 1000.0) as i64)
}

#[test]
fn the_clock_keeps_its_rules() {
    use Do::*;
    type Row = (&'static [(&'static str, Do)], &'static str, &'static str);
    // What happens and when; what comes of the last; how the attempt stands then.
    let rows: &[Row] = &[
        // The end is the earlier of the limit and the closing time.
        (&[("10", Start)], "done", "until 70"),
        (&[("140", Start)], "done", "until 200"),
        (&[("150", Start)], "done", "until 200"),
        (&[("200", Start)], "done", "until 200"),
        // Beginning again is nothing new, and moves nothing.
        (&[("10", Start), ("20", Start)], "nothing", "until 70"),
        (&[("10", Start), ("20", HandIn), ("30", Start)], "nothing", "in 20 by Candidate"),
        (&[("10", Start), ("20", Void), ("30", Start)], "nothing", "void 20"),
        // Nothing can be done to a paper that nobody has opened.
        (&[("10", Answer)], "not started", "new"),
        (&[("10", HandIn)], "nothing", "new"),
        (&[("500", Close)], "nothing", "new"),
        (&[("10", Fail)], "nothing", "new"),
        (&[("10", Extend(5))], "not started", "new"),
        (&[("10", Pause)], "not started", "new"),
        (&[("10", Resume)], "not started", "new"),
        (&[("10", Collect)], "not started", "new"),
        (&[("10", Void)], "not started", "new"),
        (&[("10", Reopen(5))], "not started", "new"),
        // An answer counts until the end and for the grace; after that it is discarded, whatever the page says.
        (&[("10", Start), ("9:59", Answer)], "taken", "until 70"),
        (&[("10", Start), ("69:58.001", Answer)], "taken", "until 70"),
        (&[("10", Start), ("70", Answer)], "taken", "until 70"),
        (&[("10", Start), ("71", Answer)], "taken", "until 70"),
        (&[("10", Start), ("71:00.001", Answer)], "time was up 70", "until 70"),
        (&[("10", Start), ("30", HandIn), ("30:01", Answer)], "handed in 30", "in 30 by Candidate"),
        // Whoever hands in late hands in at the end; the worker does so whenever it comes, and once.
        (&[("10", Start), ("69:59.999", HandIn)], "done", "in 69:59.999 by Candidate"),
        (&[("10", Start), ("70", HandIn)], "done", "in 70 by Clock"),
        (&[("10", Start), ("90", HandIn)], "done", "in 70 by Clock"),
        (&[("10", Start), ("70", Close)], "nothing", "until 70"),
        (&[("10", Start), ("70:59.999", Close)], "nothing", "until 70"),
        (&[("10", Start), ("71", Close)], "done", "in 70 by Clock"),
        (&[("10", Start), ("9000", Close)], "done", "in 70 by Clock"),
        (&[("10", Start), ("71", Close), ("72", Close)], "nothing", "in 70 by Clock"),
        (&[("10", Start), ("71", Close), ("72", HandIn)], "nothing", "in 70 by Clock"),
        // An extension moves the end for both, the candidate and the worker, past the closing time as well.
        (&[("10", Start), ("20", Extend(5))], "done", "until 75"),
        (&[("10", Start), ("20", Extend(5)), ("21", Extend(10))], "done", "until 85"),
        (&[("150", Start), ("160", Extend(30))], "done", "until 230"),
        (&[("10", Start), ("20", Extend(5)), ("75:30", Answer)], "taken", "until 75"),
        (&[("10", Start), ("20", Extend(5)), ("71", Close)], "nothing", "until 75"),
        (&[("10", Start), ("20", Extend(5)), ("76", Close)], "done", "in 75 by Clock"),
        // One that comes while the last answers are on their way is not too late; after that it is.
        (&[("10", Start), ("71", Extend(5))], "done", "until 75"),
        (&[("10", Start), ("71:00.001", Extend(5))], "time was up 70", "until 70"),
        (&[("10", Start), ("30", HandIn), ("31", Extend(5))], "handed in 30", "in 30 by Candidate"),
        // A pause stops the clock: what was left then is left at the resume (TAO).
        (&[("10", Start), ("30", Pause)], "done", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("50", Resume)], "done", "until 90"),
        (&[("10", Start), ("30", Pause), ("50", Resume), ("60", Pause)], "done", "30 left since 60"),
        (&[("150", Start), ("190", Pause), ("300", Resume)], "done", "until 310"),
        (&[("10", Start), ("30", Pause), ("29:58", Resume)], "done", "until 70"),
        (&[("10", Start), ("69:59", Pause), ("500", Resume)], "done", "until 500:01"),
        (&[("10", Start), ("30", Pause), ("31", Pause)], "paused since 30", "40 left since 30"),
        (&[("10", Start), ("30", Resume)], "not paused", "until 70"),
        (&[("10", Start), ("70", Pause)], "time was up 70", "until 70"),
        (&[("10", Start), ("30", HandIn), ("31", Pause)], "handed in 30", "in 30 by Candidate"),
        (&[("10", Start), ("30", HandIn), ("31", Resume)], "handed in 30", "in 30 by Candidate"),
        // While it lasts nothing is answered, handed in or closed; only what was on its way still counts.
        (&[("10", Start), ("30", Pause), ("29:59", Answer)], "taken", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("31", Answer)], "taken", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("31:00.001", Answer)], "paused since 30", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("31", HandIn)], "nothing", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("9000", Close)], "nothing", "40 left since 30"),
        (&[("10", Start), ("30", Pause), ("50", Resume), ("90:30", Answer)], "taken", "until 90"),
        (&[("10", Start), ("30", Pause), ("50", Resume), ("91", Close)], "done", "in 90 by Clock"),
        // Time can be given to one who is paused.
        (&[("10", Start), ("30", Pause), ("40", Extend(5))], "done", "45 left since 30"),
        (&[("10", Start), ("30", Pause), ("40", Extend(5)), ("50", Resume)], "done", "until 95"),
        // The proctor collects at once, paused or not; after the end it was the clock.
        (&[("10", Start), ("30", Collect)], "done", "in 30 by Proctor"),
        (&[("10", Start), ("30", Pause), ("50", Collect)], "done", "in 50 by Proctor"),
        (&[("10", Start), ("75", Collect)], "done", "in 70 by Clock"),
        (&[("10", Start), ("30", Collect), ("30:01", Answer)], "handed in 30", "in 30 by Proctor"),
        (&[("10", Start), ("30", Collect), ("31", Collect)], "handed in 30", "in 30 by Proctor"),
        // Voided is for good, whatever it was before; only a certificate stands in the way.
        (&[("10", Start), ("30", Void)], "done", "void 30"),
        (&[("10", Start), ("30", Pause), ("50", Void)], "done", "void 50"),
        (&[("10", Start), ("30", HandIn), ("50", Void)], "done", "void 50"),
        (&[("10", Start), ("30", HandIn), ("31", Fail), ("50", Void)], "done", "void 50"),
        (&[("10", Start), ("30", HandIn), ("31", Pass), ("50", VoidCertified)], "certified", "passed 30"),
        (&[("10", Start), ("30", HandIn), ("31", Pass), ("50", VoidRevoked)], "done", "void 50"),
        (&[("10", Start), ("30", Void), ("30:01", Answer)], "voided 30", "void 30"),
        (&[("10", Start), ("30", Void), ("31", HandIn)], "nothing", "void 30"),
        (&[("10", Start), ("30", Void), ("31", Fail)], "nothing", "void 30"),
        (&[("10", Start), ("30", Void), ("9000", Close)], "nothing", "void 30"),
        (&[("10", Start), ("30", Void), ("31", Extend(5))], "voided 30", "void 30"),
        (&[("10", Start), ("30", Void), ("31", Resume)], "voided 30", "void 30"),
        (&[("10", Start), ("30", Void), ("31", Void)], "voided 30", "void 30"),
        (&[("10", Start), ("30", Void), ("31", Reopen(5))], "voided 30", "void 30"),
        // Reopened, an attempt has the time that it had; what is given comes on top.
        (&[("10", Start), ("30", HandIn), ("31", Reopen(0))], "done", "until 70"),
        (&[("10", Start), ("30", HandIn), ("31", Fail), ("32", Reopen(0))], "done", "until 70"),
        (&[("10", Start), ("30", HandIn), ("31", Reopen(5))], "done", "until 75"),
        (&[("10", Start), ("20", Extend(5)), ("30", HandIn), ("31", Reopen(0))], "done", "until 75"),
        (&[("10", Start), ("30", HandIn), ("31", Reopen(0)), ("40", Answer)], "taken", "until 70"),
        (&[("10", Start), ("30", HandIn), ("31", Reopen(0)), ("71", Close)], "done", "in 70 by Clock"),
        (&[("10", Start), ("30", Pause), ("50", Collect), ("60", Reopen(0))], "done", "until 90"),
        // Where that time has ended it has to be given some, from now on.
        (&[("10", Start), ("71", Close), ("80", Reopen(0))], "ended 70", "in 70 by Clock"),
        (&[("10", Start), ("71", Close), ("80", Reopen(5))], "done", "until 85"),
        (&[("10", Start), ("30", HandIn), ("70", Reopen(0))], "ended 70", "in 30 by Candidate"),
        // Nothing is reopened that runs, was certified, was followed by another, or whose keys are out.
        (&[("10", Start), ("30", Reopen(5))], "still open", "until 70"),
        (&[("10", Start), ("30", Pause), ("31", Reopen(5))], "still open", "40 left since 30"),
        (&[("10", Start), ("30", HandIn), ("31", ReopenCertified)], "certified", "in 30 by Candidate"),
        (&[("10", Start), ("30", HandIn), ("31", ReopenSuperseded)], "superseded", "in 30 by Candidate"),
        (&[("10", Start), ("30", HandIn), ("31", ReopenAfterKeys)], "keys are out", "in 30 by Candidate"),
    ];
    assert!(rows.len() >= 60);
    for (steps, outcome, stands) in rows {
        let mut life = Life { attempt: Attempt::NEW, events: Vec::new() };
        let said = steps.iter().map(|(now, what)| life.go(instant(now), *what)).last().unwrap();
        assert_eq!((said.as_str(), state(&life.attempt.state).as_str()), (*outcome, *stands), "{steps:?}");
        assert_eq!(Attempt::replay(life.events), life.attempt, "{steps:?}");
    }
}
