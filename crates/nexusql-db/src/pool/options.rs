//! How many connections a pool keeps, and for how long.

use std::time::Duration;

/// The limits of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolOptions {
    /// The most connections at a time.
    pub connections_max: usize,
    /// How many are kept open although nobody needs them.
    pub idle_min: usize,
    /// How long a caller waits for a connection.
    pub acquire_timeout: Duration,
    /// After which time without use a connection is closed.
    pub idle_timeout: Option<Duration>,
    /// At which age a connection is closed, once it is given back.
    pub lifetime_max: Option<Duration>,
    /// After which time without use a connection is asked for a sign of life before it is given out.
    pub check_after: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            connections_max: 10,
            idle_min: 0,
            acquire_timeout: Duration::from_secs(30),
            idle_timeout: Some(Duration::from_secs(600)),
            lifetime_max: Some(Duration::from_secs(1_800)),
            check_after: Duration::from_secs(30),
        }
    }
}

/// What a pool holds at the moment, and what it has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Connections in use.
    pub n_busy: usize,
    /// Open connections that nobody uses.
    pub n_idle: usize,
    /// The most connections at a time.
    pub n_max: usize,
    /// Callers that wait for a connection.
    pub n_waiting: usize,
    /// Connections opened since the beginning.
    pub n_opened: u64,
    /// Connections that were found broken or were given up half-way, and thrown away.
    pub n_discarded: u64,
    /// Callers that waited in vain.
    pub n_timeouts: u64,
}
