//! How often one address may ask for certificates that do not exist.
//!
//! Nobody finds one of 2^128 addresses by trying; this keeps whoever tries from costing the server
//! anything. Only misses count, so that a gate that scans a hundred good certificates is not stopped. Behind
//! a proxy all visitors are one address and share one allowance.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::time::Timestamp;

/// Misses that may follow each other at once.
const BURST: i64 = 30;

/// How long until one more is allowed, in milliseconds.
const REFILL_MS: i64 = 2_000;

/// Addresses that are remembered before those with a full allowance are forgotten.
const REMEMBERED: usize = 10_000;

/// For each address, when it will have its whole allowance back.
#[derive(Default)]
pub struct Pace(Mutex<HashMap<String, Timestamp>>);

impl Pace {
    /// When this address may ask again; `None` when it may now.
    pub fn wait_until(&self, address: &str, now: Timestamp) -> Option<Timestamp> {
        let full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(address).copied()?;
        let until = full_at.plus_millis(-(BURST - 1) * REFILL_MS);
        (until > now).then_some(until)
    }

    pub fn count_miss(&self, address: &str, now: Timestamp) {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= REMEMBERED {
            full_at.retain(|_, at| *at > now);
        }
        let at = full_at.entry(address.to_owned()).or_insert(now);
        *at = (*at).max(now).plus_millis(REFILL_MS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn after_a_burst_of_misses_an_address_waits_and_no_other_does() {
        let pace = Pace::default();
        for _ in 0..BURST {
            assert_eq!(pace.wait_until("10.0.0.1", NOW), None);
            pace.count_miss("10.0.0.1", NOW);
        }
        let until = pace.wait_until("10.0.0.1", NOW);
        assert_eq!(until, Some(NOW.plus_millis(REFILL_MS)));
        assert_eq!(pace.wait_until("10.0.0.1", NOW.plus_millis(REFILL_MS)), None);
        assert_eq!(pace.wait_until("10.0.0.2", NOW), None);
    }

    #[test]
    fn addresses_with_a_full_allowance_are_forgotten() {
        let pace = Pace::default();
        for n in 0..REMEMBERED {
            pace.count_miss(&n.to_string(), NOW);
        }
        pace.count_miss("late", NOW.plus_millis(REFILL_MS));
        assert_eq!(pace.0.lock().unwrap().len(), 1);
    }
}
