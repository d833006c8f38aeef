//! Starting the processes that append, all at the same moment, and gathering what came of it.

use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::drive::Outcome;
use super::worker::{Job, Said};
use crate::BenchError;

/// How to start a process that does [`work`](super::work) on its standard input and output.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The binary.
    pub program: PathBuf,
    /// What to tell it.
    pub arguments: Vec<String>,
}

struct Worker {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    async fn start(program: &WorkerProgram, job: &Job) -> Result<Self, BenchError> {
        let mut process = Command::new(&program.program)
            .args(&program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let gone = || BenchError::Worker("it cannot be spoken to".to_owned());
        let mut input = process.stdin.take().ok_or_else(gone)?;
        let output = BufReader::new(process.stdout.take().ok_or_else(gone)?).lines();
        let mut line = serde_json::to_vec(job)?;
        line.push(b'\n');
        input.write_all(&line).await?;
        Ok(Self { process, input, output })
    }

    async fn hear(&mut self) -> Result<Said, BenchError> {
        let gone = || BenchError::Worker("it ended without a word".to_owned());
        let line = self.output.next_line().await?.ok_or_else(gone)?;
        Ok(serde_json::from_str(&line)?)
    }

    async fn ready(&mut self) -> Result<(), BenchError> {
        match self.hear().await? {
            Said::Ready => Ok(()),
            Said::Failed(why) => Err(BenchError::Worker(why)),
            Said::Done(_) => Err(BenchError::Worker("it was done before it began".to_owned())),
        }
    }

    async fn done(mut self) -> Result<Outcome, BenchError> {
        match self.hear().await? {
            Said::Done(outcome) => {
                drop(self.input);
                self.process.wait().await?;
                Ok(outcome)
            }
            Said::Failed(why) => Err(BenchError::Worker(why)),
            Said::Ready => Err(BenchError::Worker("it was ready twice".to_owned())),
        }
    }
}

/// A process per job, side by side.
pub(super) async fn run(program: &WorkerProgram, jobs: &[Job]) -> Result<Outcome, BenchError> {
    let mut workers = Vec::new();
    for job in jobs {
        workers.push(Worker::start(program, job).await?);
    }
    for worker in &mut workers {
        worker.ready().await?;
    }
    for worker in &mut workers {
        worker.input.write_all(b"go\n").await?;
    }
    let mut outcome = Outcome::default();
    for worker in workers {
        outcome.beside(worker.done().await?);
    }
    Ok(outcome)
}
