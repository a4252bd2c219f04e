//! `nexusql migrate up --fleet` and `status --fleet`: many databases.

mod file;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nexusql_base::{Diagnostic, Progress as _, Result, Severity};
use nexusql_tracks::fleet::{
    Fleet, Job, Listener, Member, Outcome, Report, State, Stop, members, status as look, up as run,
};
use nexusql_tracks::run::Options;
use serde_json::json;

use super::{open, report};
use crate::args::DiffFormat;
use crate::args::migrate::{self as args, Status, Up};
use crate::error::{Exit, notify};
use crate::output;
use crate::progress::Bar;

/// Runs `up` on the databases of `file`.
pub async fn up(arguments: &Up, file: &Path) -> Result<Exit> {
    let opened = open::files(&arguments.files, None)?;
    let mut options = open::options(&opened, &arguments.database, Some(&arguments.running), Some(&arguments.doubts))?;
    options.to.clone_from(&arguments.to);
    options.checks = !arguments.no_checks;
    let ready = ready(&arguments.fleet, file, opened, &arguments.database, options).await?;
    let (n, dry_run) = (ready.members.len(), arguments.running.dry_run);
    if !arguments.running.yes && !dry_run {
        report::ask(&format!("Apply what is pending on {}?", databases(n)), true)?;
    }
    let done = ready.run(false).await?;
    print(&done, arguments.format)?;
    Ok(exit(&done))
}

/// Runs `status` on the databases of `file`.
pub async fn status(arguments: &Status, file: &Path) -> Result<Exit> {
    let opened = open::files(&arguments.files, None)?;
    let options = open::options(&opened, &arguments.database, None, None)?;
    let ready = ready(&arguments.fleet, file, opened, &arguments.database, options).await?;
    let done = ready.run(true).await?;
    print(&done, arguments.format)?;
    Ok(match exit(&done) {
        Exit::Done if done.count(State::NothingToDo) < done.databases.len() => Exit::Differences,
        exit => exit,
    })
}

struct Ready {
    fleet: Fleet,
    members: Vec<Member>,
    job: Job,
    screen: Arc<Screen>,
}

async fn ready(
    arguments: &args::Fleet,
    file: &Path,
    opened: open::Opened,
    database: &args::Database,
    options: Options,
) -> Result<Ready> {
    let mut fleet = file::read(file, &opened.project)?;
    if let Some(jobs) = arguments.jobs {
        fleet.jobs = jobs.get();
    }
    let screen = Arc::new(Screen::default());
    let job = Job {
        history_schema: database.history_schema.clone().or_else(|| opened.config.history_schema.clone()),
        tree: Arc::new(opened.tree),
        options: Arc::new(options),
        environment: Arc::new(|name| std::env::var(name).ok()),
        listener: Arc::<Screen>::clone(&screen),
    };
    let members = members(&fleet, &job.environment).await?;
    Ok(Ready { fleet, members, job, screen })
}

impl Ready {
    async fn run(&self, only_looks: bool) -> Result<Report> {
        self.screen.bar.start("fleet", Some(self.members.len() as u64));
        let answer = if only_looks {
            look(&self.fleet, &self.members, &self.job).await
        } else {
            run(&self.fleet, &self.members, &self.job).await
        };
        self.screen.bar.finish();
        answer
    }
}

/// Shows progress, and on standard error what is told, each thing once: most of it is the same for all databases.
#[derive(Default)]
struct Screen {
    bar: Bar,
    told: Mutex<BTreeSet<String>>,
}

impl Listener for Screen {
    fn notice(&self, database: &str, notice: &Diagnostic) {
        let is_new = self.told.lock().is_ok_and(|mut told| told.insert(notice.message.clone()));
        if is_new {
            let more = format!("It is said of database \"{database}\"; of others it is not repeated.");
            let detail = notice.detail.as_ref().map_or(more.clone(), |detail| format!("{detail}\n{more}"));
            notify(&[notice.clone().with_detail(detail)]);
        }
    }

    fn said(&self, database: &str, text: &str) {
        anstream::eprintln!("{database}: {text}");
    }

    fn ended(&self, outcome: &Outcome, done: usize, _n: usize) {
        self.bar.advance(done as u64, &outcome.database);
    }
}

/// Failures that were all refused are a refusal.
fn exit(report: &Report) -> Exit {
    let mut failed = report.databases.iter().filter(|one| one.state == State::Failed).peekable();
    if failed.peek().is_none() {
        return Exit::Done;
    }
    if failed.all(|one| one.refused) { Exit::Refused } else { Exit::Server }
}

fn print(done: &Report, format: DiffFormat) -> Result<()> {
    if format == DiffFormat::Json {
        return output::print(&format!("{}\n", json!(done)));
    }
    let row = |one: &Outcome| {
        let n = report::count(one.migrations);
        let state = match one.state {
            State::Applied => format!("applied {n}"),
            State::NothingToDo => "nothing to do".to_owned(),
            State::Pending => format!("{n} pending"),
            State::Doubtful => "doubtful: files have changed or are missing".to_owned(),
            State::Failed => match one.errors.first() {
                Some(error) => format!("failed: {}", error.message),
                None => "failed".to_owned(),
            },
            State::NotBegun => "not begun".to_owned(),
        };
        let took = if one.state == State::NotBegun { String::new() } else { format!("{} ms", one.duration_ms) };
        let canary = if one.canary { "canary" } else { "" };
        vec![one.database.clone(), canary.to_owned(), took, state]
    };
    let rows: Vec<Vec<String>> = done.databases.iter().map(row).collect();
    let mut text = report::table(&["database", "", "took", "state"], &rows);
    text.push_str(&format!("({})\n", summary(done)));
    output::print(&text)?;
    // Faults are shown whole, with places and hints, each once.
    let mut shown: Vec<&Diagnostic> = Vec::new();
    for error in done.databases.iter().flat_map(|one| &one.errors) {
        if error.severity == Severity::Error && !shown.contains(&error) {
            shown.push(error);
        }
    }
    notify(&shown.into_iter().cloned().collect::<Vec<_>>());
    if let Some(stop) = done.stopped {
        let why = match stop {
            Stop::CanaryFailed => "a canary failed",
            Stop::TooManyFailures => "more databases failed than may",
        };
        let left = databases(done.count(State::NotBegun));
        let notice = Diagnostic::notice("fleet-stopped", format!("{left} not begun, because {why}"));
        notify(&[notice.with_hint("Run the same command again to go on: what is done has nothing to do.")]);
    }
    Ok(())
}

fn summary(done: &Report) -> String {
    let named = [
        (State::Applied, "applied"),
        (State::NothingToDo, "nothing to do"),
        (State::Pending, "pending"),
        (State::Doubtful, "doubtful"),
        (State::Failed, "failed"),
        (State::NotBegun, "not begun"),
    ];
    let counts = named.into_iter().map(|(state, name)| (done.count(state), name)).filter(|(n, _)| *n > 0);
    let parts: Vec<String> = counts.map(|(n, name)| format!("{n} {name}")).collect();
    let took = Duration::from_millis(done.duration_ms);
    format!("{}: {}; {took:.1?}", databases(done.databases.len()), parts.join(", "))
}

fn databases(n: usize) -> String {
    if n == 1 { "1 database".to_owned() } else { format!("{n} databases") }
}
