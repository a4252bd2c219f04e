//! Proves that the files of a script make what the script makes, and so does the script that they are joined to.

use std::time::Instant;

use nexusql_base::{Diagnostic, ErrorKind, Result};
use nexusql_catalog::Catalog;
use nexusql_diff::compare;
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::{Slot, Workspace};
use nexusql_sql::Script;
use serde::Serialize;

use crate::Steps;
use crate::ground::{Ground, each};
use crate::state::State;

/// What is compared: one script, and the same in pieces.
#[derive(Clone, Copy, Debug)]
pub struct Piecewise<'a> {
    /// What is right: names and texts, each run in a session of its own.
    pub original: &'a [(&'a str, &'a str)],
    /// The same in other pieces, in their order.
    pub pieces: &'a [(&'a str, &'a str)],
    /// The same in one script.
    pub merged: Option<&'a str>,
    /// What makes the same schema without rows; empty for nothing.
    pub copies: &'a [(&'a str, &'a str)],
}

/// What was run, and what came out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SplitProof {
    /// Where it was run.
    pub server: String,
    /// Whether the original ran there; nothing can be proven of one that does not.
    pub loads: bool,
    /// How many pieces were run.
    pub n_pieces: usize,
    /// What was wrong.
    pub failures: Vec<Diagnostic>,
    /// What could not be tried, and why.
    pub unproven: Vec<String>,
    /// Tables whose rows hold what is different in each run, so that only their number was compared.
    pub counted_only: Vec<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl SplitProof {
    /// Says whether all came out equal, and anything was tried.
    pub fn holds(&self) -> bool {
        self.loads && self.failures.is_empty()
    }
}

/// Runs the original, the pieces and the merged script in databases of their own and compares catalogs and rows.
///
/// Errors: [`ErrorKind::Connection`] or [`ErrorKind::Server`] if the scratch itself fails.
/// Cost: each is run once; three catalogs and all rows are read.
pub async fn prove_split(what: Piecewise<'_>, workspace: &Workspace) -> Result<SplitProof> {
    let began = Instant::now();
    let ground = Ground::new(workspace, Steps::default()).await?;
    let mut trial = Trial {
        proof: SplitProof { server: ground.describe(), n_pieces: what.pieces.len(), ..SplitProof::default() },
        ground,
    };
    let outcome = trial.run(what).await;
    trial.ground.clear().await?;
    outcome?;
    let mut proof = trial.proof;
    proof.elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(proof)
}

struct Trial<'a> {
    ground: Ground<'a>,
    proof: SplitProof,
}

/// What a database holds.
struct Made {
    catalog: Catalog,
    state: State,
}

impl Trial<'_> {
    async fn run(&mut self, what: Piecewise<'_>) -> Result<()> {
        let original = match sessions(what.original) {
            Ok(steps) => steps,
            Err(error) => {
                self.proof.unproven.push(error.to_string());
                return Ok(());
            }
        };
        if let Err(reason) = self.ground.run_as_written(&original).await? {
            self.proof.unproven.push(reason);
            return Ok(());
        }
        self.proof.loads = true;
        let wanted = self.made(Slot::Current).await?;
        self.judge("the files do not make what the script makes", Slot::Desired, what.pieces, &wanted, &original)
            .await?;
        if let Some(merged) = what.merged {
            let merged = [("<merged>", merged)];
            self.judge("the merged script does not make what the files make", Slot::Proof, &merged, &wanted, &original)
                .await?;
        }
        if !what.copies.is_empty() && self.proof.failures.is_empty() {
            self.copies(what.copies, &wanted).await?;
        }
        Ok(())
    }

    /// Runs `pieces` and compares what they make with what is `wanted`.
    async fn judge(
        &mut self,
        message: &str,
        slot: Slot,
        pieces: &[(&str, &str)],
        wanted: &Made,
        original: &Steps,
    ) -> Result<()> {
        self.ground.clear().await?;
        if let Some(failure) = self.load(slot, pieces).await? {
            self.proof.failures.push(failure);
            return Ok(());
        }
        let made = self.made(slot).await?;
        let unsteady = wanted.state.unsteady(&made.state);
        if unsteady.iter().any(|table| !self.proof.counted_only.contains(table)) {
            // Rows may differ between any two runs: only then does it not matter.
            if let Err(reason) = self.ground.run_as_written(original).await? {
                self.proof.unproven.push(reason);
                return Ok(());
            }
            let again = self.made(Slot::Current).await?;
            self.proof.counted_only = wanted.state.unsteady(&again.state);
        }
        let mut differences: Vec<String> = compare(&wanted.catalog, &made.catalog)
            .iter()
            .map(|delta| format!("{:?} {}", delta.kind, delta.id))
            .collect();
        differences.extend(wanted.state.differences(&made.state, &self.proof.counted_only));
        if !differences.is_empty() {
            let said = Diagnostic::error("not-the-same", message).with_detail(differences.join("\n"));
            self.proof.failures.push(said);
        }
        Ok(())
    }

    /// Runs the pieces in an empty database, each in a session of its own; returns what was refused.
    async fn load(&self, slot: Slot, pieces: &[(&str, &str)]) -> Result<Option<Diagnostic>> {
        let (_, session) = self.ground.empty(slot).await?;
        session.close().await;
        for (name, text) in pieces {
            let steps = match Steps::of(Script::new(name, text)) {
                Ok(steps) => steps,
                Err(error) => return Ok(Some(error.diagnostic().clone())),
            };
            let session = self.ground.connect(slot).await?;
            let answer = each(&session.client, &steps).await;
            session.close().await;
            match answer {
                Err(error) if error.kind() == ErrorKind::Sql => return Ok(Some(error.diagnostic().clone())),
                answer => answer?,
            }
        }
        Ok(None)
    }

    /// Says whether the copies make the same schema; where they do not, that is told, for they are not what is loaded.
    async fn copies(&mut self, copies: &[(&str, &str)], wanted: &Made) -> Result<()> {
        self.ground.clear().await?;
        if let Some(failure) = self.load(Slot::Proof, copies).await? {
            self.proof.unproven.push(format!("the copies without rows do not load: {}", failure.message));
            return Ok(());
        }
        let made = self.made(Slot::Proof).await?;
        if !compare(&wanted.catalog, &made.catalog).is_empty() {
            self.proof.unproven.push("the copies without rows make another schema".to_owned());
        }
        Ok(())
    }

    async fn made(&self, slot: Slot) -> Result<Made> {
        let session = self.ground.connect(slot).await?;
        let options = ReadOptions { roles: self.ground.is_private(), implicit_owner: None };
        let catalog = read_target(&self.ground.target(slot).await?, &options).await;
        let state = State::read_alone(&session.client, self.ground.major, true).await;
        session.close().await;
        Ok(Made { catalog: catalog?, state: state? })
    }
}

/// Returns the steps of several scripts as one; settings of one do not reach the next.
fn sessions(scripts: &[(&str, &str)]) -> Result<Steps> {
    let mut all = Steps::default();
    for (at, (name, text)) in scripts.iter().enumerate() {
        if at > 0 {
            all.list.extend(
                Steps::of(Script::new("<between>", "reset session authorization; reset role; reset all;"))?.list,
            );
        }
        all.list.extend(Steps::of(Script::new(name, text))?.list);
    }
    Ok(all)
}
