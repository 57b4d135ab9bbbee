//! How long somebody has to wait after wrong passwords.
//!
//! Two counts, because they answer two attacks. *By name and address* stops a person who tries one
//! account's passwords from one place: after some free tries the wait doubles, up to a quarter of an
//! hour. Against the owner it can be turned only where both use one address, as at a shared tablet, and
//! then it holds only there. *By name over all addresses* slows down many machines that share the work.
//! It could be turned against the owner from anywhere, so it never grows beyond half a minute and does
//! not hold at an address where the owner has signed in before.
//!
//! A try that is refused because of the wait is not looked at and not counted: who is impatient does not
//! make it worse, and who hammers does not keep the owner out. What is left to many machines is one guess
//! in 30 s, and two dozen more each time the owner signs in: a million a year, which is why the commonest
//! passwords are not [allowed](super::password).

use crate::time::Timestamp;

/// Wrong passwords before anybody waits: a person with three passwords in mind and thick gloves.
pub const FREE_HERE: u32 = 5;

/// Wrong passwords over all addresses before the name is slowed down: a shift of people who forget.
pub const FREE_ANYWHERE: u32 = 20;

/// Longest wait for a name at one address: 15 minutes.
pub const LONGEST_HERE_MS: i64 = 15 * 60_000;

/// Longest wait for a name over all addresses: 30 seconds, so that nobody can lock out its owner for long.
pub const LONGEST_ANYWHERE_MS: i64 = 30_000;

/// Failures older than this are forgotten: 24 hours, so that yesterday's slips cost nothing today.
pub const FORGOTTEN_AFTER_MS: i64 = 24 * 60 * 60_000;

/// Wrong passwords in a row, since the last right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    /// When the last of them was; `None` when there were none.
    pub last: Option<Timestamp>,
}

/// Whether this name has signed in from this address before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    Known,
    Strange,
}

impl Failures {
    /// The count after one more wrong password at `now`.
    pub fn and_one(self, now: Timestamp) -> Failures {
        Failures { count: self.remembered(now).saturating_add(1), last: Some(now) }
    }

    fn remembered(self, now: Timestamp) -> u32 {
        match self.last {
            Some(last) if now.since(last) < FORGOTTEN_AFTER_MS => self.count,
            _ => 0,
        }
    }

    /// Until when these failures make one wait: 1 s after the `free` tries are used up, then twice as long
    /// each time, at most `longest`.
    fn wait_until(self, free: u32, longest: i64, now: Timestamp) -> Option<Timestamp> {
        let doublings = self.remembered(now).checked_sub(free)?;
        let wait =
            1_000_i64.checked_shl(doublings).filter(|_| doublings < 32).unwrap_or(longest).min(longest);
        self.last.map(|last| last.plus_millis(wait))
    }
}

/// Until when a login has to wait, if it has to.
///
/// `here` counts the failures of this name from this address, `anywhere` those of this name from
/// everywhere. A right password sets both to nothing.
pub fn wait_until(here: Failures, anywhere: Failures, address: Address, now: Timestamp) -> Option<Timestamp> {
    let here = here.wait_until(FREE_HERE, LONGEST_HERE_MS, now);
    let anywhere = match address {
        Address::Known => None,
        Address::Strange => anywhere.wait_until(FREE_ANYWHERE, LONGEST_ANYWHERE_MS, now),
    };
    here.max(anywhere).filter(|until| *until > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Timestamp = Timestamp(1_000_000_000);

    fn failures(count: u32) -> Failures {
        Failures { count, last: Some(LAST) }
    }

    /// Seconds to wait right after the last failure.
    fn wait(here: u32, anywhere: u32, address: Address) -> i64 {
        let until = wait_until(failures(here), failures(anywhere), address, LAST);
        until.map_or(0, |until| until.since(LAST) / 1000)
    }

    #[test]
    fn the_wait_doubles_after_the_free_tries() {
        let cases =
            [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (16, 900), (u32::MAX, 900)];
        for (count, seconds) in cases {
            assert_eq!(
                wait(count, count.min(FREE_ANYWHERE - 1), Address::Strange),
                seconds,
                "{count} failures"
            );
        }
    }

    #[test]
    fn an_attacker_elsewhere_costs_the_owner_half_a_minute_at_most() {
        let cases = [(19, 0), (20, 1), (22, 4), (24, 16), (25, 30), (1_000_000, 30)];
        for (count, seconds) in cases {
            assert_eq!(wait(0, count, Address::Strange), seconds, "{count} failures");
            assert_eq!(wait(0, count, Address::Known), 0, "{count} failures");
        }
    }

    #[test]
    fn the_longer_wait_holds() {
        assert_eq!(wait(8, 1000, Address::Strange), 30);
        assert_eq!(wait(12, 1000, Address::Strange), 128);
        assert_eq!(wait(12, 1000, Address::Known), 128);
    }

    #[test]
    fn a_wait_ends_and_failures_are_forgotten() {
        let wait_at =
            |ms| wait_until(failures(6), Failures::default(), Address::Strange, LAST.plus_millis(ms));
        assert_eq!(wait_at(1_999), Some(LAST.plus_millis(2_000)));
        assert_eq!(wait_at(2_000), None);
        let next_day = LAST.plus_millis(FORGOTTEN_AFTER_MS);
        assert_eq!(failures(50).and_one(next_day), Failures { count: 1, last: Some(next_day) });
        assert_eq!(failures(50).and_one(LAST).count, 51);
    }

    #[test]
    fn whoever_has_never_failed_does_not_wait() {
        let none = Failures::default();
        assert_eq!(wait_until(none, none, Address::Strange, LAST), None);
    }
}
