//! The one place where the machine's clock is read. Everything else is told the time.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Timestamp;

/// How far a test has moved the clock, in milliseconds. Always zero in a release: only the server's
/// `test-clock` feature has a door to [`shift`].
static SHIFT_MS: AtomicI64 = AtomicI64::new(0);

/// Now, in milliseconds UTC. A clock that stands before 1970 counts as 1970.
pub fn now() -> Timestamp {
    #[allow(clippy::disallowed_methods, reason = "this is the place")]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp(millis.saturating_add(SHIFT_MS.load(Ordering::Relaxed)))
}

/// Moves the clock by `millis` from where it would stand by itself.
pub fn shift(millis: i64) {
    SHIFT_MS.store(millis, Ordering::Relaxed);
}
