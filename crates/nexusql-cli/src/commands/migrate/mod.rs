//! `nexusql migrate`: files of migrations, run and recorded.

mod adopt;
mod baseline;
mod check;
mod down;
mod drift;
mod fleet;
mod generate;
mod new;
mod open;
mod repair;
mod replay;
mod report;
mod squash;
mod status;
mod up;
mod validate;
mod verify;

use nexusql_base::Result;

use crate::args::migrate::{Migrate, MigrateAction};
use crate::error::Exit;

/// Runs the command.
pub async fn run(arguments: &Migrate) -> Result<Exit> {
    match &arguments.action {
        MigrateAction::Up(arguments) => up::run(arguments).await,
        MigrateAction::Down(arguments) => down::run(arguments).await,
        MigrateAction::Redo(arguments) => down::redo(arguments).await,
        MigrateAction::Status(arguments) => status::run(arguments).await,
        MigrateAction::History(arguments) => status::history(arguments).await,
        MigrateAction::Validate(arguments) => validate::run(arguments).await,
        MigrateAction::Check(arguments) => check::run(arguments).await,
        MigrateAction::Verify(arguments) => verify::run(arguments).await,
        MigrateAction::Drift(arguments) => drift::run(arguments).await,
        MigrateAction::Generate(arguments) => generate::run(arguments).await,
        MigrateAction::Squash(arguments) => squash::run(arguments).await,
        MigrateAction::New(arguments) => new::run(arguments),
        MigrateAction::Baseline(arguments) => baseline::run(arguments).await,
        MigrateAction::Repair(arguments) => repair::run(arguments).await,
        MigrateAction::Adopt(arguments) => adopt::run(arguments).await,
    }
}
