//! The rows of a copy: in the server's own binary form as far as they have one here, else as text.
//!
//! Source: PostgreSQL manual, "COPY", "Binary Format" and "Text Format".

use std::iter::Peekable;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use nexusql_base::Diagnostic;
use tokio_postgres::Client;

use super::class::Class;
use super::copy::Target;
use super::error::error;
use super::form::Form;
use super::prepared::Prepared;
use crate::error::{Error, Kind, Result};
use crate::value::Value;

/// How much is sent at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// What the binary form begins with: its signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Copies `rows` and returns how many there were. They are read while the server works on those before.
///
/// Errors: the first of `rows`; else as the insert's. What was sent before it is undone with the transaction.
pub(super) async fn run(
    client: &Client,
    target: &Target,
    prepared: &Prepared,
    rows: impl Iterator<Item = Result<Vec<Value>>>,
) -> Result<u64> {
    let mut rows = rows.map(|row| Encoder::new(target, prepared).forms(row?)).peekable();
    let mut n = 0;
    while let Some(first) = rows.peek() {
        let binary = first.as_ref().is_ok_and(|forms| Encoder::new(target, prepared).has_binary(forms));
        n += copy(client, Encoder::new(target, prepared), binary, &mut rows).await?;
    }
    Ok(n)
}

/// Copies rows up to the first that has no binary form, if `binary`.
async fn copy(
    client: &Client,
    encoder: Encoder<'_>,
    binary: bool,
    rows: &mut Peekable<impl Iterator<Item = Result<Vec<Form>>>>,
) -> Result<u64> {
    let format = if binary { " (format binary)" } else { "" };
    let text = format!("{}{format}", encoder.target.text);
    let sink = client.copy_in::<_, Bytes>(&text).await.map_err(|said| error(&said))?;
    let mut sink = std::pin::pin!(sink);
    let mut out = BytesMut::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 8);
    if binary {
        out.put_slice(HEADER);
    }
    let fits = |row: &Result<Vec<Form>>| !binary || row.as_ref().map_or(true, |forms| encoder.has_binary(forms));
    while let Some(row) = rows.next_if(fits) {
        if binary {
            encoder.binary(&row?, &mut out);
        } else {
            encoder.text(&row?, &mut out);
        }
        if out.len() >= CHUNK_BYTES {
            let next = BytesMut::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 8);
            let full = std::mem::replace(&mut out, next);
            sink.feed(full.freeze()).await.map_err(|said| error(&said))?;
        }
    }
    if binary {
        out.put_i16(-1);
    }
    sink.send(out.freeze()).await.map_err(|said| error(&said))?;
    sink.finish().await.map_err(|said| error(&said))
}

/// Writes rows down.
#[derive(Clone, Copy)]
struct Encoder<'a> {
    target: &'a Target,
    prepared: &'a Prepared,
}

impl<'a> Encoder<'a> {
    fn new(target: &'a Target, prepared: &'a Prepared) -> Self {
        Self { target, prepared }
    }

    /// Errors: [`Kind::Value`] for what a column cannot hold; [`Kind::Parameter`] if there is not one value for each.
    fn forms(self, row: Vec<Value>) -> Result<Vec<Form>> {
        let forms = self.prepared.forms(row)?;
        if self.target.order.iter().any(|index| *index >= forms.len()) {
            let message = "statement has parameters that are not written \":name\"";
            return Err(Error::new(Kind::Parameter, Diagnostic::error("foreign-parameter", message)));
        }
        Ok(forms)
    }

    /// Returns the fields in the order of the columns.
    fn fields<'f>(self, forms: &'f [Form]) -> impl Iterator<Item = (&'f Form, &'a Class)> {
        self.target.order.iter().map(move |index| (&forms[*index], &self.prepared.params()[*index]))
    }

    fn has_binary(self, forms: &[Form]) -> bool {
        self.fields(forms)
            .all(|(form, class)| !form.is_text() || matches!(class, Class::Text | Class::Json | Class::Jsonb))
    }

    fn binary(self, forms: &[Form], out: &mut BytesMut) {
        let n_fields = i16::try_from(self.target.order.len()).expect("a table has 1,600 columns at most");
        out.put_i16(n_fields);
        for (form, class) in self.fields(forms) {
            if matches!(form, Form::Null) {
                out.put_i32(-1);
                continue;
            }
            let start = out.len();
            out.put_i32(0);
            if *class == Class::Jsonb {
                // The version of its form.
                out.put_u8(1);
            }
            form.binary(out);
            // The server takes no message of a size that does not fit.
            let length = i32::try_from(out.len() - start - 4).unwrap_or(i32::MAX);
            out[start..start + 4].copy_from_slice(&length.to_be_bytes());
        }
    }

    fn text(self, forms: &[Form], out: &mut BytesMut) {
        let mut line = String::new();
        for (i, (form, class)) in self.fields(forms).enumerate() {
            if i > 0 {
                line.push('\t');
            }
            write_field(form, class, &mut line);
        }
        line.push('\n');
        out.put_slice(line.as_bytes());
    }
}

fn write_field(form: &Form, class: &Class, text: &mut String) {
    let start = text.len();
    match form {
        Form::Null => return text.push_str("\\N"),
        form => form.text(text),
    }
    // Numbers and times have nothing to escape.
    let clean = !matches!(form, Form::Text(_) | Form::Bytes(_)) || *class == Class::Numeric;
    if clean || !text[start..].contains(['\\', '\t', '\n', '\r']) {
        return;
    }
    let plain = text.split_off(start);
    for c in plain.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}
