//! How one person stands with the exams: passed, or what is missing.

use crate::{
    attempt::State,
    certificate::Status,
    exam::{Ended, Sitting, StartRefused},
    time::Timestamp,
};

/// Whether somebody holds a valid certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Passed,
    Missing(Missing),
}

/// What is missing, the nearest to a pass first: over several sittings the first of these is what a person
/// is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// In the exam, paused or not, or handed in and not graded yet.
    Running,
    /// Failed, and may try again at this sitting, at once or later.
    MakeUpOpen,
    NotBegun,
    /// Failed, and no attempt is left.
    Failed,
    /// The sitting closed before they began (缺考).
    Absent,
    Expired,
    Revoked,
    NotInvited,
}

impl Missing {
    pub const ALL: [Missing; 8] = [
        Missing::Running,
        Missing::MakeUpOpen,
        Missing::NotBegun,
        Missing::Failed,
        Missing::Absent,
        Missing::Expired,
        Missing::Revoked,
        Missing::NotInvited,
    ];

    /// How it is written in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Missing::Running => "running",
            Missing::MakeUpOpen => "make_up_open",
            Missing::NotBegun => "not_begun",
            Missing::Failed => "failed",
            Missing::Absent => "absent",
            Missing::Expired => "expired",
            Missing::Revoked => "revoked",
            Missing::NotInvited => "not_invited",
        }
    }

    pub fn from_code(code: &str) -> Option<Missing> {
        Missing::ALL.into_iter().find(|missing| missing.code() == code)
    }
}

/// What is known of one person at one sitting.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub invited: bool,
    /// Oldest first.
    pub attempts: Vec<State>,
    /// What the certificates that these attempts earned are worth now.
    pub certificates: Vec<Status>,
}

/// Decides how somebody stands with one sitting at `now`.
pub fn at_sitting(rules: &Sitting, known: &Known, now: Timestamp) -> Standing {
    if known.certificates.contains(&Status::Active) {
        return Standing::Passed;
    }
    let running = |state: &State| state.is_open() || matches!(state, State::HandedIn { .. });
    Standing::Missing(match known.certificates.last() {
        Some(Status::Revoked(_)) => Missing::Revoked,
        Some(Status::Expired { .. } | Status::Active) => Missing::Expired,
        None if known.attempts.iter().any(running) => Missing::Running,
        None => {
            let ended: Vec<Ended> = known.attempts.iter().filter_map(Ended::of).collect();
            // The course was finished before the first attempt, or there would be none.
            let next = rules.may_start(&ended, true, now);
            match (ended.is_empty(), next) {
                (false, Ok(()) | Err(StartRefused::WaitForMakeUp { .. })) => Missing::MakeUpOpen,
                (false, Err(_)) => Missing::Failed,
                (true, _) if !known.invited => Missing::NotInvited,
                (true, Err(StartRefused::Closed { .. })) => Missing::Absent,
                (true, _) => Missing::NotBegun,
            }
        }
    })
}

/// How somebody stands over all sittings: one valid certificate is enough.
pub fn overall(standings: impl IntoIterator<Item = Standing>) -> Standing {
    let mut nearest = Missing::NotInvited;
    for standing in standings {
        match standing {
            Standing::Passed => return Standing::Passed,
            Standing::Missing(missing) => nearest = nearest.min(missing),
        }
    }
    Standing::Missing(nearest)
}

#[cfg(test)]
mod tests {
    use crate::{
        attempt::{HandedInBy, proctor::Reason},
        certificate::Revocation,
        id::SittingId,
        points::Points,
        time::Minutes,
    };
    use uuid::Uuid;

    use super::*;

    fn minute(n: i64) -> Timestamp {
        Timestamp(n * 60_000)
    }

    fn rules() -> Sitting {
        Sitting {
            id: SittingId(Uuid::nil()),
            opens_at: minute(0),
            closes_at: minute(100),
            limit: Minutes(10),
            pass_percent: 80,
            make_ups: 1,
            make_up_delay: Minutes(20),
        }
    }

    fn failed(at: i64) -> State {
        let (started_at, at) = (minute(at - 5), minute(at));
        State::Graded {
            started_at,
            at,
            by: HandedInBy::Candidate,
            score: Points::ZERO,
            possible: Points::whole(10),
            passed: false,
        }
    }

    fn at(known: Known, now: i64) -> Standing {
        at_sitting(&rules(), &known, minute(now))
    }

    #[test]
    fn what_is_missing_follows_from_what_happened() {
        let invited = |attempts: Vec<State>| Known { invited: true, attempts, certificates: Vec::new() };
        let running = State::InProgress { started_at: minute(1), deadline: minute(11) };
        let reason = || Reason::new("停电").unwrap();
        let paused = State::Paused {
            started_at: minute(1),
            since: minute(5),
            remaining_ms: 360_000,
            reason: reason(),
        };
        let voided = State::Voided { started_at: minute(1), at: minute(5), reason: reason() };
        for (known, now, missing) in [
            (Known::default(), 5, Missing::NotInvited),
            (invited(vec![State::NotStarted]), -5, Missing::NotBegun),
            (invited(vec![State::NotStarted]), 5, Missing::NotBegun),
            (invited(vec![State::NotStarted]), 101, Missing::Absent),
            (invited(vec![running.clone()]), 5, Missing::Running),
            (invited(vec![failed(10)]), 11, Missing::MakeUpOpen),
            (invited(vec![failed(10)]), 50, Missing::MakeUpOpen),
            (invited(vec![failed(10)]), 101, Missing::Failed),
            (invited(vec![failed(10), failed(40)]), 50, Missing::Failed),
            (invited(vec![failed(10), running]), 35, Missing::Running),
            (invited(vec![paused]), 500, Missing::Running),
            (invited(vec![voided.clone()]), 6, Missing::NotBegun),
            (invited(vec![voided.clone(), failed(30)]), 50, Missing::MakeUpOpen),
            (invited(vec![failed(10), voided]), 31, Missing::MakeUpOpen),
        ] {
            assert_eq!(at(known.clone(), now), Standing::Missing(missing), "{known:?} at {now}");
        }
    }

    #[test]
    fn only_a_valid_certificate_is_a_pass() {
        let holds =
            |certificate| Known { invited: true, attempts: Vec::new(), certificates: vec![certificate] };
        let revoked = Status::Revoked(Revocation { at: minute(1), reason: "代考".into() });
        assert_eq!(at(holds(Status::Active), 5), Standing::Passed);
        assert_eq!(at(holds(Status::Expired { since: minute(1) }), 5), Standing::Missing(Missing::Expired));
        assert_eq!(at(holds(revoked), 5), Standing::Missing(Missing::Revoked));
    }

    #[test]
    fn one_pass_is_enough_and_otherwise_the_nearest_to_it_is_told() {
        use Standing::Missing as Not;
        assert_eq!(overall([Not(Missing::Failed), Standing::Passed]), Standing::Passed);
        assert_eq!(overall([Not(Missing::Expired), Not(Missing::NotBegun)]), Not(Missing::NotBegun));
        assert_eq!(overall([]), Not(Missing::NotInvited));
    }
}
