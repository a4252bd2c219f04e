//! A run on many databases, several at a time.

use std::sync::Arc;
use std::time::Instant;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use tokio::task::JoinSet;

use super::{Environment, Fleet, Listener, Member, Outcome, Report, State, Stop};
use crate::files::Tree;
use crate::history::{Entry, History};
use crate::run::{self, Options};
use crate::server::{Server, Who};
use crate::status::standings;

/// What is done on each database.
#[derive(Clone)]
pub struct Job {
    /// The migrations.
    pub tree: Arc<Tree>,
    /// How they are run.
    pub options: Arc<Options>,
    /// Where the tables of the history are; it must be absent where members are schemas.
    pub history_schema: Option<String>,
    /// The variables of the environment.
    pub environment: Environment,
    /// Who hears of it.
    pub listener: Arc<dyn Listener>,
}

/// Runs what is pending on `members`, as [`run::up`] does on each.
///
/// Shape: an outcome for each member, in their order.
/// Errors: [`ErrorKind::Usage`] for a schema of histories where members are schemas; what fails on a database is part of the
/// report.
/// Cost: [`Fleet::jobs`] databases at a time, with two connections for each, and a third where psql runs.
pub async fn up(fleet: &Fleet, members: &[Member], job: &Job) -> Result<Report> {
    all(fleet, members, job, true).await
}

/// Returns how `members` stand; nothing is run.
///
/// Shape: an outcome for each member, [`State::Pending`], [`State::NothingToDo`] or [`State::Doubtful`].
/// Errors and cost: as [`up`].
pub async fn status(fleet: &Fleet, members: &[Member], job: &Job) -> Result<Report> {
    // Asking does no harm: all of them are asked, whatever fails.
    let fleet = Fleet { failures_max: usize::MAX, ..fleet.clone() };
    all(&fleet, members, job, false).await
}

async fn all(fleet: &Fleet, members: &[Member], job: &Job, runs: bool) -> Result<Report> {
    if job.history_schema.is_some() && members.iter().any(|one| one.schema.is_some()) {
        let diagnostic = Diagnostic::error("history-schema", "each schema of the fleet has a history of its own")
            .with_hint("Leave the schema of the history out: it is that of the fleet.");
        return Err(Error::new(ErrorKind::Usage, diagnostic));
    }
    let begun = Instant::now();
    let who = Who::now(&|name| (job.environment)(name));
    let not_begun = |member: &Member| Outcome {
        database: member.name.clone(),
        canary: member.canary,
        state: State::NotBegun,
        migrations: 0,
        duration_ms: 0,
        errors: Vec::new(),
        refused: false,
    };
    let mut report = Report {
        execution_id: who.execution.clone(),
        databases: members.iter().map(not_begun).collect(),
        stopped: None,
        duration_ms: 0,
    };
    let n_canaries = members.iter().take_while(|one| one.canary).count();
    let mut batch = Batch { fleet, members, job, who, runs, report: &mut report, done: 0 };
    // The first canary that fails ends it.
    let failed = runs && batch.run(0..n_canaries, 0).await > 0;
    if !failed {
        let from = if runs { n_canaries } else { 0 };
        batch.run(from..members.len(), fleet.failures_max).await;
    }
    if report.count(State::NotBegun) > 0 {
        report.stopped = Some(if failed { Stop::CanaryFailed } else { Stop::TooManyFailures });
    }
    report.duration_ms = milliseconds(begun);
    Ok(report)
}

struct Batch<'a> {
    fleet: &'a Fleet,
    members: &'a [Member],
    job: &'a Job,
    who: Who,
    runs: bool,
    report: &'a mut Report,
    done: usize,
}

impl Batch<'_> {
    /// Works through some of the members and returns how many have failed. No more are begun once more than `failures_max`
    /// have.
    async fn run(&mut self, range: std::ops::Range<usize>, failures_max: usize) -> usize {
        let (mut running, mut left, mut n_failed) = (JoinSet::new(), range, 0);
        loop {
            while running.len() < self.fleet.jobs.max(1) && n_failed <= failures_max {
                let Some(at) = left.next() else { break };
                let (member, job, who, runs) =
                    (self.members[at].clone(), self.job.clone(), self.who.clone(), self.runs);
                // What a fault in the program would leave.
                self.report.databases[at].state = State::Failed;
                running.spawn(async move { (at, one(&member, &job, who, runs).await) });
            }
            match running.join_next().await {
                None => break,
                Some(Ok((at, outcome))) => {
                    n_failed += usize::from(outcome.state == State::Failed);
                    self.done += 1;
                    self.job.listener.ended(&outcome, self.done, self.members.len());
                    self.report.databases[at] = outcome;
                }
                Some(Err(_)) => n_failed += 1,
            }
        }
        n_failed
    }
}

async fn one(member: &Member, job: &Job, who: Who, runs: bool) -> Outcome {
    let begun = Instant::now();
    let answer = on_server(member, job, who, runs).await;
    let (state, migrations) = *answer.as_ref().unwrap_or(&(State::Failed, 0));
    let error = answer.err();
    Outcome {
        database: member.name.clone(),
        canary: member.canary,
        state,
        migrations,
        duration_ms: milliseconds(begun),
        refused: error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Refused),
        errors: error.map(|error| error.diagnostics().to_vec()).unwrap_or_default(),
    }
}

async fn on_server(member: &Member, job: &Job, who: Who, runs: bool) -> Result<(State, usize)> {
    let environment = Arc::clone(&job.environment);
    let variable = move |name: &str| environment(name);
    let (database, scope) = (member.database.as_deref(), member.schema.as_deref());
    let schema = job.history_schema.clone().or_else(|| member.schema.clone());
    let mut server = Server::connect_to(&member.url.0, database, scope, schema, &variable).await?;
    server.who = who;
    let answer = if runs { apply(&server, member, job).await } else { look(&server, job).await };
    server.close().await;
    answer
}

async fn apply(server: &Server, member: &Member, job: &Job) -> Result<(State, usize)> {
    let ear = Ear { database: &member.name, listener: job.listener.as_ref() };
    let report = run::up(server, &job.tree, &job.options, &ear).await?;
    Ok(match (report.done.len(), report.would_run.len()) {
        (0, 0) => (State::NothingToDo, 0),
        (0, n) => (State::Pending, n),
        (n, _) => (State::Applied, n),
    })
}

async fn look(server: &Server, job: &Job) -> Result<(State, usize)> {
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = History::open(server, &mut session).await?;
    let found = standings(&job.tree, &history, &mut session, &job.options.tracks).await?;
    let n_pending = found.iter().filter(|one| one.state.is_pending()).count();
    let all_well = found.iter().all(|one| one.state.is_well());
    Ok(match n_pending {
        0 if all_well => (State::NothingToDo, 0),
        0 => (State::Doubtful, 0),
        n => (State::Pending, n),
    })
}

/// Hears of one database and tells of which.
struct Ear<'a> {
    database: &'a str,
    listener: &'a dyn Listener,
}

impl run::Listener for Ear<'_> {
    fn notice(&self, notice: &Diagnostic) {
        self.listener.notice(self.database, notice);
    }

    fn ran(&self, _entry: &Entry) {}

    fn said(&self, line: &str) {
        self.listener.said(self.database, line);
    }

    fn check(&self, _name: &str, output: &str, _took: std::time::Duration) {
        for line in output.lines() {
            self.listener.said(self.database, line);
        }
    }
}

fn milliseconds(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}
