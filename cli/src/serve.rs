//! `kharisma serve`

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use api::{Metrics, Till};
use infra::config::Config;
use infra::redis::Redis;
use projections::Live;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::patience::patiently;
use crate::stop::Stop;

pub(crate) const EXAMPLE: &str = "\
Any number may run behind a balancer; none holds any state.\n\n\
Example:\n  DB_HOST=… DB_USER=… DB_PASSWORD=… JWT_SECRET=… kharisma serve --port 8000";

/// How long requests that are running may take once the process was told to stop.
const FINISH: Duration = Duration::from_secs(8);

#[derive(clap::Args)]
pub(crate) struct Serve {
    /// TCP port; 0 chooses a free one [default: API_PORT or 8000]
    #[arg(long)]
    port: Option<u16>,
}

pub(crate) async fn run(serve: Serve, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let mut stop = Stop::listen()?;
    let listener = listen(&config.listen.0, serve.port.unwrap_or(config.listen.1)).await?;
    let metrics = Metrics::start()?;
    let opening = patiently("the event log is away", async || open(&config, &metrics).await);
    let (till, appender) = tokio::select! {
        opened = opening => opened,
        () = stop.asked() => return Ok(()),
    };
    let server = Server::start(till, appender, listener)?;
    tracing::info!(address = %server.address, "serving");
    println!("serving on http://{}", server.address);
    let lost = tokio::select! {
        () = stop.asked() => false,
        () = server.log_lost() => true,
    };
    server.stop().await;
    anyhow::ensure!(!lost, "{LOG_LOST}");
    Ok(())
}

/// Whoever supervises the process starts it anew, on the log as it is then.
pub(crate) const LOG_LOST: &str =
    "the log was replaced or began another epoch while this process ran: start it again";

/// Listens, or says in one sentence why not.
pub(crate) async fn listen(host: &str, port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            anyhow::anyhow!(
                "port {port} is taken by another program: stop it, or choose another port with \
                 --port (0 = any free one)"
            )
        } else {
            anyhow::anyhow!("cannot listen on {host}:{port}: {error}")
        }
    })
}

pub(crate) async fn open(
    config: &Config,
    metrics: &Metrics,
) -> anyhow::Result<(Till, JoinHandle<()>)> {
    let redis = Redis::open(&config.redis_url)?;
    Ok(Till::open(config, redis, metrics.clone()).await?)
}

/// The API, being served.
pub(crate) struct Server {
    /// Where.
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    live: Live,
    log: watch::Receiver<bool>,
    serving: JoinHandle<()>,
    appender: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(
        till: Till,
        appender: JoinHandle<()>,
        listener: TcpListener,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr().context("the listener has no address")?;
        let (stop, mut stopping) = watch::channel(false);
        let (metrics, live) = (till.metrics(), till.live());
        let log = till.desk().log.usable();
        let mut until = stop.subscribe();
        tokio::spawn(async move {
            while !*until.borrow() {
                metrics.upkeep();
                let _ = tokio::time::timeout(Duration::from_secs(5), until.changed()).await;
            }
        });
        let serving = tokio::spawn(async move {
            let stopped = async move {
                let _ = stopping.wait_for(|stop| *stop).await.is_ok(); // a sender gone says the same
            };
            if let Err(error) = api::serve(listener, till, stopped).await {
                tracing::error!(%error, "the server ended");
            }
        });
        Ok(Self { address, stop, live, log, serving, appender })
    }

    /// Waits until this process can append no more.
    pub(crate) async fn log_lost(&self) {
        let mut log = self.log.clone();
        let _ = log.wait_for(|usable| !*usable).await.is_ok(); // an appender gone says the same
    }

    /// Takes no more requests, finishes those that run, and saves what is queued.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        self.live.end(); // or whoever listens would keep the server up
        let mut serving = self.serving;
        if tokio::time::timeout(FINISH, &mut serving).await.is_err() {
            serving.abort(); // a client that never finishes
        }
        // The last clone of the log went with the server, so the appender ends by itself.
        let _ = tokio::time::timeout(Duration::from_secs(1), self.appender).await;
    }
}
