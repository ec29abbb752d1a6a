//! One run of the program under check. It may do anything: print without end, never read, leave
//! processes behind that hold its pipes. Nothing of that takes longer than the time limit and twice
//! the grace, or more memory than the bounds below.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How a run ended.
pub(crate) enum Ended {
    /// By itself, having printed this.
    Printed(Vec<u8>),
    /// At the time limit.
    Hang,
    /// Before it began: the shell has no such program.
    NotStarted,
    /// In a way that makes what it printed worthless.
    Broken(String),
}

/// A run, and what it complained of.
pub(crate) struct Run {
    pub(crate) ended: Ended,
    /// The beginning of what it printed on standard error.
    pub(crate) complaint: Vec<u8>,
}

/// Runs the command with the vector on its standard input.
///
/// # Errors
/// When the vector cannot be opened, or no process started.
pub(crate) fn run(command: &OsStr, vector: &Path, limit: Duration) -> io::Result<Run> {
    let mut child = shell(command)
        .stdin(File::open(vector)?)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let answer = Kept::from(child.stdout.take(), MAX_ANSWER);
    let complaint = Kept::from(child.stderr.take(), MAX_COMPLAINT);
    let ended = end(&mut child, &answer, limit)?;
    Ok(Run {
        ended,
        complaint: complaint.bytes(),
    })
}

/// Waits for the end, or brings it about.
fn end(child: &mut Child, answer: &Kept, limit: Duration) -> io::Result<Ended> {
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if answer.is_full() {
            stop(child)?;
            return Ok(too_much());
        }
        if begun.elapsed() >= limit {
            stop(child)?;
            return Ok(Ended::Hang);
        }
        thread::sleep(POLL);
    };
    // Somebody holds the pipe still: a process that this one started.
    if !answer.ends_within(GRACE) {
        stop(child)?;
        answer.ends_within(GRACE);
    }
    Ok(match signal(status) {
        Some(signal) => Ended::Broken(format!("ended by signal {signal}")),
        None if answer.is_full() => too_much(),
        None if is_missing(status) && answer.bytes().is_empty() => Ended::NotStarted,
        None => Ended::Printed(answer.bytes()),
    })
}

fn too_much() -> Ended {
    Ended::Broken(format!("printed {MAX_ANSWER} bytes or more"))
}

/// What a shell ends with when it has not found a program, or may not run it.
fn is_missing(status: ExitStatus) -> bool {
    matches!(status.code(), Some(126 | 127))
}

/// In a group of its own, so that it can be stopped with all that it starts.
#[cfg(unix)]
fn shell(command: &OsStr) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    shell
}

#[cfg(not(unix))]
fn shell(command: &OsStr) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(command);
    shell
}

/// Kills the process and, on Unix, its group.
fn stop(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    Command::new("sh")
        .args(["-c", "kill -s KILL -- \"-$0\""])
        .arg(child.id().to_string())
        .stderr(Stdio::null())
        .status()?;
    child.kill()?;
    child.wait().map(drop)
}

/// By which signal a process ended, or the last one that its shell ran.
#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    let of_shell = || status.code().filter(|code| (129..=192).contains(code));
    std::os::unix::process::ExitStatusExt::signal(&status)
        .or_else(|| of_shell().map(|code| code - 128))
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// The first bytes that come out of a pipe. A thread reads on, so that the writer goes on too, until
/// this is dropped.
struct Kept {
    bytes: Arc<Mutex<Vec<u8>>>,
    most: usize,
    ended: Receiver<()>,
    dropped: Arc<AtomicBool>,
}

impl Kept {
    fn from(pipe: Option<impl Read + Send + 'static>, most: usize) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let dropped = Arc::new(AtomicBool::new(false));
        let (end, ended) = mpsc::channel();
        if let Some(mut pipe) = pipe {
            let (bytes, dropped) = (Arc::clone(&bytes), Arc::clone(&dropped));
            thread::spawn(move || {
                let mut chunk = [0; 4096];
                while let Ok(read @ 1..) = pipe.read(&mut chunk)
                    && !dropped.load(Ordering::Relaxed)
                {
                    let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = read.min(most.saturating_sub(bytes.len()));
                    bytes.extend(chunk.iter().take(room));
                }
                drop(end);
            });
        }
        Self {
            bytes,
            most,
            ended,
            dropped,
        }
    }

    /// Whether the pipe's other end is closed, once this time has passed at the latest.
    fn ends_within(&self, time: Duration) -> bool {
        self.ended.recv_timeout(time) != Err(mpsc::RecvTimeoutError::Timeout)
    }

    fn is_full(&self) -> bool {
        self.locked().len() >= self.most
    }

    fn bytes(&self) -> Vec<u8> {
        self.locked().clone()
    }

    fn locked(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.dropped.store(true, Ordering::Relaxed);
    }
}

/// A short line, or a long one with all that came out, portraits included.
const MAX_ANSWER: usize = 1024 * 1024;
const MAX_COMPLAINT: usize = 2048;
const POLL: Duration = Duration::from_millis(2);
/// How long a pipe may stay open after the process that was given it.
const GRACE: Duration = Duration::from_millis(500);
