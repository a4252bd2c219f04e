//! Room `db`: connections to servers, a folder for each engine. It knows nothing of schemas.
//!
//! Without features it opens sessions of PostgreSQL, for the rooms that work with those alone. With `manager` it is a
//! layer over several engines: [`DatabaseManager`] with a pool, named parameters and transactions. How an engine is
//! added is told in `driver.rs`.
//!
//! Nothing here reads the environment but [`DatabaseManager::connect`]; elsewhere who calls passes a lookup function.

#[cfg(feature = "manager")]
pub mod blocking;
#[cfg(feature = "manager")]
mod config;
#[cfg(feature = "manager")]
mod dedicated;
#[cfg(feature = "manager")]
mod dialect;
#[cfg(feature = "manager")]
mod driver;
#[cfg(feature = "manager")]
mod error;
#[cfg(feature = "manager")]
mod introspect;
#[cfg(feature = "manager")]
mod manager;
#[cfg(feature = "mssql")]
mod mssql;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "manager")]
mod params;
#[cfg(feature = "manager")]
mod pool;
pub mod postgres;
#[cfg(feature = "manager")]
mod retry;
#[cfg(feature = "manager")]
mod row;
#[cfg(feature = "manager")]
mod session;
#[cfg(feature = "manager")]
mod span;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "manager")]
mod transaction;
#[cfg(feature = "manager")]
mod translate;
#[cfg(feature = "manager")]
mod value;
#[cfg(feature = "manager")]
mod versions;

/// Makes a [`FromRow`] of a structure: each field is the column of its name.
///
/// `#[row(column = "name")]` says another name for a field, `#[row(default)]` gives it its default where there is no such
/// column.
#[cfg(feature = "manager")]
pub use nexusql_derive::FromRow;

#[cfg(feature = "manager")]
pub use {
    config::ConnectionConfig,
    dedicated::Dedicated,
    dialect::{Dialect, Returning, Upsert},
    error::{Code, Error, Kind, Result},
    introspect::{ForeignKey, Index, IndexPart, Key, Relation, Schema, SchemaColumn},
    manager::{DatabaseManager, Options},
    params::{IntoParams, Params},
    pool::{PoolOptions, PoolStatus},
    retry::RetryOptions,
    row::{Column, ColumnIndex, FromRow, Row, Serde},
    transaction::{Isolation, Transaction, TransactionOptions},
    translate::{Translation, parameters, translate},
    value::{Decimal, FromValue, Interval, IntoValue, Json, Mismatch, Value},
    versions::Version,
};
