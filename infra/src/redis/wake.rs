//! Wake-ups: whoever commits says how far the log reaches now; workers need not wait for their next
//! poll. A lost message costs milliseconds, never an event.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Redis;

fn channel(log_id: &str) -> String {
    format!("kharisma:{log_id}:appended")
}

/// Publishes every position that `commits` tells of, until the log behind it is closed.
pub fn announce_commits(
    redis: Redis,
    log_id: String,
    mut commits: watch::Receiver<i64>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let channel = channel(&log_id);
        let mut connection = redis.connection();
        while commits.changed().await.is_ok() {
            let position = *commits.borrow_and_update();
            let published: Result<i64, _> = ::redis::cmd("PUBLISH")
                .arg(&channel)
                .arg(position)
                .query_async(&mut connection)
                .await;
            if let Err(error) = published {
                tracing::debug!(%error, "nobody was woken: workers will poll");
            }
        }
    })
}

/// The positions others announce, as long as Redis tells; silent while it is away.
pub fn heads(redis: Redis, log_id: &str) -> (watch::Receiver<i64>, JoinHandle<()>) {
    let (sender, receiver) = watch::channel(0);
    let channel = channel(log_id);
    let listening = tokio::spawn(async move {
        loop {
            if let Ok(mut subscription) = redis.client.get_async_pubsub().await
                && subscription.subscribe(&channel).await.is_ok()
            {
                let mut messages = subscription.on_message();
                while let Some(message) = messages.next().await {
                    if let Ok(position) = message.get_payload::<i64>() {
                        sender.send_if_modified(|head| {
                            let further = position > *head;
                            *head = position.max(*head);
                            further
                        });
                    }
                }
            }
            if sender.is_closed() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    (receiver, listening)
}
