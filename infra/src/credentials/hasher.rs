//! Argon2id, slow on purpose: computed off the async threads, only so many at once, and behind whoever
//! else has work for the processors.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use metrics::counter;
use tokio::sync::{Semaphore, oneshot};

use crate::access::PasswordCost;
use crate::event_log::LogError;

/// Computes hashes. Clones share their workers and their queue.
#[derive(Clone)]
pub(super) struct Hasher {
    argon2: Argon2<'static>,
    params: Params,
    /// A hash of what nobody has, as costly as any.
    nobody: Arc<str>,
    /// Who may be here at all, computing or waiting.
    room: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    niceness: u32,
    computed: Arc<AtomicU64>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher")
    }
}

impl Hasher {
    pub(super) async fn new(cost: PasswordCost) -> Result<Self, LogError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None);
        let params = params.map_err(|error| LogError::Database(error.to_string()))?;
        let (workers, queue) = (cost.workers as usize, cost.queue as usize);
        let mut hasher = Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone()),
            params,
            nobody: Arc::from(""),
            room: Arc::new(Semaphore::new(workers + queue)),
            workers: Arc::new(Semaphore::new(workers)),
            niceness: cost.niceness,
            computed: Arc::default(),
        };
        hasher.nobody = hasher.hash(crate::random::secret::<16>()).await?.into();
        Ok(hasher)
    }

    /// How many hashes were computed so far: the work that guessing and signing in cost.
    pub(super) fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The hash of a secret.
    pub(super) async fn hash(&self, secret: String) -> Result<String, LogError> {
        let hash = self.compute(move |argon2| {
            argon2.hash_password(secret.as_bytes()).map(|hash| hash.to_string())
        });
        hash.await?.map_err(|error| LogError::Database(error.to_string()))
    }

    /// Whether a secret is the one that was hashed. With no hash as much is computed, for nothing.
    pub(super) async fn matches(
        &self,
        secret: String,
        hash: Option<String>,
    ) -> Result<bool, LogError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let right = self.compute(move |argon2| is(argon2, &secret, &hash)).await?;
        Ok(known && right)
    }

    /// Whether a secret is any of those that were hashed.
    pub(super) async fn is_one_of(
        &self,
        secret: &str,
        hashes: Vec<String>,
    ) -> Result<bool, LogError> {
        for hash in hashes {
            if self.matches(secret.to_owned(), Some(hash)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a hash was computed at another cost than today's.
    pub(super) fn is_of_another_cost(&self, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return true };
        let (then, now) = (Params::try_from(&hash), &self.params);
        then.map_or(true, |then| {
            (then.m_cost(), then.t_cost(), then.p_cost())
                != (now.m_cost(), now.t_cost(), now.p_cost())
        })
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, LogError> {
        // Whoever gives up waiting leaves; what computes goes on, and keeps its place till it is done.
        let room = self.room.clone().try_acquire_owned().map_err(|_| LogError::Busy)?;
        let closed = |_| LogError::Unavailable("stopping".to_owned());
        let worker = self.workers.clone().acquire_owned().await.map_err(closed)?;
        let (argon2, niceness) = (self.argon2.clone(), self.niceness);
        self.computed.fetch_add(1, Ordering::Relaxed);
        counter!("kharisma_password_hashes_total").increment(1);
        let (tell, told) = oneshot::channel();
        // A thread of its own, not one of the runtime's: who steps back cannot step forward again.
        let computing = std::thread::Builder::new().name("password".to_owned()).spawn(move || {
            step_back(niceness);
            let done = work(&argon2);
            drop((room, worker));
            let _ = tell.send(done); // whoever gave up waiting does not hear it
        });
        computing.map_err(|error| LogError::Unavailable(error.to_string()))?;
        told.await.map_err(|_| LogError::Database("a hash was not finished".to_owned()))
    }
}

/// Lets every thread of usual priority go first. On Linux a thread does so for itself alone.
fn step_back(niceness: u32) {
    #[cfg(target_os = "linux")]
    if let Ok(niceness) = i32::try_from(niceness)
        && let Err(error) = rustix::process::nice(niceness)
    {
        tracing::debug!(%error, "passwords are computed at the priority of everything else");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = niceness;
}

/// How long so many hashes of that cost take, one after the other.
///
/// # Errors
/// [`LogError`] if no password can be hashed at that cost.
pub async fn time_of(cost: PasswordCost, times: u32) -> Result<Vec<Duration>, LogError> {
    let hasher = Hasher::new(cost).await?;
    let mut took = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        hasher.hash("Kata-sandi-uji-1!".to_owned()).await?;
        took.push(begun.elapsed());
    }
    Ok(took)
}

fn is(argon2: &Argon2<'_>, secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| argon2.verify_password(secret.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordCost =
        PasswordCost { memory_kib: 32, passes: 1, workers: 1, queue: 0, niceness: 10 };

    #[tokio::test]
    async fn whoever_finds_the_queue_full_is_told_so_at_once() {
        let hasher = Hasher::new(CHEAP).await.unwrap();
        let (begun, waits) = std::sync::mpsc::channel::<()>();
        let busy = hasher.clone();
        let busy = tokio::spawn(async move { busy.compute(move |_| waits.recv()).await });
        while hasher.room.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = hasher.hash("secret".to_owned()).await;
        assert!(matches!(refused, Err(LogError::Busy)), "{refused:?}");
        begun.send(()).unwrap();
        busy.await.unwrap().unwrap().unwrap();
        assert!(hasher.hash("secret".to_owned()).await.is_ok());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashes_are_computed_behind_everybody_else() {
        // The nineteenth field; the second, the thread's name, is in parentheses.
        let niceness = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let behind = stat.rsplit_once(") ").unwrap().1;
            behind.split(' ').nth(16).unwrap().parse::<i32>().unwrap()
        };
        let before = niceness();
        let hasher = Hasher::new(CHEAP).await.unwrap();
        assert_eq!(hasher.compute(move |_| niceness()).await.unwrap(), (before + 10).min(19));
        assert_eq!(niceness(), before, "nobody else steps back");
    }

    #[tokio::test]
    async fn a_hash_of_yesterdays_cost_is_right_and_known_for_it() {
        let yesterday = Hasher::new(CHEAP).await.unwrap().hash("secret".to_owned()).await.unwrap();
        let today = Hasher::new(PasswordCost { memory_kib: 64, ..CHEAP }).await.unwrap();
        assert!(today.matches("secret".to_owned(), Some(yesterday.clone())).await.unwrap());
        assert!(!today.matches("another".to_owned(), Some(yesterday.clone())).await.unwrap());
        assert!(today.is_of_another_cost(&yesterday));
        assert!(!today.is_of_another_cost(&today.hash("secret".to_owned()).await.unwrap()));
        assert!(!today.is_of_another_cost(&today.nobody), "nobody costs what everybody does");
    }
}
