//! One case in one direction on one server.

use std::collections::BTreeSet;

use nexusql_base::{Error, Silent};
use nexusql_catalog::kinds::table::Table;
use nexusql_catalog::{Catalog, Kind, ObjectId};
use nexusql_diff::{Group, Plan, Rename, compare, extension_moves, plan, rename_steps, script};
use nexusql_load::live::{ReadOptions, read};
use nexusql_migrate::{Filter, Subject, prove, run_group};
use nexusql_testkit::{difference, dump, without_column_order};
use tokio_postgres::Client;

use crate::bench::Bench;
use crate::case::{Case, Direction};
use crate::{evidence, gaps, locks};

/// How the error of a script begins that does not load.
pub const UNLOADABLE: &str = "the script does not load";

/// Plans, checks, runs, reads back, compares; the error says what is wrong and shows the script.
pub fn run(bench: &Bench, case: &Case, direction: Direction, test: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let work = bench.create(test).await.map_err(words)?;
        let wanted = bench.create(&format!("{test}/wanted")).await.map_err(words)?;
        let measured = bench.create(&format!("{test}/measured")).await.map_err(words)?;
        let answer = Trial { bench, case, direction, work: &work, wanted: &wanted, measured: &measured }.run().await;
        for database in [work, wanted, measured] {
            bench.drop(&database).await.map_err(words)?;
        }
        answer
    })
}

struct Trial<'a> {
    bench: &'a Bench,
    case: &'a Case,
    direction: Direction,
    work: &'a str,
    wanted: &'a str,
    /// Where steps run one by one, so that their locks can be seen.
    measured: &'a str,
}

impl Trial<'_> {
    async fn run(&self) -> Result<(), String> {
        let (current_text, desired_text) = match self.direction {
            Direction::Forward => (&self.case.current, &self.case.desired),
            Direction::Backward => (&self.case.desired, &self.case.current),
        };
        let unloadable = |error| format!("{UNLOADABLE}: {}", words(error));
        for database in [self.work, self.measured] {
            self.bench.load(database, "current", current_text).await.map_err(unloadable)?;
        }
        self.bench.load(self.wanted, "desired", desired_text).await.map_err(unloadable)?;
        let rows = self.case.rows.as_ref().filter(|_| self.direction == Direction::Forward);
        if let Some(rows) = rows {
            self.bench.load(self.work, "rows", rows).await.map_err(words)?;
            self.bench.load(self.measured, "rows", rows).await.map_err(words)?;
        }
        let session = self.bench.connect(self.work).await.map_err(words)?;
        let desired = self.bench.connect(self.wanted).await.map_err(words)?;
        let desired = read(&desired.client, &options()).await.map_err(words)?;
        let renamed = self.rename(&session.client, &desired).await?;
        let current = read(&session.client, &options()).await.map_err(words)?;
        let made = plan(&current, &desired).map_err(words)?;
        let judged = self.judge(&session.client, &current, &desired, &made, rows.is_some()).await;
        session.close().await;
        let judged = match judged {
            Ok(()) => {
                evidence::note(self.case, &current, &desired, &renamed.steps, &made);
                self.locks(renamed, &made).await
            }
            fault => fault,
        };
        judged.map_err(|reason| format!("{reason}\n--- the plan:\n{}", script(&made)))
    }

    /// Runs the renames that the case confirms, the other way round going backward, and what is moved before all else;
    /// returns the steps.
    async fn rename(&self, client: &Client, desired: &Catalog) -> Result<Group, String> {
        let mut renames = Vec::new();
        for text in &self.case.notes.renames {
            let (old, new) = text.split_once('=').ok_or("a rename is written old=new")?;
            let (old, new) = if self.direction == Direction::Forward { (old, new) } else { (new, old) };
            renames.push(Rename { old: old.to_owned(), new: new.to_owned() });
        }
        let current = read(client, &options()).await.map_err(words)?;
        let mut steps = rename_steps(&current, desired, &renames).map_err(words)?;
        steps.extend(extension_moves(&current, desired));
        let group = Group { transactional: true, steps };
        run_group(client, &group).await.map_err(words)?;
        Ok(group)
    }

    /// Runs everything once more in a database of its own, a step at a time, to see what it locks.
    async fn locks(&self, renamed: Group, made: &Plan) -> Result<(), String> {
        let session = self.bench.connect(self.measured).await.map_err(words)?;
        let groups: Vec<Group> = std::iter::once(renamed).chain(made.groups.iter().cloned()).collect();
        let answer = locks::check(&session.client, &groups).await;
        session.close().await;
        answer
    }

    async fn judge(
        &self,
        client: &Client,
        current: &Catalog,
        desired: &Catalog,
        made: &Plan,
        has_rows: bool,
    ) -> Result<(), String> {
        if made.groups.is_empty() && !self.case.is_generated && self.case.notes.renames.is_empty() {
            return Err("the plan is empty: the case shows nothing".to_owned());
        }
        self.steps(made)?;
        gaps::check(current, desired, made)?;
        if has_rows {
            let before = counts(client, current, desired, made).await?;
            nexusql_migrate::run(client, made, &Silent).await.map_err(words)?;
            let after = counts(client, current, desired, made).await?;
            same("rows", &before, &after)?;
            self.check().await?;
        } else {
            let subject = Subject { current, desired, plan: made, filter: &Filter::default() };
            let proof = prove(client, &subject, &options(), &Silent).await.map_err(words)?;
            if !proof.rows.lost.is_empty() {
                return Err(format!("rows were lost though no step declares it: {}", proof.rows.lost.join(", ")));
            }
        }
        let result = read(client, &options()).await.map_err(words)?;
        let differences: Vec<String> =
            compare(&result, desired).iter().map(|delta| serde_json::to_string(delta).unwrap()).collect();
        if !differences.is_empty() {
            return Err(format!("the result is not what was desired:\n{}", differences.join("\n")));
        }
        let second = plan(&result, desired).map_err(words)?;
        if !second.groups.is_empty() {
            return Err(format!("a second plan is not empty:\n{}", script(&second)));
        }
        self.dumps()
    }

    /// Every step waits for a lock only so long, and costs what the case declares.
    fn steps(&self, made: &Plan) -> Result<(), String> {
        if let Some(step) = made.steps().find(|step| step.lock_timeout_ms == 0) {
            return Err(format!("a step waits for a lock for ever: {}", step.sql));
        }
        let found: BTreeSet<String> = made
            .hazards()
            .filter(|(_, note)| note.hazard.needs_consent())
            .map(|(_, note)| note.hazard.name().to_owned())
            .collect();
        let declared = self.case.hazards(self.direction);
        if found != *declared && !self.case.is_generated {
            return Err(format!("declared hazards {declared:?}, found hazards {found:?}"));
        }
        Ok(())
    }

    /// Asks the case's own question, in a session that no step has set anything in.
    async fn check(&self) -> Result<(), String> {
        let Some(query) = &self.case.notes.check else { return Ok(()) };
        let session = self.bench.connect(self.work).await.map_err(words)?;
        let row = session.client.query_one(query.as_str(), &[]).await.map_err(|error| format!("check: {error:?}"))?;
        if row.get::<_, Option<bool>>(0) == Some(true) { Ok(()) } else { Err(format!("not true: {query}")) }
    }

    /// `pg_dump` of the result says what it says of a database made from the desired schema.
    fn dumps(&self) -> Result<(), String> {
        let Some(pg_dump) = &self.bench.pg_dump else { return Ok(()) };
        let of = |database: &str| {
            let text = dump(pg_dump, &self.bench.connection(database))?;
            Ok::<_, String>(if self.case.notes.order { without_column_order(&text) } else { text })
        };
        let (result, wanted) = (of(self.work)?, of(self.wanted)?);
        same("pg_dump", &result, &wanted)
    }
}

/// Returns how many rows each table holds itself that both catalogs have, but for those whose rows a step declares lost.
///
/// A partitioned table holds none itself; one that becomes partitioned is counted with its partitions.
async fn counts(client: &Client, current: &Catalog, desired: &Catalog, made: &Plan) -> Result<String, String> {
    let declared: BTreeSet<&str> = made
        .hazards()
        .filter(|(_, note)| note.hazard.name() == "deletes-data")
        .map(|(step, _)| step.object.as_str())
        .collect();
    let mut text = String::new();
    let tables = current.objects.keys().filter(|id| id.kind() == Kind::Table && desired.objects.contains_key(id));
    for table in tables.filter(|id| !declared.contains(id.to_string().as_str())) {
        let both = is_partitioned(current, table) == is_partitioned(desired, table);
        let only = if both { "only " } else { "" };
        let sql = format!("select count(*) from {only}{}", table.sql_name());
        let row = client.query_one(&sql, &[]).await.map_err(|error| format!("{table}: {error:?}"))?;
        text.push_str(&format!("{table}: {}\n", row.get::<_, i64>(0)));
    }
    Ok(text)
}

fn is_partitioned(catalog: &Catalog, table: &ObjectId) -> bool {
    catalog.objects.get(table).and_then(Table::of).is_some_and(|table| table.partition_key.is_some())
}

fn same(what: &str, first: &str, second: &str) -> Result<(), String> {
    if first == second { Ok(()) } else { Err(format!("{what} differs:\n{}", difference(first, second))) }
}

pub fn options() -> ReadOptions {
    ReadOptions { roles: false, implicit_owner: None }
}

/// Returns all that an error says.
pub fn words(error: Error) -> String {
    let one = |d: &nexusql_base::Diagnostic| {
        let parts =
            [Some(d.message.clone()), d.object.clone(), d.detail.clone(), d.place.as_ref().map(|p| format!("{p:?}"))];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n  ")
    };
    error.diagnostics().iter().map(one).collect::<Vec<_>>().join("\n")
}
