//! Tests share one clock. Whoever moves it has it for itself.

use std::future::Future;

use testkit::House;
use tokio::sync::{RwLock, RwLockWriteGuard};

static CLOCK: RwLock<()> = RwLock::const_new(());

/// [`testkit::each_engine`] while the clock runs as it does for everybody.
pub async fn each_engine<F, T>(test: F)
where
    F: Fn(House) -> T,
    T: Future<Output = ()>,
{
    let _clock = CLOCK.read().await;
    testkit::each_engine(test).await;
}

/// The clock in the hands of one test; it is put right when that is over.
pub struct Clock(#[allow(dead_code, reason = "held, not read")] RwLockWriteGuard<'static, ()>);

impl Clock {
    pub async fn take() -> Clock {
        Clock(CLOCK.write().await)
    }

    /// Moves the clock to `minutes` after the right time.
    pub fn ahead(&self, minutes: i64) {
        services::clock::shift(minutes * 60_000);
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        services::clock::shift(0);
    }
}
