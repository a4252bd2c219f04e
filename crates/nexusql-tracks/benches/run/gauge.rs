//! How long work takes: on the clock, and of the processors, whose time other programs on the machine do not change.

use std::time::{Duration, Instant};

use nexusql_engine::Scratch;
use nexusql_testkit::Tool;
use tokio::runtime::Runtime;

/// How long something took.
#[derive(Clone, Copy)]
pub struct Measured {
    pub wall: Duration,
    /// The processors' time of who asked, and of the server.
    cpu: Option<(Duration, Duration)>,
}

impl Measured {
    pub fn line(self, what: &str) -> String {
        let wall = self.wall.as_millis();
        match self.cpu {
            Some((own, server)) => format!(
                "    {what}: {wall} ms; processors {} ms here, {} ms at the server",
                own.as_millis(),
                server.as_millis()
            ),
            None => format!("    {what}: {wall} ms"),
        }
    }
}

/// Returns the one that took the least time: what else runs on the machine only adds to it.
pub fn best(all: Vec<Measured>) -> Measured {
    all.into_iter().min_by_key(|one| one.wall).expect("each is run once at least")
}

/// Knows the server's process, where the system tells of processes.
pub struct Gauge<'r> {
    server: Option<String>,
    runtime: &'r Runtime,
}

impl<'r> Gauge<'r> {
    pub fn of(psql: &Tool, scratch: &Scratch, runtime: &'r Runtime) -> Self {
        let admin = scratch.connection_string("postgres");
        let folder = psql.run(["-X", "-A", "-t", "-d", &admin, "-c", "show data_directory"]).unwrap();
        let file = std::fs::read_to_string(format!("{}/postmaster.pid", folder.trim()));
        Self { server: file.ok().and_then(|text| Some(text.lines().next()?.to_owned())), runtime }
    }

    pub fn of_work(&self, work: impl FnOnce()) -> Measured {
        let before = self.cpu();
        let begun = Instant::now();
        work();
        let wall = begun.elapsed();
        // The sessions' time counts for the server when they have ended, which the runtime must be let do.
        self.runtime.block_on(async { tokio::time::sleep(Duration::from_millis(150)).await });
        let after = self.cpu();
        let between = |(before, after): ((Duration, Duration), (Duration, Duration))| {
            (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1))
        };
        Measured { wall, cpu: before.zip(after).map(between) }
    }

    fn cpu(&self) -> Option<(Duration, Duration)> {
        Some((of_process("self")?, of_process(self.server.as_ref()?)?))
    }
}

/// Returns the time of a process and of its children that have ended (Linux).
fn of_process(id: &str) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program, in parentheses, may have blanks.
    let (_, rest) = text.rsplit_once(") ")?;
    let times: Vec<u64> = rest.split(' ').skip(11).take(4).filter_map(|time| time.parse().ok()).collect();
    // A tick is the hundredth part of a second on every machine that there is.
    Some(Duration::from_millis(times.iter().sum::<u64>() * 10))
}
