//! Passwords: Argon2id, a few at a time, so that a crowd at the door can't exhaust the machine.

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use argon2::{Argon2, Params, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use tokio::sync::oneshot;

use crate::failure::{Failure, Result};

/// How many may wait for their password to be checked. At some 20 ms each on one core that is a wait of
/// twenty seconds at the most; whoever comes later is told that the server is busy.
const QUEUE: usize = 1000;

type Work = Box<dyn FnOnce() + Send>;

/// Threads of its own, and as few as are asked for: each hash fills 19 MiB, which the allocator keeps for
/// the thread that asked, so that a pool of many threads would keep it many times.
pub struct Hasher(SyncSender<Work>);

impl Hasher {
    pub fn new(workers: usize) -> Self {
        let (sender, receiver) = sync_channel::<Work>(QUEUE);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..workers.max(1) {
            let receiver = receiver.clone();
            thread::spawn(move || {
                while let Some(work) = next(&receiver) {
                    work()
                }
            });
        }
        Self(sender)
    }

    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await?
    }

    /// Whether `password` is the one that was hashed; without a hash (an unknown name) it takes as long
    /// and is never true, so that nobody learns from the time which names exist.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| dummy().to_owned());
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
                && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (reply, done) = oneshot::channel();
        let work = Box::new(move || {
            // Nobody may be waiting any more.
            let _ = reply.send(work());
        });
        self.0.try_send(work).map_err(|_| Failure::Busy)?;
        done.await.map_err(|_| Failure::Internal("a password could not be checked".into()))
    }
}

/// The next piece of work; none when the hasher is gone.
fn next(receiver: &Mutex<Receiver<Work>>) -> Option<Work> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| Failure::Internal(error.to_string()))
}

/// Whether a hash was made with weaker parameters than today's.
pub fn is_dated(hash: &str) -> bool {
    let used = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
    used.is_some_and(|used| {
        let today = Params::default();
        used.m_cost() < today.m_cost() || used.t_cost() < today.t_cost() || used.p_cost() < today.p_cost()
    })
}

fn dummy() -> &'static str {
    static DUMMY: OnceLock<String> = OnceLock::new();
    DUMMY.get_or_init(|| hash("nobody has this password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_name_opens() {
        let hasher = Hasher::new(2);
        let hash = hasher.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(hasher.verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("wrong horse", Some(hash)).await.unwrap());
        assert!(!hasher.verify("nobody has this password", None).await.unwrap());
    }

    #[test]
    fn a_hash_with_weaker_parameters_is_dated() {
        let today = hash("correct horse").unwrap();
        assert!(!is_dated(&today));
        assert!(is_dated(&today.replacen("m=19456", "m=4096", 1)), "{today}");
    }
}
