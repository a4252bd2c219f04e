//! A server of HTTP that answers as a test says, and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How one request is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status, further headers as lines, and a body.
    Say(u16, String, String),
    /// The connection is kept open and nothing said, for that long.
    Hang(Duration),
    /// The connection is closed.
    HangUp,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Method and path.
    pub line: String,
    /// The headers, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

/// A server on this machine; it runs as long as the process.
#[derive(Debug)]
pub struct Service {
    /// Its address, without a slash at the end.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Service {
    /// Starts a server that gives `answers` one after another, and the last of them ever after.
    ///
    /// # Panics
    ///
    /// If no port can be had, or there is no answer.
    #[must_use]
    pub fn start(answers: Vec<Answer>) -> Self {
        assert!(!answers.is_empty(), "a server answers something");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let answer = answers[at.min(answers.len() - 1)].clone();
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || stream.and_then(|stream| serve(stream, &answer, &kept)));
            }
        });
        Self { url, asked }
    }

    /// Returns what it was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(stream: TcpStream, answer: &Answer, kept: &Mutex<Vec<Asked>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let head = lines.get(1..).unwrap_or_default().join("\n").to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let asked = Asked {
        line: lines.first().cloned().unwrap_or_default(),
        head,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    let mut stream = stream;
    match answer {
        Answer::HangUp => Ok(()),
        Answer::Hang(time) => {
            std::thread::sleep(*time);
            Ok(())
        }
        Answer::Say(status, headers, body) => write!(
            stream,
            "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
            body.len()
        ),
    }
}
