//! Bytes to text.

use std::borrow::Cow;

use memchr::memchr;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// Returns the text that `bytes`, the content of `file`, stand for.
///
/// UTF-8, or UTF-16 where a byte order mark says so; the mark is left out.
///
/// Errors: of kind `Sql`, code `not-text`, if the bytes are neither, or hold a NUL, which PostgreSQL takes in no text.
pub fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(decode_utf16(file, rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(decode_utf16(file, rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(decode_utf8(file, bytes)?),
    };
    match memchr(0, text.as_bytes()) {
        None => Ok(text),
        Some(offset) => Err(not_text(file, format!("A NUL character is at byte {offset} of its text."))),
    }
}

fn decode_utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(fault) => {
            let offset = fault.valid_up_to();
            let detail = format!("Byte {offset} is 0x{:02x}, which is not valid UTF-8 there.", bytes[offset]);
            Err(not_text(file, detail))
        }
    }
}

fn decode_utf16(file: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        let detail = "It begins as UTF-16 but has an odd number of bytes.".to_owned();
        return Err(not_text(file, detail));
    }
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect::<std::result::Result<_, _>>().map_err(|fault| {
        let detail =
            format!("It begins as UTF-16 but holds the unpaired surrogate 0x{:04x}.", fault.unpaired_surrogate());
        not_text(file, detail)
    })
}

fn not_text(file: &str, detail: String) -> Error {
    let message = format!("file \"{file}\" is not SQL text");
    let hint = "Save it as UTF-8; a dump in custom format is turned into SQL by \"pg_restore -f -\".";
    Error::new(ErrorKind::Sql, Diagnostic::error("not-text", message).with_detail(detail).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_and_utf16_is_read() {
        for bytes in [
            &b"select '\xc3\xa9'"[..],
            b"\xef\xbb\xbfselect '\xc3\xa9'",
            b"\xff\xfes\0e\0l\0e\0c\0t\0 \0'\0\xe9\0'\0",
            b"\xfe\xff\0s\0e\0l\0e\0c\0t\0 \0'\0\xe9\0'",
        ] {
            assert_eq!(decode("a.sql", bytes).unwrap(), "select 'é'");
        }
    }

    #[test]
    fn binary_files_are_refused_with_the_offset() {
        for (bytes, want) in [
            (&b"PGDMP\x01\xff"[..], "Byte 6 is 0xff"),
            (b"select 1;\0", "at byte 9"),
            (b"\xff\xfea", "odd number"),
            (b"\xff\xfe\x00\xd8", "surrogate 0xd800"),
        ] {
            let error = decode("a.dump", bytes).unwrap_err();
            assert_eq!(error.to_string(), "file \"a.dump\" is not SQL text");
            assert!(error.diagnostic().detail.as_deref().unwrap().contains(want), "{error:?}");
        }
    }
}
