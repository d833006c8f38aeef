//! Those who read their replies slowly. Whoever does not take what is written to them uses up the
//! connection's patience; what they take, and time in which nothing waits for them, gives it back. With
//! none left the connection ends, and what was kept for it is free. A stream of events writes little,
//! and nothing waits while its reader keeps up: it may be silent for days.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// What is to be taken in a second, on average, once patience is used up.
const PACE: u32 = 4 * 1024;

/// How long a connection's other end may still be waited for.
#[derive(Debug)]
struct Patience {
    whole: Duration,
    /// As of `since`.
    left: Duration,
    since: Instant,
    /// Whether something waits to be taken.
    waiting: bool,
}

impl Patience {
    const fn new(whole: Duration, now: Instant) -> Self {
        Self { whole, left: whole, since: now, waiting: false }
    }

    fn brought_to(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.since);
        self.since += passed;
        self.left = if self.waiting {
            self.left.saturating_sub(passed)
        } else {
            self.whole.min(self.left + passed)
        };
    }

    /// Nothing is taken now. Until when is that borne?
    fn wait(&mut self, now: Instant) -> Instant {
        self.brought_to(now);
        self.waiting = true;
        self.since + self.left
    }

    /// So many bytes were taken.
    fn taken(&mut self, bytes: usize, now: Instant) {
        self.brought_to(now);
        self.waiting = false;
        let earned = Duration::from_secs(bytes as u64) / PACE;
        self.left = self.whole.min(self.left + earned);
    }
}

/// A connection whose other end is not waited for without end.
#[derive(Debug)]
pub(super) struct Patient<S> {
    stream: S,
    patience: Patience,
    over: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        let now = Instant::now();
        let over = Box::pin(sleep_until(now));
        Self { stream, patience: Patience::new(patience, now), over }
    }

    /// What came of writing, unless that waits for too long now.
    fn borne(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let now = Instant::now();
        if let Poll::Ready(done) = written {
            self.patience.taken(*done.as_ref().unwrap_or(&0), now);
            return Poll::Ready(done);
        }
        let until = self.patience.wait(now);
        if self.over.deadline() != until {
            self.over.as_mut().reset(until);
        }
        ready!(self.over.as_mut().poll(context));
        metrics::counter!("kharisma_slow_readers_total").increment(1);
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the reply was read too slowly")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.borne(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        this.borne(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // A socket has nothing to flush, and its end waits for nobody.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Duration = Duration::from_secs(30);

    /// A megabyte for somebody who takes so many bytes every so often: how long that is borne, or takes.
    fn read_slowly(bytes: usize, every: Duration) -> Result<Duration, Duration> {
        let begun = Instant::now();
        let (mut patience, mut now) = (Patience::new(WHOLE, begun), begun);
        let mut left = 1_usize << 20;
        while left > 0 {
            let until = patience.wait(now);
            now += every;
            if now >= until {
                return Err(until - begun);
            }
            patience.taken(bytes, now);
            left = left.saturating_sub(bytes);
        }
        Ok(now - begun)
    }

    #[test]
    fn a_reply_that_is_taken_by_the_byte_is_given_up() {
        let took = read_slowly(1, Duration::from_secs(1)).unwrap_err();
        assert!((WHOLE..WHOLE + Duration::from_secs(1)).contains(&took), "{took:?}");
        assert_eq!(read_slowly(1, Duration::from_hours(1)), Err(WHOLE), "nor waited for");
        let drip = read_slowly(1000, Duration::from_secs(1)).unwrap_err();
        assert!((WHOLE..WHOLE * 2).contains(&drip), "{drip:?}");
    }

    #[test]
    fn a_bad_line_is_waited_for() {
        let took = read_slowly(8 * 1024, Duration::from_secs(2)).unwrap();
        assert!(took > Duration::from_mins(4), "{took:?}");
    }

    #[test]
    fn a_stream_that_is_silent_or_late_now_and_then_goes_on() {
        let mut now = Instant::now();
        let mut patience = Patience::new(WHOLE, now);
        for _ in 0..50 {
            // Twenty-five seconds late with a few bytes, then a minute of silence.
            let until = patience.wait(now);
            now += Duration::from_secs(25);
            assert!(now < until);
            patience.taken(100, now);
            now += Duration::from_mins(1);
        }
    }
}
