//! Runs the steps of a plan, group by group.

use nexusql_base::{Diagnostic, Error, ErrorKind, Progress, Result};
use nexusql_db::postgres::error as server;
use nexusql_diff::{Group, Plan, SETTINGS};
use tokio_postgres::Client;

/// Runs every group of `plan` in order; what was committed before an error stays.
///
/// Errors: [`ErrorKind::Server`] with the step's object, the server's words and which groups were committed; [`ErrorKind::Interrupted`] if the
/// connection was lost, after which a new plan from what stands then arrives at the same end.
pub async fn run(client: &Client, plan: &Plan, progress: &dyn Progress) -> Result<()> {
    prepare(client).await?;
    let total = plan.steps().count() as u64;
    progress.start("steps", Some(total));
    let mut done = 0;
    for (n_committed, group) in plan.groups.iter().enumerate() {
        progress.advance(done, group.steps.first().map_or("", |step| &step.object));
        let told = |error: Error| {
            let lost = error.kind() == ErrorKind::Interrupted;
            error.map(|said| with_progress(said, n_committed, plan.groups.len(), group.transactional, lost))
        };
        run_group(client, group).await.map_err(told)?;
        done += group.steps.len() as u64;
    }
    progress.finish();
    Ok(())
}

/// Returns `said` with what was done before it, and what becomes of it.
fn with_progress(
    mut said: Diagnostic,
    n_committed: usize,
    n_groups: usize,
    transactional: bool,
    lost: bool,
) -> Diagnostic {
    let at = n_committed + 1;
    let before = match n_committed {
        0 => "Nothing was committed before.".to_owned(),
        1 => format!("Group 1 of {n_groups} was committed."),
        n => format!("Groups 1 to {n} of {n_groups} were committed."),
    };
    let now = match (transactional, lost) {
        (true, false) => format!("Group {at} was rolled back."),
        // The answer to a commit may be what was lost.
        (true, true) => format!("Group {at} was under way: all of it is committed, or nothing."),
        (false, _) => {
            format!("Group {at} runs outside a transaction: what it left behind is put right by the next run.")
        }
    };
    said.detail = Some([said.detail.as_deref().unwrap_or(""), &before, &now].join("\n").trim_start().to_owned());
    let again = "Once the cause is gone, run the same command again: it goes on from there.";
    let hint = match said.hint.take() {
        Some(hint) if hint.contains("goes on from there") => hint,
        Some(hint) => format!("{hint}\n{again}"),
        None => again.to_owned(),
    };
    said.with_hint(hint)
}

/// Sets what every session needs before it runs steps.
pub(crate) async fn prepare(client: &Client) -> Result<()> {
    for setting in SETTINGS {
        client.batch_execute(setting).await.map_err(|error| failure(client, &error, "settings", setting))?;
    }
    Ok(())
}

/// Runs one group: all of it, or nothing.
pub async fn run_group(client: &Client, group: &Group) -> Result<()> {
    if group.transactional {
        client.batch_execute("BEGIN").await.map_err(|error| failure(client, &error, "transaction", "BEGIN"))?;
    }
    for step in &group.steps {
        let local = if group.transactional { "LOCAL " } else { "" };
        let settings = format!(
            "SET {local}lock_timeout = {}; SET {local}statement_timeout = {}; SET {local}search_path = {}",
            step.lock_timeout_ms,
            step.statement_timeout_ms,
            step.search_path()
        );
        let run = async {
            client.batch_execute(&settings).await?;
            client.batch_execute(&step.sql).await
        };
        if let Err(error) = run.await {
            let error = failure(client, &error, &step.object, &step.sql);
            if group.transactional && !client.is_closed() {
                let _ = client.batch_execute("ROLLBACK").await;
            }
            return Err(error);
        }
    }
    if group.transactional {
        client.batch_execute("COMMIT").await.map_err(|error| failure(client, &error, "transaction", "COMMIT"))?;
    }
    Ok(())
}

fn failure(client: &Client, error: &tokio_postgres::Error, object: &str, sql: &str) -> Error {
    let said = server(error);
    // A session that an administrator ended says so before its connection is seen to be closed.
    let lost = client.is_closed() || said.kind() == ErrorKind::Connection;
    let diagnostic = said.diagnostic().clone().with_object(object);
    if lost {
        let hint = "Run the same command again: it goes on from there.";
        return Error::new(ErrorKind::Interrupted, diagnostic.with_hint(hint));
    }
    let detail = diagnostic.detail.clone().map(|detail| format!("{detail}\n")).unwrap_or_default();
    Error::new(ErrorKind::Server, diagnostic.with_detail(format!("{detail}The statement was:\n{sql}")))
}
