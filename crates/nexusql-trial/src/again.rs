//! Proves that a script can be run again: once, twice, three times, and after it stopped anywhere.

use std::time::Instant;

use nexusql_base::{Diagnostic, ErrorKind, Place, Result};
use nexusql_diff::compare;
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::{Slot, Workspace};
use nexusql_script::{Class, Rewritten};
use nexusql_sql::Script;
use serde::Serialize;

use crate::Steps;
use crate::ground::{Ground, each};
use crate::run::Session;
use crate::state::State;

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProveOptions {
    /// The most states from which the script is run again; of more, some are chosen at even distances.
    pub states_max: usize,
}

impl Default for ProveOptions {
    fn default() -> Self {
        Self { states_max: 200 }
    }
}

/// What was run, and what came out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proof {
    /// Where it was run.
    pub server: String,
    /// Whether the script ran there as it was written, once; nothing can be proven of one that does not.
    pub loads: bool,
    /// How many statements it has as it was rewritten.
    pub n_statements: usize,
    /// From how many states in which it may have stopped it was run.
    pub n_states: usize,
    /// How many such states there are.
    pub n_states_all: usize,
    /// What was wrong.
    pub failures: Vec<Diagnostic>,
    /// What could not be tried, and why.
    pub unproven: Vec<String>,
    /// Tables whose rows hold what is different in each run, so that only their number was compared.
    pub counted_only: Vec<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl Proof {
    /// Says whether all that was tried came out equal, and anything was tried.
    pub fn holds(&self) -> bool {
        self.loads && self.failures.is_empty()
    }
}

/// Runs `rewritten` and compares what it makes with what `script` makes when it is run once.
///
/// The rewritten script is run three times; after the first the catalog equals that of the script as it was written, after
/// the second and third nothing has changed. Then it is run from each state in which it may have stopped, between two of its
/// statements, and must arrive at the same. `base` is run before all that, in each database: what the script is for.
/// Errors: [`ErrorKind::Connection`] or [`ErrorKind::Server`] if the scratch itself fails.
/// Cost: three databases made, about ten catalogs read, and for each state one run of the script in one message and a query.
pub async fn prove(
    script: Script<'_>,
    rewritten: &Rewritten,
    workspace: &Workspace,
    options: ProveOptions,
    base: Option<Script<'_>>,
) -> Result<Proof> {
    let began = Instant::now();
    let base = base.map(Steps::of).transpose()?.unwrap_or_default();
    let ground = Ground::new(workspace, base).await?;
    let mut proof = Proof { server: ground.describe(), ..Proof::default() };
    let outcome =
        Trial { ground, proof: &mut proof, options, with_rows: false, unsteady: Vec::new(), opaque: Vec::new() }
            .run(script, rewritten)
            .await;
    proof.elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    outcome.map(|()| proof)
}

pub(crate) struct Trial<'a> {
    pub(crate) ground: Ground<'a>,
    proof: &'a mut Proof,
    options: ProveOptions,
    /// Whether the script writes rows.
    with_rows: bool,
    /// Tables of whose rows only the number counts.
    pub(crate) unsteady: Vec<String>,
    /// Where code is run that is not rewritten.
    opaque: Vec<Place>,
}

impl Trial<'_> {
    async fn run(mut self, script: Script<'_>, rewritten: &Rewritten) -> Result<()> {
        let (original, steps) = match (Steps::of(script), Steps::of_rewritten(script, rewritten)) {
            (Ok(original), Ok(steps)) => (original, steps),
            (Err(error), _) | (_, Err(error)) => {
                self.proof.unproven.push(error.to_string());
                return Ok(());
            }
        };
        self.proof.n_statements = steps.list.len();
        self.with_rows = rewritten.statements.iter().any(|statement| ROWS.contains(&statement.kind));
        self.ground.is_shared = rewritten.statements.iter().any(|statement| SHARED.contains(&statement.kind));
        let opaque = rewritten.statements.iter().filter(|statement| statement.class == Class::Opaque);
        self.opaque = opaque.map(|statement| statement.place.clone()).collect();
        let outcome = self.stages(&original, &steps).await;
        self.ground.clear().await?;
        outcome
    }

    async fn stages(&mut self, original: &Steps, steps: &Steps) -> Result<()> {
        let Some((wanted, first)) = self.as_written(original).await? else { return Ok(()) };
        let Some(once) = self.run_thrice(original, steps, &wanted, &first).await? else { return Ok(()) };
        self.try_each_state(steps, &once).await
    }

    /// Runs the script as it is written; none if it does not load.
    async fn as_written(&mut self, original: &Steps) -> Result<Option<(nexusql_catalog::Catalog, State)>> {
        match self.ground.run_as_written(original).await? {
            Ok(target) => {
                self.proof.loads = true;
                let options = ReadOptions { roles: self.ground.is_private(), implicit_owner: None };
                let catalog = read_target(&target, &options).await?;
                Ok(Some((catalog, self.state(Slot::Current).await?)))
            }
            Err(reason) => {
                self.proof.unproven.push(reason);
                Ok(None)
            }
        }
    }

    /// Runs the rewritten script three times and returns the state after the first; none if that is wrong.
    async fn run_thrice(
        &mut self,
        original: &Steps,
        steps: &Steps,
        wanted: &nexusql_catalog::Catalog,
        first: &State,
    ) -> Result<Option<State>> {
        self.ground.clear().await?;
        let (target, session) = self.ground.empty(Slot::Desired).await?;
        let answer = each(&session.client, steps).await;
        session.close().await;
        if let Err(error) = answer {
            return self.refused("the first run", error).map(|()| None);
        }
        let options = ReadOptions { roles: self.ground.is_private(), implicit_owner: None };
        let catalog = read_target(&target, &options).await?;
        let differences: Vec<String> =
            compare(wanted, &catalog).iter().map(|delta| format!("{:?} {}", delta.kind, delta.id)).collect();
        let once = self.state(Slot::Desired).await?;
        self.unsteady = first.unsteady(&once);
        if !self.unsteady.is_empty() {
            self.unsteady = self.really_unsteady(original, first).await?;
            // That run has cleared the ground.
            let (_, session) = self.ground.empty(Slot::Desired).await?;
            each(&session.client, steps).await?;
            session.close().await;
        }
        self.proof.counted_only.clone_from(&self.unsteady);
        self.judge("the first run makes something else than the script as it was", differences);
        self.judge(
            "the first run makes something else than the script as it was",
            first.differences(&once, &self.unsteady),
        );
        if !self.proof.failures.is_empty() {
            let culprit = self.first_apart(original, steps).await?;
            self.blame(culprit);
            return Ok(None);
        }
        let once = self.state(Slot::Desired).await?;
        for which in ["the second run", "the third run"] {
            let session = self.ground.connect(Slot::Desired).await?;
            let answer = each(&session.client, steps).await;
            session.close().await;
            if let Err(error) = answer {
                return self.refused(which, error).map(|()| None);
            }
            let after = self.state(Slot::Desired).await?;
            // Nothing may change any more, not even what differs between two databases.
            let unsteady: &[String] = &[];
            let differences = once.differences(&after, unsteady);
            self.judge(&format!("{which} changes something"), differences);
            if !self.proof.failures.is_empty() {
                let culprit = self.first_changing(steps).await?;
                self.blame(culprit);
                return Ok(None);
            }
        }
        let again = read_target(&target, &options).await?;
        let differences: Vec<String> =
            compare(&catalog, &again).iter().map(|delta| format!("{:?} {}", delta.kind, delta.id)).collect();
        self.judge("the second run changes something", differences);
        Ok(self.proof.failures.is_empty().then_some(once))
    }

    /// Returns the tables whose rows differ even between two runs of the script as it was written.
    async fn really_unsteady(&mut self, original: &Steps, first: &State) -> Result<Vec<String>> {
        self.ground.clear().await?;
        let (_, session) = self.ground.empty(Slot::Proof).await?;
        each(&session.client, original).await?;
        session.close().await;
        let second = self.state(Slot::Proof).await?;
        self.ground.clear().await?;
        Ok(first.unsteady(&second))
    }

    /// Runs the script from each state in which it may have stopped.
    ///
    /// Where every statement allows it, the run is done in a transaction that is rolled back. What fails there for being in
    /// one is tried again in a database of its own.
    async fn try_each_state(&mut self, steps: &Steps, once: &State) -> Result<()> {
        let places = stops(steps);
        self.proof.n_states_all = places.len();
        let chosen = sample(&places, self.options.states_max);
        self.ground.clear().await?;
        let in_transaction = !steps.refuses_transaction();
        let mut doubtful: Vec<usize> = Vec::new();
        if in_transaction {
            let (_, session) = self.ground.empty(Slot::Proof).await?;
            let mut psql = Session::default();
            for (done, step) in steps.list.iter().enumerate() {
                if chosen.contains(&done) && !self.returns(&session, steps, once).await {
                    doubtful.push(done);
                }
                psql.one(&session.client, step).await?;
                if chosen.last().is_none_or(|last| *last <= done) {
                    break;
                }
            }
            session.close().await;
        } else {
            doubtful.clone_from(&chosen);
        }
        self.proof.n_states = chosen.len();
        for done in doubtful {
            self.stopped_after(steps, done, once).await?;
        }
        Ok(())
    }

    /// Says whether the script, run in a transaction that is then rolled back, arrives at `once`.
    async fn returns(&self, session: &nexusql_db::postgres::Session, steps: &Steps, once: &State) -> bool {
        let client = &session.client;
        // A new run begins with a new session.
        let kept = "begin; reset all; reset session authorization";
        if client.batch_execute(kept).await.is_err() {
            return false;
        }
        let mut fresh = Session::without_control();
        let ran = fresh.all(client, &steps.list).await.is_ok();
        let whole = ran
            && client
                .batch_execute("set constraints all immediate; reset role; reset session authorization")
                .await
                .is_ok();
        let same = whole
            && match State::read(client, self.ground.major, self.with_rows).await {
                Ok(state) => once.differences(&state, &self.unsteady).is_empty(),
                Err(_) => false,
            };
        client.batch_execute("rollback").await.is_ok() && same
    }

    /// Stops the script before step `done`, runs all of it, and compares.
    async fn stopped_after(&mut self, steps: &Steps, done: usize, once: &State) -> Result<()> {
        self.ground.clear().await?;
        let (_, session) = self.ground.empty(Slot::Proof).await?;
        let mut psql = Session::default();
        for step in &steps.list[..done] {
            psql.one(&session.client, step).await?;
        }
        session.close().await;
        let session = self.ground.connect(Slot::Proof).await?;
        let answer = each(&session.client, steps).await;
        session.close().await;
        let place = &steps.list[done].place;
        let stage = format!("a run after it stopped before line {}", place.line);
        if let Err(error) = answer {
            return self.refused(&stage, error);
        }
        let after = self.state(Slot::Proof).await?;
        let differences = once.differences(&after, &self.unsteady);
        self.judge(&format!("{stage} makes something else"), differences);
        Ok(())
    }

    pub(crate) async fn state(&self, slot: Slot) -> Result<State> {
        let session = self.ground.connect(slot).await?;
        let state = State::read_alone(&session.client, self.ground.major, self.with_rows).await;
        session.close().await;
        state
    }

    fn judge(&mut self, message: &str, differences: Vec<String>) {
        if !differences.is_empty() {
            let said = Diagnostic::error("not-idempotent", message);
            self.proof.failures.push(said.with_detail(differences.join("\n")));
        }
    }

    /// Notes that a run of the rewritten script was refused; what is wrong with the server is an error.
    fn refused(&mut self, which: &str, error: nexusql_base::Error) -> Result<()> {
        if error.kind() != ErrorKind::Sql {
            return Err(error);
        }
        let cause = error.diagnostic();
        let mut said = Diagnostic::error("not-idempotent", format!("{which} is refused: {}", cause.message));
        said.sqlstate.clone_from(&cause.sqlstate);
        said.place.clone_from(&cause.place);
        said.detail.clone_from(&cause.detail);
        said.hint = said.place.as_ref().and_then(|place| self.hint(place));
        self.proof.failures.push(said);
        Ok(())
    }

    /// Notes which statement what was found last comes from, as far as that is known.
    fn blame(&mut self, culprit: Option<Place>) {
        let hint = culprit.as_ref().and_then(|place| self.hint(place));
        for said in &mut self.proof.failures {
            said.place.clone_from(&culprit);
            said.hint.clone_from(&hint);
        }
    }

    fn hint(&self, place: &Place) -> Option<String> {
        let advice = "What a DO block or a function does is not rewritten: have it look for what is there first.";
        self.opaque.contains(place).then(|| advice.to_owned())
    }
}

/// The kinds of statements after which rows are compared too.
pub(crate) const ROWS: [&str; 12] = [
    "insert",
    "copy",
    "update",
    "delete",
    "merge",
    "truncate",
    "do block",
    "query",
    "table as",
    "materialized view",
    "table",
    "column",
];

/// The kinds of statements that make something outside of their database, or may.
pub(crate) const SHARED: [&str; 8] =
    ["role", "database", "tablespace", "subscription", "do block", "query", "", "privileges"];

/// Returns the steps before which the script may stop, so that what is done stays done: not within a transaction.
pub(crate) fn stops(steps: &Steps) -> Vec<usize> {
    use crate::steps::{Action, Control};
    let (mut in_transaction, mut depth) = (false, 0_usize);
    let mut places = Vec::new();
    for (at, step) in steps.list.iter().enumerate() {
        if at > 0 && !in_transaction && depth == 0 {
            places.push(at);
        }
        match (&step.action, step.control) {
            (Action::If(_, false), _) => depth += 1,
            (Action::EndIf, _) => depth = depth.saturating_sub(1),
            (_, Control::Begin) => in_transaction = true,
            (_, Control::End) => in_transaction = false,
            _ => {}
        }
    }
    places
}

/// Returns at most `max` of `places`, at even distances, the last one always.
pub(crate) fn sample(places: &[usize], max: usize) -> Vec<usize> {
    let n = places.len();
    if n <= max || max == 0 {
        return places[..n.min(if max == 0 { 0 } else { n })].to_vec();
    }
    (0..max).map(|at| places[(at + 1) * n / max - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn a_sample_is_even_and_has_the_last() {
        assert_eq!(sample(&[1, 2, 3], 200), [1, 2, 3]);
        assert_eq!(sample(&(1..=10).collect::<Vec<_>>(), 5), [2, 4, 6, 8, 10]);
        assert_eq!(sample(&[1, 2], 0), Vec::<usize>::new());
    }
}
