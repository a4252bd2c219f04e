//! Where rows are printed: what is longer than the terminal to a pager, else to standard output.

use std::io::{IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use terminal_size::{Height, terminal_size_of};

/// How much text is put together before it is written.
const BUFFER_BYTES: usize = 64 * 1024;

/// An output that may be a pager.
pub struct Out {
    buffer: Vec<u8>,
    pager: Option<Child>,
    /// How many lines are printed without a pager; none is started any more if it is absent.
    lines_max: Option<usize>,
}

/// Returns an output that starts a pager for what is long if that is `wanted` and the output is a terminal.
pub fn open(wanted: bool) -> Out {
    let is_terminal = wanted && std::io::stdout().is_terminal();
    let height = || terminal_size_of(std::io::stdout()).map_or(24, |(_, Height(rows))| usize::from(rows));
    // The last line is the prompt's.
    let lines_max = is_terminal.then(|| height().saturating_sub(1));
    Out { buffer: Vec::new(), pager: None, lines_max }
}

fn start() -> Option<Child> {
    let chosen = std::env::var("PAGER").ok();
    // An empty PAGER asks for none.
    let words = chosen.as_deref().unwrap_or("less").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // What fits the screen is printed as it is; long lines are not folded.
        command.env("LESS", "FRSX");
    }
    command.spawn().ok()
}

impl Out {
    /// Takes `text`, which is empty afterwards. Returns false when nobody reads any more.
    ///
    /// Errors: [`ErrorKind::Usage`] if it cannot be written.
    pub fn write(&mut self, text: &mut String) -> Result<bool> {
        self.buffer.extend_from_slice(text.as_bytes());
        text.clear();
        if self.buffer.len() < BUFFER_BYTES { Ok(true) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<bool> {
        if let Some(lines_max) = self.lines_max.take() {
            let n_lines = self.buffer.iter().filter(|byte| **byte == b'\n').count();
            // One that does not start is done without.
            self.pager = (n_lines > lines_max || self.buffer.len() >= BUFFER_BYTES).then(start).flatten();
        }
        let buffer = std::mem::take(&mut self.buffer);
        let written = match self.pager.as_mut().and_then(|pager| pager.stdin.as_mut()) {
            Some(pipe) => pipe.write_all(&buffer),
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&buffer).and_then(|()| out.flush())
            }
        };
        match written {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => {
                let message = format!("could not write the rows: {error}");
                Err(Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", message)))
            }
        }
    }

    /// Writes what is left and waits until the pager is closed.
    pub fn close(&mut self) -> Result<()> {
        self.flush()?;
        if let Some(mut pager) = self.pager.take() {
            drop(pager.stdin.take());
            // How a pager ends says nothing of the rows.
            let _ = pager.wait();
        }
        Ok(())
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        if let Some(mut pager) = self.pager.take() {
            drop(pager.stdin.take());
            let _ = pager.wait();
        }
    }
}
