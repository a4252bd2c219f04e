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
    let mut timeouts = None;
    for group in &plan.groups {
        text.push('\n');
        if group.transactional {
            text.push_str("BEGIN;\n");
        }
        for step in &group.steps {
            write_step(&mut text, step, &mut timeouts);
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

fn write_step(text: &mut String, step: &Step, timeouts: &mut Option<(u64, u64)>) {
    let wanted = (step.lock_timeout_ms, step.statement_timeout_ms);
    if timeouts.is_none_or(|(lock, _)| lock != wanted.0) {
        let _ = writeln!(text, "SET lock_timeout = '{}ms';", wanted.0);
    }
    if timeouts.is_none_or(|(_, statement)| statement != wanted.1) {
        let _ = writeln!(text, "SET statement_timeout = '{}ms';", wanted.1);
    }
    *timeouts = Some(wanted);
    for note in &step.hazards {
        let _ = writeln!(text, "-- hazard {}: {}", note.hazard.name(), note.reason);
    }
    let _ = writeln!(text, "{};", step.sql);
}
