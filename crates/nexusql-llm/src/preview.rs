//! What would be sent: the same client speaks to a socket of this process, which writes down what comes.

use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{Key, Settings, ask};

/// Headers that say nothing but where the socket of this process is.
const OWN: [&str; 1] = ["host"];
/// Headers that hold the key.
const SECRET: [&str; 2] = ["authorization", "x-api-key"];

pub(crate) async fn preview(settings: &Settings, system: &str, question: &str) -> Result<String> {
    let failed = |error: std::io::Error| {
        let said = Diagnostic::error("llm-preview", "what would be sent could not be written down");
        Error::new(ErrorKind::Connection, said.with_detail(format!("{error}.")))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let stand_in = Settings {
        base_url: format!("http://{address}/"),
        key: Key::new("none"),
        timeout: Duration::from_secs(10),
        ..settings.clone()
    };
    let client = ask::client(&stand_in, false)?;
    let options = ask::options(settings);
    let send = client.exec_chat(settings.model.as_str(), ask::request(system, question), Some(&options));
    let receive = async {
        let (stream, _) = listener.accept().await?;
        received(stream).await
    };
    // Nobody answers the client: it is left as soon as it has sent all.
    let text = tokio::select! {
        received = receive => received.map_err(failed)?,
        _ = send => return Err(failed(std::io::Error::other("the client ended before it had sent all"))),
    };
    Ok(shown(&text, &settings.base_url))
}

async fn received(mut stream: TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let mut more = [0; 16_384];
        let n = stream.read(&mut more).await?;
        bytes.extend_from_slice(&more[..n]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if n == 0 || body.len() >= length.unwrap_or(0) {
                stream.shutdown().await?;
                return Ok(text.into_owned());
            }
        } else if n == 0 {
            return Ok(text.into_owned());
        }
    }
}

fn shown(request: &str, base_url: &str) -> String {
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let mut text = format!("{method} {}{}\n", base_url, path.trim_start_matches('/'));
    for line in lines {
        let name = line.split_once(':').map_or(line, |(name, _)| name).to_ascii_lowercase();
        if SECRET.contains(&name.as_str()) {
            text.push_str(&format!("{name}: …\n"));
        } else if !OWN.contains(&name.as_str()) {
            text.push_str(&format!("{line}\n"));
        }
    }
    let body = serde_json::from_str(body)
        .and_then(|value: Value| serde_json::to_string_pretty(&value))
        .unwrap_or(body.to_owned());
    format!("{text}\n{body}\n")
}
