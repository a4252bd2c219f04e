//! Role: a user or group of the cluster; read only when asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Bypasses every check.
    pub superuser: bool,
    /// Inherits the privileges of the roles it is a member of.
    pub inherit: bool,
    /// May make roles.
    pub create_role: bool,
    /// May make databases.
    pub create_database: bool,
    /// May log in.
    pub login: bool,
    /// May start replication.
    pub replication: bool,
    /// Is not bound by row security.
    pub bypass_rls: bool,
    /// How many connections it may hold; -1 for no limit.
    pub connection_limit: i32,
    /// When its password expires.
    pub valid_until: Option<String>,
    /// Its `name=value` settings for every database.
    pub settings: Vec<String>,
    /// The roles it is a member of.
    pub member_of: Vec<String>,
    /// For each of these, `true` or `false` for `admin`, and from 16 on for `inherit` and `set`.
    #[serde(default)]
    pub membership_options: BTreeMap<String, Options>,
}
