//! Which service is asked, and how long.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// A key for a service. It is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Returns `text` as a key.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Says whether `text` may hold a part of the key.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        const SHOWN_MAX: usize = 6;
        let chars: Vec<char> = self.0.chars().collect();
        chars.windows(SHOWN_MAX.min(chars.len().max(1))).any(|part| text.contains(&part.iter().collect::<String>()))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `POST …/chat/completions`, as OpenAI and many others have it.
    OpenAi,
    /// `POST …/messages`, Anthropic's own.
    Anthropic,
}

/// Which service is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Where it is; ends with `/`.
    pub base_url: String,
    /// The model.
    pub model: String,
    /// The key.
    pub key: Key,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How often it is tried again.
    pub retries: u32,
    /// Where answers are kept; none to keep none.
    pub cache: Option<PathBuf>,
}

impl Settings {
    /// Reads `NEXUSQL_LLM_API_KEY` (else `OPENAI_API_KEY` or `ANTHROPIC_API_KEY`), `NEXUSQL_LLM_BASE_URL`, `_MODEL`,
    /// `_PROTOCOL`, `_TIMEOUT` in seconds and `_RETRIES`.
    ///
    /// Without a protocol it is Anthropic's if the address or the model is, or if only that key is there.
    /// Errors: [`ErrorKind::Usage`] if there is no key, unless the service is on this machine; if a value makes no sense; if
    /// the key would cross a network in the open.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let base = get("NEXUSQL_LLM_BASE_URL");
        let model = get("NEXUSQL_LLM_MODEL");
        let (own, openai, anthropic) = (get("NEXUSQL_LLM_API_KEY"), get("OPENAI_API_KEY"), get("ANTHROPIC_API_KEY"));
        let protocol = match get("NEXUSQL_LLM_PROTOCOL").as_deref() {
            Some("openai") => Protocol::OpenAi,
            Some("anthropic") => Protocol::Anthropic,
            Some(_) => return Err(refuse("NEXUSQL_LLM_PROTOCOL is neither openai nor anthropic", "Set one of them.")),
            None => {
                let is_named = base.as_deref().is_some_and(|url| url.contains("anthropic"))
                    || model.as_deref().is_some_and(|model| model.starts_with("claude"));
                let is_only = base.is_none() && model.is_none() && own.is_none() && openai.is_none();
                if is_named || is_only && anthropic.is_some() { Protocol::Anthropic } else { Protocol::OpenAi }
            }
        };
        let (of_protocol, address, usual) = match protocol {
            Protocol::OpenAi => (openai, "https://api.openai.com/v1/", "gpt-4o-mini"),
            Protocol::Anthropic => (anthropic, "https://api.anthropic.com/v1/", "claude-haiku-4-5"),
        };
        let mut base_url = base.unwrap_or_else(|| address.to_owned());
        if !base_url.ends_with('/') {
            base_url.push('/');
        }
        let is_here = is_here(&base_url)?;
        let key = match own.or(of_protocol) {
            Some(key) => key.trim().to_owned(),
            None if is_here => "none".to_owned(),
            None => {
                let hint = "Set NEXUSQL_LLM_API_KEY, OPENAI_API_KEY or ANTHROPIC_API_KEY.";
                return Err(refuse("there is no key for the language model", hint));
            }
        };
        let number = |name: &str, otherwise: f64, most: f64| match get(name) {
            None => Ok(otherwise),
            Some(text) => {
                let value = text.trim().parse().ok().filter(|value: &f64| (0.0..=most).contains(value));
                value.ok_or_else(|| {
                    refuse(&format!("{name} is \"{text}\", which is no number up to {most}"), "Set a number.")
                })
            }
        };
        let timeout = Duration::from_secs_f64(number("NEXUSQL_LLM_TIMEOUT", 30.0, 3_600.0)?.max(0.001));
        let retries = number("NEXUSQL_LLM_RETRIES", 2.0, 10.0)? as u32;
        let model = model.unwrap_or_else(|| usual.to_owned());
        Ok(Self { protocol, base_url, model, key: Key::new(key), timeout, retries, cache: None })
    }
}

/// Says whether `url` is on this machine.
///
/// Errors: if it is no address, has a password in it, or a key sent there would cross a network in the open.
fn is_here(url: &str) -> Result<bool> {
    let hint = "NEXUSQL_LLM_BASE_URL is like https://host/v1.";
    let parsed = reqwest::Url::parse(url).map_err(|_| refuse("NEXUSQL_LLM_BASE_URL is no address", hint))?;
    let host = parsed.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let is_loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match parsed.scheme() {
        _ if !parsed.username().is_empty() || parsed.password().is_some() => Err(refuse(
            "NEXUSQL_LLM_BASE_URL has a user or a password in it",
            "The key belongs into NEXUSQL_LLM_API_KEY.",
        )),
        "https" => Ok(is_loopback),
        "http" if is_loopback => Ok(true),
        "http" => {
            Err(refuse("the key would be sent without encryption", "Use https:// for what is not on this machine."))
        }
        _ => Err(refuse("NEXUSQL_LLM_BASE_URL is no address of the web", hint)),
    }
}

fn refuse(message: &str, hint: &str) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("llm-settings", message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings> {
        Settings::read(&|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_service_is_told_by_key_model_and_address() {
        let of = |pairs: &[(&str, &str)]| read(pairs).map(|found| (found.protocol, found.base_url)).ok();
        let openai = "https://api.openai.com/v1/".to_owned();
        let anthropic = "https://api.anthropic.com/v1/".to_owned();
        assert_eq!(of(&[("OPENAI_API_KEY", "k")]), Some((Protocol::OpenAi, openai.clone())));
        assert_eq!(of(&[("ANTHROPIC_API_KEY", "k")]), Some((Protocol::Anthropic, anthropic.clone())));
        assert_eq!(of(&[("NEXUSQL_LLM_API_KEY", "k")]), Some((Protocol::OpenAi, openai)));
        let claude = [("NEXUSQL_LLM_API_KEY", "k"), ("NEXUSQL_LLM_MODEL", "claude-x")];
        assert_eq!(of(&claude), Some((Protocol::Anthropic, anthropic)));
        let local = [("NEXUSQL_LLM_BASE_URL", "http://127.0.0.1:11434/v1")];
        assert_eq!(of(&local), Some((Protocol::OpenAi, "http://127.0.0.1:11434/v1/".to_owned())));
        for wrong in [
            vec![],
            vec![("NEXUSQL_LLM_API_KEY", "k"), ("NEXUSQL_LLM_BASE_URL", "http://example.com/v1")],
            vec![("NEXUSQL_LLM_API_KEY", "k"), ("NEXUSQL_LLM_BASE_URL", "https://u:p@example.com/v1")],
            vec![("NEXUSQL_LLM_API_KEY", "k"), ("NEXUSQL_LLM_TIMEOUT", "soon")],
            vec![("NEXUSQL_LLM_API_KEY", "k"), ("NEXUSQL_LLM_PROTOCOL", "x")],
        ] {
            assert!(read(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_key_is_shown_nowhere() {
        let settings = read(&[("NEXUSQL_LLM_API_KEY", "sk-very-secret-0123")]);
        assert!(!format!("{settings:?}").contains("secret"));
        let key = Key::new("sk-very-secret-0123");
        assert!(key.may_be_in("key sk-very-secret-0123 is wrong") && key.may_be_in("ends with t-0123"));
        assert!(!key.may_be_in("nothing of it"));
    }
}
