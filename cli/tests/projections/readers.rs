//! People who look at lists and details all the time: nothing they saw may go away again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use test_shop::Http;
use tokio::task::JoinHandle;

/// Readers, until they are told to go home.
pub(crate) struct Readers {
    over: Arc<AtomicBool>,
    readers: Vec<JoinHandle<usize>>,
}

impl Readers {
    /// Some look at the list, others at that order.
    pub(crate) fn begin(http: &Http, order: i64) -> Self {
        let over = Arc::<AtomicBool>::default();
        let list = "/api/v1/car-wash/orders".to_owned();
        let paths = [list.clone(), format!("{list}/{order}"), list];
        let readers = paths.map(|path| tokio::spawn(read(http.clone(), path, Arc::clone(&over))));
        Self { over, readers: readers.into() }
    }

    /// How often they looked.
    pub(crate) async fn finish(self) -> usize {
        self.over.store(true, Ordering::SeqCst);
        let mut reads = 0;
        for reader in self.readers {
            reads += reader.await.unwrap();
        }
        println!("{reads} reads");
        reads
    }
}

async fn read(http: Http, path: String, over: Arc<AtomicBool>) -> usize {
    let (mut reads, mut position, mut total) = (0, 0, 0);
    while !over.load(Ordering::SeqCst) {
        let reply = http.get(&path).await;
        assert_eq!(reply.status, 200, "{path} after {reads} reads: {}", reply.text);
        let (at, of) = (reply.position(), reply.body["meta"]["total"].as_i64().unwrap_or(0));
        assert!(at >= position, "{path} stood at {position}, and now at {at}");
        assert!(of >= total, "{path} had {total}, and now {of}");
        (position, total, reads) = (at, of, reads + 1);
    }
    reads
}
