//! One call of a program: an object in, an object out, within limits.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use serde_json::{Map, Value};

use crate::{Found, VERSION};

/// What a program may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long one call may last.
    pub time: Duration,
    /// How much it may write, in bytes.
    pub bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(60), bytes_max: 64 * 1024 * 1024 }
    }
}

/// A program that can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Which.
    pub found: Found,
    /// What it may take.
    pub limits: Limits,
}

/// How much of what a program wrote is shown.
const SHOWN_MAX: usize = 500;
/// How often it is looked whether a program has ended.
const PAUSE: Duration = Duration::from_millis(5);

impl Program {
    /// Sends `request`, with the version and the sort of the program added, and returns what it answers.
    ///
    /// Errors: [`ErrorKind::Usage`] naming the program, if it cannot be run, takes too long, writes too much, ends with another
    /// status than 0, says an error, or answers with anything but an object of this version. It is ended then.
    pub fn call(&self, request: Map<String, Value>) -> Result<Map<String, Value>> {
        let mut whole = Map::new();
        whole.insert("version".to_owned(), VERSION.into());
        whole.insert("plugin".to_owned(), self.found.sort.name().into());
        whole.extend(request);
        let mut command = Command::new(&self.found.path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|error| self.error("plugin-failed", "could not be run", &error.to_string()))?;
        let answer = self.talk(&mut child, Value::Object(whole).to_string());
        // One that is still there after an error is ended; the answer tells more than this could.
        let _ = child.kill();
        let _ = child.wait();
        self.read(&answer?)
    }

    fn talk(&self, child: &mut Child, request: String) -> Result<Vec<u8>> {
        let deadline = Instant::now() + self.limits.time;
        if let Some(mut input) = child.stdin.take() {
            // One that does not read to the end may still answer.
            thread::spawn(move || input.write_all(request.as_bytes()));
        }
        let out = child.stdout.take().map(|out| self.reader(out));
        let err = child.stderr.take().map(|err| self.reader(err));
        let (Some(out), Some(err)) = (out, err) else { return Err(Error::internal("a pipe is missing")) };
        let late = || {
            let time = format!("It was ended after {} s.", self.limits.time.as_secs_f32());
            self.error("plugin-timeout", "took too long", &time)
        };
        let left = || deadline.saturating_duration_since(Instant::now());
        let written = out.recv_timeout(left()).map_err(|_| late())?;
        if written.len() as u64 > self.limits.bytes_max {
            let most = format!("It may write {} bytes.", self.limits.bytes_max);
            return Err(self.error("plugin-failed", "wrote too much", &most));
        }
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if left().is_zero() => return Err(late()),
                Ok(None) => thread::sleep(PAUSE),
                Err(error) => return Err(self.error("plugin-failed", "could not be waited for", &error.to_string())),
            }
        };
        if status.success() {
            return Ok(written);
        }
        Err(self.error("plugin-failed", &ended(status), &shown(&err.recv_timeout(left()).unwrap_or_default())))
    }

    /// Reads what comes in a thread of its own, one byte more than is allowed at the most.
    fn reader(&self, from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
        let (sender, receiver) = channel();
        let bytes_max = self.limits.bytes_max;
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before a pipe broke is judged as it is.
            let _ = from.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes);
            let _ = sender.send(bytes);
        });
        receiver
    }

    fn read(&self, answer: &[u8]) -> Result<Map<String, Value>> {
        let value: Value = serde_json::from_slice(answer).map_err(|error| {
            let detail = format!("{error}. It wrote: {}", shown(answer));
            self.error("plugin-answer", "did not answer with JSON", &detail)
        })?;
        let Value::Object(object) = value else { return Err(self.wrong("the answer is no object")) };
        match object.get("version").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => return Err(self.wrong(&format!("\"version\" is {version}, and {VERSION} is spoken"))),
            None => return Err(self.wrong("it has no \"version\"")),
        }
        if let Some(said) = object.get("error") {
            let text = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
            return Err(self.error("plugin-refused", "says an error", &shown(text.as_bytes())));
        }
        Ok(object)
    }

    /// Returns the error for an answer of the wrong shape.
    pub fn wrong(&self, what: &str) -> Error {
        self.error("plugin-answer", "answered with something else than it should", &format!("In its answer, {what}."))
    }

    fn error(&self, code: &'static str, what: &str, detail: &str) -> Error {
        let message = format!("{} \"{}\" {what}", self.found.sort.name(), self.found.path.display());
        let hint = "docs/PLUGINS.md has what a program reads and writes.";
        let said = Diagnostic::error(code, message).with_hint(hint);
        Error::new(ErrorKind::Usage, if detail.is_empty() { said } else { said.with_detail(detail) })
    }
}

fn ended(status: ExitStatus) -> String {
    status.code().map_or_else(|| "was ended by a signal".to_owned(), |code| format!("ended with exit code {code}"))
}

/// Returns the beginning of what a program wrote, on one line, without what would steer a terminal.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = plain.take(SHOWN_MAX).collect();
    if text.trim().chars().count() > SHOWN_MAX { short + "…" } else { short }
}
