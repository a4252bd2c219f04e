//! What PostgreSQL alone has.

mod many;
mod servers;
mod statements;
mod types;

use super::Case;
use crate::engine::Feature;

pub fn all() -> Vec<Case> {
    let topics = [many::all(), servers::all(), statements::all(), types::all()];
    topics.into_iter().flatten().map(|case| case.needs(&[Feature::Postgres])).collect()
}
