//! People who look at lists and details all the time: nothing they saw may go away again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use test_shop::Http;
use tokio::task::JoinHandle;

use crate::shop::until;

/// Readers, until they are told to go home.
pub(crate) struct Readers {
    over: Arc<AtomicBool>,
    looks: Arc<AtomicUsize>,
    reading: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Some look at the list, others at that order.
    pub(crate) fn begin(http: &Http, order: i64) -> Self {
        let (over, looks) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let list = "/api/v1/car-wash/orders".to_owned();
        let paths = [list.clone(), format!("{list}/{order}"), list];
        let reading = paths.map(|path| {
            tokio::spawn(read(http.clone(), path, Arc::clone(&over), Arc::clone(&looks)))
        });
        Self { over, looks, reading: reading.into() }
    }

    /// Waits until they have looked that often, all in all.
    pub(crate) async fn finish_after(self, looks: usize) {
        until("the readers", || async { self.looks.load(Ordering::SeqCst) >= looks }).await;
        self.over.store(true, Ordering::SeqCst);
        for reader in self.reading {
            reader.await.unwrap();
        }
        println!("{} reads", self.looks.load(Ordering::SeqCst));
    }
}

async fn read(http: Http, path: String, over: Arc<AtomicBool>, looks: Arc<AtomicUsize>) {
    let (mut reads, mut position, mut total) = (0, 0, 0);
    while !over.load(Ordering::SeqCst) {
        let reply = http.get(&path).await;
        assert_eq!(reply.status, 200, "{path} after {reads} reads: {}", reply.text);
        let (at, of) = (reply.position(), reply.body["meta"]["total"].as_i64().unwrap_or(0));
        assert!(at >= position, "{path} stood at {position}, and now at {at}");
        assert!(of >= total, "{path} had {total}, and now {of}");
        (position, total, reads) = (at, of, reads + 1);
        looks.fetch_add(1, Ordering::SeqCst);
    }
}
