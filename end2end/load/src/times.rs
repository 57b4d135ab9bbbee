//! How long requests took.

use std::time::Duration;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The shortest time that at least `percent` of all did not exceed (nearest rank); 0 when there are none.
    pub fn percentile(&self, percent: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (percent / 100.0 * sorted.len() as f64).ceil().max(1.0) as usize;
        sorted.get(rank - 1).copied().unwrap_or_default()
    }
}

impl Extend<Duration> for Times {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, times: I) {
        self.0.extend(times);
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Times {
        Times(times.into_iter().collect())
    }
}

impl IntoIterator for Times {
    type Item = Duration;
    type IntoIter = std::vec::IntoIter<Duration>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// For tables: milliseconds, with one decimal.
pub fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up_to(last: u64) -> Times {
        // Backwards: the order in which times come must not matter.
        (1..=last).rev().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        for (count, percent, expected) in
            [(100, 50.0, 50), (100, 99.0, 99), (100, 100.0, 100), (10, 99.0, 10), (3, 50.0, 2), (1, 1.0, 1)]
        {
            let found = up_to(count).percentile(percent);
            assert_eq!(found, Duration::from_millis(expected), "p{percent} of {count}");
        }
    }

    #[test]
    fn nothing_measured_is_no_time() {
        assert_eq!(Times::default().percentile(99.0), Duration::ZERO);
    }
}
