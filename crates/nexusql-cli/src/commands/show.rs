//! How deltas, plans and proofs read on a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use nexusql_catalog::Unmodelled;
use nexusql_diff::{Candidate, Delta, DeltaKind, Plan};
use nexusql_migrate::{Proof, Proven};
use serde_json::Value;

const ADDED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const GONE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const CHANGED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const FAINT: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();

/// Returns the deltas, a line each, with the attributes that differ.
pub fn deltas(deltas: &[Delta]) -> String {
    let mut text = String::new();
    for delta in deltas {
        match &delta.kind {
            DeltaKind::Create => {
                let _ = writeln!(text, "{ADDED}+ {}{ADDED:#}", delta.id);
            }
            DeltaKind::Drop => {
                let _ = writeln!(text, "{GONE}- {}{GONE:#}", delta.id);
            }
            DeltaKind::Alter { attributes } => {
                let _ = writeln!(text, "{CHANGED}~ {}{CHANGED:#}", delta.id);
                for change in attributes {
                    let (old, new) = (value(&change.current), value(&change.desired));
                    let _ = writeln!(text, "    {}: {GONE}{old}{GONE:#} → {ADDED}{new}{ADDED:#}", change.attribute);
                }
            }
        }
    }
    text
}

/// Returns a value as a person writes it, on one line and not too long.
fn value(value: &Value) -> String {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    match text.char_indices().nth(100) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Returns a number with its noun: `1 step`, `2 steps`.
pub fn count(n: impl TryInto<u64>, noun: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Returns what was compared, in one line, and what was not.
pub fn compared(n_objects: usize, unmodelled: &[Unmodelled]) -> String {
    let mut text = format!("{FAINT}compared {}{FAINT:#}\n", count(n_objects, "object"));
    for thing in unmodelled {
        let _ = writeln!(text, "{CHANGED}not compared:{CHANGED:#} {} {}", thing.kind, thing.name);
    }
    text
}

/// Returns the plan with its groups, locks and hazards.
pub fn plan(plan: &Plan) -> String {
    let mut text = String::new();
    let n_groups = plan.groups.len();
    for (at, group) in plan.groups.iter().enumerate() {
        let kind = if group.transactional { "one transaction" } else { "outside a transaction" };
        let _ = writeln!(text, "{FAINT}-- group {} of {n_groups}, {kind}{FAINT:#}", at + 1);
        for step in &group.steps {
            for note in &step.hazards {
                let color = if note.hazard.needs_consent() { GONE } else { CHANGED };
                let _ = writeln!(text, "{color}-- {}: {}{color:#}", note.hazard.name(), note.reason);
            }
            let locks: Vec<String> =
                step.locks.iter().map(|lock| format!("{} on {}", lock.mode.name(), lock.relation)).collect();
            if !locks.is_empty() {
                let _ = writeln!(text, "{FAINT}-- locks {}{FAINT:#}", locks.join(", "));
            }
            let _ = writeln!(text, "{};", step.sql);
        }
        text.push('\n');
    }
    text
}

/// Returns the renames that may be behind drops and creates, with the flags that would confirm them.
pub fn candidates(candidates: &[Candidate]) -> String {
    let mut text = String::new();
    for candidate in candidates {
        let name = |id: &str| id.split_once(' ').map_or(id.to_owned(), |(_, name)| name.to_owned());
        let percent = (candidate.confidence * 100.0).round();
        let _ = writeln!(
            text,
            "{CHANGED}renamed?{CHANGED:#} {} → {} ({percent} %): confirm with --rename '{}={}'",
            candidate.old,
            candidate.new,
            name(&candidate.old),
            name(&candidate.new)
        );
    }
    text
}

/// Returns what was proven, on what, and what was not.
pub fn proven(proven: &Proven) -> String {
    match (&proven.proof, &proven.reason) {
        (Some(proof), _) => proof_text(proof),
        (None, Some(reason)) => format!("{CHANGED}not proven:{CHANGED:#} {reason}\n"),
        (None, None) => String::new(),
    }
}

fn proof_text(proof: &Proof) -> String {
    let mut text = String::new();
    if proof.holds() {
        let _ = writeln!(
            text,
            "{ADDED}proven{ADDED:#} on {}: {} ran, the result equals the desired schema",
            proof.server,
            count(proof.n_steps, "step")
        );
        if proof.rows.n_tables > 0 {
            let (rows, tables) = (count(proof.rows.n_rows, "sample row"), count(proof.rows.n_tables, "table"));
            let _ = writeln!(text, "{ADDED}proven{ADDED:#} with rows: {rows} in {tables} survived");
        }
    } else {
        let _ = writeln!(text, "{GONE}disproven{GONE:#} on {}: the plan ran, but its result is wrong", proof.server);
        for table in &proof.rows.lost {
            let _ = writeln!(text, "  rows of {STRONG}{table}{STRONG:#} are not what they were");
        }
        for line in deltas(&proof.differences).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    for reason in &proof.unproven {
        let _ = writeln!(text, "{CHANGED}not proven:{CHANGED:#} {reason}");
    }
    text
}
