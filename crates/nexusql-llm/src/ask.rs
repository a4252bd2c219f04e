//! One question to the service, with attempts.

use std::time::Duration;

use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget, webc};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use serde_json::Value;

use crate::{Protocol, Settings};

/// The longest pause between two attempts.
const PAUSE_MAX: Duration = Duration::from_secs(20);
/// How much of what the service says is shown.
const SHOWN_MAX: usize = 200;

/// Why an attempt failed.
struct Failed {
    error: Error,
    may_pass: bool,
    wait: Option<Duration>,
}

/// Returns the text that the service answers to `question`.
///
/// Errors: [`ErrorKind::Connection`] if it cannot be reached or takes too long, [`ErrorKind::Server`] if it refuses. No part of
/// the key is in them.
pub(crate) async fn ask(settings: &Settings, system: &str, question: &str) -> Result<String> {
    let client = client(settings, true)?;
    let mut attempt = 0;
    loop {
        let failed = match once(&client, settings, system, question).await {
            Ok(text) => return Ok(text),
            Err(failed) => failed,
        };
        if !failed.may_pass || attempt == settings.retries {
            return Err(failed.error);
        }
        let pause = failed.wait.unwrap_or(Duration::from_millis(500 << attempt.min(6)));
        tokio::time::sleep(pause.min(PAUSE_MAX)).await;
        attempt += 1;
    }
}

/// Returns a client for the service; past the machine's proxies if `with_proxies` is false.
pub(crate) fn client(settings: &Settings, with_proxies: bool) -> Result<Client> {
    // A redirect would carry the key elsewhere.
    let web = reqwest::Client::builder().timeout(settings.timeout).redirect(reqwest::redirect::Policy::none());
    let web = if with_proxies { web } else { web.no_proxy() };
    let web = web.build().map_err(|error| Error::internal(format!("could not make a client: {error}")))?;
    let target = settings.clone();
    let resolve = move |_: ServiceTarget| -> std::result::Result<ServiceTarget, genai::resolver::Error> {
        let kind = match target.protocol {
            Protocol::OpenAi => AdapterKind::OpenAI,
            Protocol::Anthropic => AdapterKind::Anthropic,
        };
        Ok(ServiceTarget {
            endpoint: Endpoint::from_owned(target.base_url.clone()),
            auth: AuthData::from_single(target.key.expose()),
            model: ModelIden::new(kind, target.model.clone()),
        })
    };
    let built = Client::builder().with_reqwest(web).with_service_target_resolver_fn(resolve).build();
    built.map_err(|_| Error::internal("could not make a client for the language model"))
}

/// Returns what goes with a request: Anthropic's protocol wants a bound, and not every service of the other takes one.
pub(crate) fn options(settings: &Settings) -> ChatOptions {
    match settings.protocol {
        Protocol::OpenAi => ChatOptions::default(),
        Protocol::Anthropic => ChatOptions::default().with_max_tokens(2_000),
    }
}

/// Returns the request for `question`.
pub(crate) fn request(system: &str, question: &str) -> ChatRequest {
    ChatRequest::default().with_system(system).append_message(ChatMessage::user(question))
}

async fn once(
    client: &Client,
    settings: &Settings,
    system: &str,
    question: &str,
) -> std::result::Result<String, Failed> {
    // The adapter is chosen by the resolver, whatever the model is called.
    let answer = client.exec_chat(settings.model.as_str(), request(system, question), Some(&options(settings))).await;
    let answer = answer.map_err(|error| failed(settings, &error))?;
    answer.first_text().map(str::to_owned).ok_or_else(|| {
        let said = Diagnostic::error("llm-answer", "the language model gave no answer");
        let said = said.with_detail("It may have refused.");
        Failed { error: Error::new(ErrorKind::Server, said), may_pass: false, wait: None }
    })
}

fn failed(settings: &Settings, error: &genai::Error) -> Failed {
    let (status, body, headers) = match error {
        genai::Error::WebModelCall { webc_error, .. } | genai::Error::WebAdapterCall { webc_error, .. } => {
            match webc_error {
                webc::Error::ResponseFailedStatus { status, body, headers } => (*status, body, headers),
                webc::Error::Reqwest(error) => return unreached(settings, error),
                _ => return not_understood(),
            }
        }
        genai::Error::HttpError { status, body, headers, .. } => (*status, body, headers),
        _ => return not_understood(),
    };
    let said = Diagnostic::error("llm-refused", format!("the service of the language model answered {status}"));
    let said = match message(body).filter(|text| !settings.key.may_be_in(text)) {
        Some(text) => said.with_detail(format!("It says: {text}")),
        None => said,
    };
    let seconds = headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
    let wait = seconds.filter(|seconds| (0.0..3_600.0).contains(seconds)).map(Duration::from_secs_f64);
    let may_pass = status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 429);
    Failed { error: Error::new(ErrorKind::Server, said), may_pass, wait }
}

fn unreached(settings: &Settings, error: &reqwest::Error) -> Failed {
    let said = if error.is_timeout() {
        let seconds = settings.timeout.as_secs_f64();
        Diagnostic::error("llm-timeout", format!("the language model did not answer within {seconds} s"))
            .with_hint("NEXUSQL_LLM_TIMEOUT sets another time.")
    } else {
        Diagnostic::error("llm-unreachable", "the service of the language model could not be reached")
    };
    Failed { error: Error::new(ErrorKind::Connection, said), may_pass: true, wait: None }
}

fn not_understood() -> Failed {
    let said = Diagnostic::error("llm-answer", "the answer of the language model's service was not understood");
    Failed { error: Error::new(ErrorKind::Server, said), may_pass: false, wait: None }
}

/// Returns the service's own message, on one line.
fn message(body: &str) -> Option<String> {
    let value: Value = serde_json::from_str(body).ok()?;
    let text = value["error"]["message"].as_str()?;
    Some(text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_MAX).collect())
}
