//! Programs that tests start, watch and end.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything that a worker does at once; a worker that is silent for so long hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// When a worker is ended.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// By itself.
    Own,
    /// Killed, so long after it was started.
    After(Duration),
    /// Killed, so long after its nth line.
    AfterLine(usize, Duration),
}

/// What a worker said, and whether it was killed before it said that it was done.
#[derive(Debug)]
pub struct Ended {
    /// What it said, line by line.
    pub lines: Vec<String>,
    /// Whether it was killed before it had ended.
    pub killed: bool,
    /// From its start to its end.
    pub took: Duration,
}

impl Ended {
    /// Tells whether it finished its work.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.lines.last().is_some_and(|line| line == "done")
    }
}

/// Starts a worker, reads what it says, and ends it.
pub fn run(command: &mut Command, end: End) -> Ended {
    watch(start(command), end)
}

/// Starts a worker that [`watch`] reads.
pub fn start(command: &mut Command) -> (Child, Receiver<String>, Instant) {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let out = child.stdout.take().unwrap();
    let (send, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    (child, lines, started)
}

/// Reads what a worker says until it ends or is to be ended.
pub fn watch((mut child, receiver, started): (Child, Receiver<String>, Instant), end: End) -> Ended {
    let mut lines = Vec::new();
    let mut killed = false;
    loop {
        let left = match end {
            End::After(time) if !killed => time.saturating_sub(started.elapsed()),
            _ => PATIENCE,
        };
        match receiver.recv_timeout(left) {
            Ok(line) => lines.push(line),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                assert!(left < PATIENCE, "a worker said nothing for {PATIENCE:?} after {lines:?}");
                killed = true;
            }
        }
        match end {
            End::AfterLine(nth, pause) if !killed && lines.len() >= nth => {
                thread::sleep(pause);
                child.kill().unwrap();
                killed = true;
            }
            _ => {}
        }
    }
    let status = child.wait().unwrap();
    let killed = killed && !status.success();
    assert!(killed || status.success(), "a worker ended with {status} after {lines:?}");
    Ended { lines, killed, took: started.elapsed() }
}
