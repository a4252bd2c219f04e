//! What MySQL and MariaDB alone have.

#[allow(dead_code)] // Written for the test of PostgreSQL's TLS, which needs more of it.
#[path = "../../../tls/authority.rs"]
mod authority;
mod many;
mod servers;
mod statements;
mod types;

use super::Case;
use crate::engine::Feature;

pub fn all() -> Vec<Case> {
    let own = [many::all(), statements::all(), types::all()].into_iter().flatten().map(|case| match case.needs {
        [] => case.needs(&[Feature::MySql]),
        _ => case,
    });
    own.chain(servers::all().into_iter().map(|case| case.needs(&[Feature::MySql, Feature::MariaDb]))).collect()
}
