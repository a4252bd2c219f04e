//! Addresses of objects within one database, and the ids behind them. They never leave this room.

use std::collections::HashMap;

use nexusql_catalog::ObjectId;

/// Where PostgreSQL keeps an object: its catalog, its row, and the column of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Address {
    pub(super) class: u32,
    pub(super) object: u32,
    pub(super) part: i32,
}

impl Address {
    /// Returns the address of the whole that a column belongs to.
    pub(super) fn whole(self) -> Self {
        Self { part: 0, ..self }
    }
}

/// The ids of the objects that were read.
pub(super) type Ids = HashMap<Address, ObjectId>;
