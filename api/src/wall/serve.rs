//! Connections: how many, and how long anybody may take to say what they want, and to hear the answer.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::patience::Patient;
use crate::state::Till;

/// Connections at a time; more wait until one ends.
const CONNECTIONS: usize = 8192;
/// How long a connection may be silent before, or take to say, the next request's headers.
const HEADERS: Duration = Duration::from_secs(30);
/// What is read of headers before there is a request.
const BUFFER: usize = 64 * 1024;
/// Headers of a request.
const MOST: usize = 100;

/// Serves the API until told to stop; then finishes what runs.
///
/// # Errors
/// If the OpenAPI document does not serialize: never.
pub async fn serve(
    listener: TcpListener,
    till: Till,
    stopped: impl Future<Output = ()>,
) -> io::Result<()> {
    let patience = till.wall.config.reader_patience;
    let app = crate::router::router(till).map_err(io::Error::other)?;
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stopped = pin!(stopped);
    loop {
        let arriving = async {
            let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
            let (stream, peer) = listener.accept().await?;
            Ok::<_, io::Error>((place, stream, peer))
        };
        let arrived = tokio::select! {
            arrived = arriving => arrived,
            () = &mut stopped => break,
        };
        let (place, stream, peer) = match arrived {
            Ok(arrived) => arrived,
            Err(error) => {
                // Of one that went away again nothing follows; without a free file there is to wait.
                tracing::debug!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true); // a connection that is gone says so later
        let inner = TowerToHyperService::new(app.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = inner.call(request);
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS)
            .max_buf_size(BUFFER)
            .max_headers(MOST)
            .serve_connection(TokioIo::new(Patient::new(stream, patience)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}
