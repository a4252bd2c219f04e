//! What a run will do: migrations in units, each of which is one transaction, or one file without.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::options::{Listener, Options, Policy, Transactions};
use crate::files::{Migration, Part, Tree, Version};
use crate::flavor::Flavor;
use crate::history::Entry;
use crate::statements::{Nature, Step, Steps, at, steps};
use crate::status::{Standing, State};

/// A migration to run.
#[derive(Clone, Debug)]
pub struct Work<'t> {
    /// The migration.
    pub migration: &'t Migration,
    /// Its statements.
    pub steps: Steps,
    /// What an earlier run has noted of it.
    pub entry: Option<Entry>,
}

/// What is done at once.
#[derive(Clone, Debug)]
pub enum Unit<'t> {
    /// In one transaction.
    Together(Vec<Work<'t>>),
    /// A statement at a time.
    Stepwise(Box<Work<'t>>),
}

/// Returns what is pending and may be run.
///
/// Errors: [`ErrorKind::Refused`] for files that were changed or are missing, for such as come too late, and for one that
/// was partly undone, unless the options say otherwise; [`ErrorKind::Usage`] if `to` names nothing.
pub fn pending<'s, 't>(
    standings: &'s [Standing<'t>],
    options: &Options,
    listener: &dyn Listener,
) -> Result<Vec<&'s Standing<'t>>> {
    let mut refused = Vec::new();
    for standing in standings {
        let (policy, diagnostic) = match standing.state {
            State::Changed => (options.changed, changed(standing)),
            State::Missing => (options.missing, missing(standing)),
            State::OutOfOrder => (options.out_of_order, late(standing)),
            State::PartlyUndone => (Policy::Refuse, partly_undone(standing)),
            State::PartlySquashed => (Policy::Refuse, partly_squashed(standing)),
            _ => continue,
        };
        match policy {
            Policy::Refuse => refused.push(diagnostic),
            Policy::Warn => listener.notice(&Diagnostic { severity: nexusql_base::Severity::Warning, ..diagnostic }),
            Policy::Allow => {}
        }
    }
    if !refused.is_empty() {
        return Err(Error::several(ErrorKind::Refused, refused));
    }
    let limit = options.to.as_deref().map(|to| limit(to, standings)).transpose()?;
    let within = |standing: &&Standing<'_>| {
        let version = standing.migration.and_then(|migration| migration.version.as_ref());
        match (&limit, version) {
            (None, _) => true,
            (Some((track, to)), Some(version)) => {
                track.as_ref().is_none_or(|track| *track == standing.track) && version <= to
            }
            // With everything there would come what repeats.
            (Some(_), None) => false,
        }
    };
    let pending = standings.iter().filter(|standing| standing.state.is_pending()).filter(within);
    Ok(pending.take(options.n_max.unwrap_or(usize::MAX)).collect())
}

fn limit(to: &str, standings: &[Standing<'_>]) -> Result<(Option<String>, Version)> {
    let (track, number) = to.split_once('/').map_or((None, to), |(track, number)| (Some(track.to_owned()), number));
    let found = standings.iter().filter(|one| track.as_ref().is_none_or(|track| *track == one.track)).find_map(|one| {
        let migration = one.migration?;
        let is_it = migration.name == number || migration.version == Version::parse(number);
        migration.version.clone().filter(|_| is_it)
    });
    found.map(|version| (track, version)).ok_or_else(|| {
        let diagnostic = Diagnostic::error("target-unknown", format!("there is no migration \"{to}\""));
        let hint = "Write the number, or the track and the number: core/20231201120000.";
        Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
    })
}

fn id(standing: &Standing<'_>) -> String {
    format!("{}/{}", standing.track, standing.name)
}

fn changed(standing: &Standing<'_>) -> Diagnostic {
    let was = standing.entry.as_ref().map_or("", |entry| entry.checksum.as_str());
    let is = standing.migration.map(|migration| migration.checksum()).unwrap_or_default();
    let short = |text: &str| text.chars().take(12).collect::<String>();
    let at = standing.entry.as_ref().map(|entry| entry.applied_at.format("%Y-%m-%d %H:%M").to_string());
    Diagnostic::error("migration-changed", format!("migration \"{}\" has changed since it was applied", id(standing)))
        .with_detail(format!(
            "It was applied on {} with checksum {}…, and has {}… now.",
            at.unwrap_or_default(),
            short(was),
            short(&is)
        ))
        .with_hint(
            "Put the file back as it was, and write a new migration; or accept it with \"nexusql migrate repair\".",
        )
}

fn missing(standing: &Standing<'_>) -> Diagnostic {
    Diagnostic::error("migration-missing", format!("migration \"{}\" was applied and has no file", id(standing)))
        .with_hint("Put the file back, allow it with --missing allow, or forget it with \"nexusql migrate repair\".")
}

fn late(standing: &Standing<'_>) -> Diagnostic {
    let message = format!("migration \"{}\" comes before what was applied already", id(standing));
    Diagnostic::error("migration-out-of-order", message)
        .with_hint("Give it a new number, or apply it with --out-of-order allow.")
}

fn partly_undone(standing: &Standing<'_>) -> Diagnostic {
    Diagnostic::error("migration-partly-undone", format!("undoing \"{}\" has not come to its end", id(standing)))
        .with_hint("Finish it with \"nexusql migrate down\".")
}

fn partly_squashed(standing: &Standing<'_>) -> Diagnostic {
    let message = format!("not all that \"{}\" was squashed of was applied here", id(standing));
    let number = standing.migration.map(Migration::key).unwrap_or_default();
    let hint = format!(
        "Run \"nexusql migrate up\" with the folder of the old files first; or, if the database has all of it, note it with \
         \"nexusql migrate baseline --to {}/{number}\".",
        standing.track
    );
    Diagnostic::error("migration-partly-squashed", message).with_hint(hint)
}

/// Checks all files of `tree` without a database: needs, and what can be told of their statements.
///
/// Errors: those of [`crate::order::order`] and [`units`], for both directions, and of [`crate::check::in_text`].
pub fn check(tree: &Tree, flavor: Flavor, options: &Options, listener: &dyn Listener) -> Result<()> {
    for migration in crate::order::order(tree)? {
        for part in [Some(&migration.up), migration.down.as_ref()].into_iter().flatten() {
            let steps = steps(part, flavor, &options.variables)?;
            refuse_reconnect(part, &steps)?;
            runs_together(part, &steps, flavor, options, listener)?;
        }
        for one in migration.checks.iter().filter(|one| one.is_sql()) {
            crate::check::in_text(&one.path.display().to_string(), &one.text()?, flavor)?;
        }
    }
    Ok(())
}

/// Returns `pending` in units.
///
/// Errors: those of [`steps`]; [`ErrorKind::Sql`] for a file that asks for a transaction and has a statement that refuses
/// one, and for commands that psql alone knows.
pub fn units<'t>(
    pending: &[&Standing<'t>],
    flavor: Flavor,
    options: &Options,
    listener: &dyn Listener,
) -> Result<Vec<Unit<'t>>> {
    let mut units: Vec<Unit<'t>> = Vec::new();
    // Whether what comes next may go into the same transaction.
    let mut open = false;
    for standing in pending {
        let Some(migration) = standing.migration else { continue };
        let steps = steps(&migration.up, flavor, &options.variables)?;
        refuse_reconnect(&migration.up, &steps)?;
        let begun = standing.entry.as_ref().is_some_and(|entry| !entry.success);
        let together = runs_together(&migration.up, &steps, flavor, options, listener)? && !begun;
        let has_new_value = steps.find(|nature| nature == Nature::NewValue).is_some();
        let work = Work { migration, steps, entry: standing.entry.clone() };
        match units.last_mut() {
            Some(Unit::Together(works)) if together && open && may_join(works, &work, flavor) => works.push(work),
            _ if together => units.push(Unit::Together(vec![work])),
            _ => units.push(Unit::Stepwise(Box::new(work))),
        }
        // A new value of an enum is of use after its transaction only.
        open = together && options.transactions == Transactions::Run && !has_new_value;
    }
    Ok(units)
}

/// Returns whether `work` can be in one transaction with `works`: psql has a session of its own, and code on MySQL may
/// commit.
fn may_join(works: &[Work<'_>], work: &Work<'_>, flavor: Flavor) -> bool {
    let code = |work: &Work<'_>| work.migration.code.is_some();
    let psql = |work: &Work<'_>| work.steps.psql.is_some();
    let mixed = (code(work) && works.iter().any(psql)) || (psql(work) && works.iter().any(code));
    !mixed && !(flavor == Flavor::MySql && (code(work) || works.iter().any(code)))
}

/// What is run elsewhere would not be noted here.
pub(super) fn refuse_reconnect(part: &Part, steps: &Steps) -> Result<()> {
    let Some((offset, name)) = steps.psql.as_ref().filter(|(_, name)| matches!(name.as_str(), "c" | "connect")) else {
        return Ok(());
    };
    let diagnostic = Diagnostic::error("psql-connect", format!("\"\\{name}\" connects to another database"))
        .with_place(part.place(*offset))
        .with_hint("A migration is run on one database: make a track of it for the other one.");
    Err(Error::new(ErrorKind::Sql, diagnostic))
}

/// Returns whether a part can run in one transaction with the note of it.
pub(super) fn runs_together(
    part: &Part,
    steps: &Steps,
    flavor: Flavor,
    options: &Options,
    listener: &dyn Listener,
) -> Result<bool> {
    if part.transaction == Some(false) || options.transactions == Transactions::None {
        return Ok(false);
    }
    let breaks = |nature| matches!(nature, Nature::Outside(_) | Nature::Control | Nature::Commits);
    let Some(step) = steps.find(breaks) else { return Ok(true) };
    if part.transaction == Some(true) {
        let message = format!("{} cannot be in a transaction, which the file asks for", name(step));
        let diagnostic = at(part, step, Diagnostic::error("transaction-refused", message));
        return Err(Error::new(ErrorKind::Sql, diagnostic.with_hint("Take \"transaction:true\" out of the file.")));
    }
    if step.nature != Nature::Commits {
        let message = format!("migration runs a statement at a time, because of {}", name(step));
        let notice = Diagnostic::notice("runs-stepwise", message);
        let hint = "Write -- migrate:no-transaction at its beginning to say so.";
        listener.notice(&at(part, step, notice).with_hint(hint));
    } else if flavor == Flavor::MySql {
        let notice =
            Diagnostic::notice("commits-at-once", "statements that change the schema commit at once on this engine");
        listener
            .notice(&notice.with_detail("What has run is noted after each statement, and a next run goes on there."));
    }
    Ok(false)
}

fn name(step: &Step) -> String {
    match step.nature {
        Nature::Outside(name) => name.to_owned(),
        _ => format!("\"{}\"", step.sql.split_whitespace().take(2).collect::<Vec<_>>().join(" ").trim_end_matches(';')),
    }
}
