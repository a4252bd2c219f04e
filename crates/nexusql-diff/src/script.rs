//! A plan as text that psql runs as it is.

use std::fmt::Write;

use crate::{Plan, Step};

/// Returns `plan` as a script: settings first, then each group between `BEGIN` and `COMMIT`.
///
/// Its first line makes psql stop at the first error.
pub fn script(plan: &Plan) -> String {
    let mut text = String::new();
    if plan.groups.is_empty() {
        return text;
    }
    text.push_str("\\set ON_ERROR_STOP on\n");
    for setting in SETTINGS {
        text.push_str(setting);
        text.push_str(";\n");
    }
    let mut session = Session::default();
    for group in &plan.groups {
        text.push('\n');
        if group.transactional {
            text.push_str("BEGIN;\n");
        }
        for step in &group.steps {
            write_step(&mut text, step, &mut session);
        }
        if group.transactional {
            text.push_str("COMMIT;\n");
        }
    }
    text
}

/// The settings that every session needs before it runs steps.
pub const SETTINGS: &[&str] = &[
    "SET check_function_bodies = off",
    "SET client_min_messages = warning",
    "SET row_security = off",
    "SET search_path = ''",
];

/// What was set by the steps before.
#[derive(Default)]
struct Session {
    timeouts: Option<(u64, u64)>,
    search_path: Option<&'static str>,
}

fn write_step(text: &mut String, step: &Step, session: &mut Session) {
    let wanted = (step.lock_timeout_ms, step.statement_timeout_ms);
    if session.timeouts.is_none_or(|(lock, _)| lock != wanted.0) {
        let _ = writeln!(text, "SET lock_timeout = '{}ms';", wanted.0);
    }
    if session.timeouts.is_none_or(|(_, statement)| statement != wanted.1) {
        let _ = writeln!(text, "SET statement_timeout = '{}ms';", wanted.1);
    }
    let search_path = step.search_path();
    if session.search_path.unwrap_or("''") != search_path {
        let _ = writeln!(text, "SET search_path = {search_path};");
    }
    *session = Session { timeouts: Some(wanted), search_path: Some(search_path) };
    for note in &step.hazards {
        let _ = writeln!(text, "-- hazard {}: {}", note.hazard.name(), note.reason);
    }
    let _ = writeln!(text, "{};", step.sql);
}
