//! A process that appends. It is told what on standard input, says when it is ready, waits for its
//! start and says what came of it; a line of JSON each. It leaves when its input ends.

use infra::database::{Database, Patience};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt, Lines};

use super::drive::{Outcome, Pace, drive};
use super::path::Path;
use super::workload::Workload;
use super::{ours, raw_multi_row, single_row, stock};
use crate::BenchError;

/// What one process is to do.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Job {
    pub path: Path,
    pub host: String,
    pub port: u16,
    pub user: String,
    pub password: String,
    pub database: String,
    pub first: i64,
    pub count: u64,
    pub seed: u64,
    pub pace: Pace,
}

/// What it says of it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Said {
    Ready,
    Done(Outcome),
    Failed(String),
}

/// Does the work of such a process.
///
/// # Errors
/// [`BenchError::Worker`] if whoever started it speaks nonsense or has gone.
pub async fn work<I, O>(input: I, mut output: O) -> Result<(), BenchError>
where
    I: AsyncBufRead + Unpin + Send,
    O: AsyncWrite + Unpin + Send,
{
    let mut lines = input.lines();
    let told = || BenchError::Worker("it was told nothing".to_owned());
    let job: Job = serde_json::from_str(&lines.next_line().await?.ok_or_else(told)?)?;
    let said = match one(&job, &mut lines, &mut output).await {
        Ok(outcome) => Said::Done(outcome),
        Err(error) => Said::Failed(error.to_string()),
    };
    say(&mut output, &said).await
}

async fn say<O: AsyncWrite + Unpin>(output: &mut O, what: &Said) -> Result<(), BenchError> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    output.write_all(&line).await?;
    Ok(output.flush().await?)
}

async fn one<I, O>(job: &Job, lines: &mut Lines<I>, output: &mut O) -> Result<Outcome, BenchError>
where
    I: AsyncBufRead + Unpin,
    O: AsyncWrite + Unpin,
{
    let database = Database {
        host: job.host.clone(),
        port: job.port,
        user: job.user.clone(),
        password: job.password.clone(),
        name: job.database.clone(),
        patience: Patience::USUAL,
    };
    let workload = Workload { first: job.first, count: job.count, seed: job.seed };
    match job.path {
        Path::Ours => {
            let path = ours::open(&database, workload).await?;
            started(lines, output).await?;
            until_left(lines, drive(path, job.pace)).await
        }
        Path::Stock => {
            let path = stock::open(&database, workload).await?;
            started(lines, output).await?;
            until_left(lines, drive(path, job.pace)).await
        }
        Path::SingleRow => {
            let path = single_row::open(&database, job.pace.concurrency, workload).await?;
            started(lines, output).await?;
            until_left(lines, drive(path, job.pace)).await
        }
        // One connection has one transaction at a time.
        Path::RawMultiRow => {
            let path = raw_multi_row::open(&database, workload).await?;
            started(lines, output).await?;
            until_left(lines, drive(path, Pace { concurrency: 1, ..job.pace })).await
        }
    }
}

/// Says that it is ready, and waits until all are.
async fn started<I, O>(lines: &mut Lines<I>, output: &mut O) -> Result<(), BenchError>
where
    I: AsyncBufRead + Unpin,
    O: AsyncWrite + Unpin,
{
    say(output, &Said::Ready).await?;
    match lines.next_line().await? {
        Some(_) => Ok(()),
        None => Err(BenchError::Worker("whoever started it has gone".to_owned())),
    }
}

async fn until_left<I: AsyncBufRead + Unpin>(
    lines: &mut Lines<I>,
    driving: impl Future<Output = Result<Outcome, BenchError>>,
) -> Result<Outcome, BenchError> {
    tokio::select! {
        outcome = driving => outcome,
        _ = lines.next_line() => {
            Err(BenchError::Worker("whoever started it has gone".to_owned()))
        }
    }
}
