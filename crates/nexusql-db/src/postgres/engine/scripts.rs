//! Several texts in one message: the server runs them one after the other, and stops at the first that fails.

use futures_util::StreamExt as _;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::error;
use crate::error::Error;

/// How many bytes of texts go in one message.
const BYTES_MAX: usize = 64 * 1024;

/// What ends a message when it is mentioned: it can change how the server reads text, and a message is read at once.
const CHANGES_READING: [&str; 5] =
    ["standard_conforming_strings", "client_encoding", "backslash_quote", "reset all", "discard"];

/// What stands between two texts: the first may end in a comment.
const BETWEEN: &str = "\n;\n";

/// Runs `texts`, each of which is one statement. A transaction is open, or the first begins one.
///
/// Errors: the number of the text that failed, and what the server said of it.
pub(super) async fn run(client: &Client, texts: &[&str]) -> Result<(), (usize, Error)> {
    let mut from = 0;
    while from < texts.len() {
        let n = n_together(&texts[from..]);
        let some = &texts[from..from + n];
        together(client, some).await.map_err(|(at, error)| (from + at, error))?;
        from += n;
    }
    Ok(())
}

/// Returns how many of `texts` go in one message; one at least.
fn n_together(texts: &[&str]) -> usize {
    let mut bytes = 0;
    for (n, text) in texts.iter().enumerate() {
        bytes += text.len() + BETWEEN.len();
        if bytes > BYTES_MAX {
            return n.max(1);
        }
        let lower = text.to_ascii_lowercase();
        if CHANGES_READING.iter().any(|word| lower.contains(word)) {
            return n + 1;
        }
    }
    texts.len()
}

async fn together(client: &Client, texts: &[&str]) -> Result<(), (usize, Error)> {
    let last = texts.len() - 1;
    let mut n_done = 0;
    let said = match client.simple_query_raw(&texts.join(BETWEEN)).await {
        Ok(answers) => {
            let mut answers = std::pin::pin!(answers);
            loop {
                match answers.next().await {
                    None => return Ok(()),
                    Some(Ok(SimpleQueryMessage::CommandComplete(_))) => n_done += 1,
                    Some(Ok(_)) => {}
                    Some(Err(said)) => break said,
                }
            }
        }
        Err(said) => said,
    };
    let error = error(&said);
    let Some(position) = error.position() else { return Err((n_done.min(last), error)) };
    // It counts from the beginning of the message. One of a syntax error comes before anything has run.
    let mut left = position;
    for (n, text) in texts.iter().enumerate() {
        let n_characters = text.chars().count() + BETWEEN.len();
        if left <= n_characters || n == last {
            return Err((n, error.with_position(Some(left))));
        }
        left -= n_characters;
    }
    Err((n_done.min(last), error))
}
