//! `nexusql migrate` on PostgreSQL, MariaDB and SQLite.

mod common;
mod migrate {
    pub mod bodies;
    pub mod cases;
    pub mod engines;
    pub mod files;
    pub mod history;
    pub mod killed;
    pub mod postgres;
    pub mod proof;
    pub mod psql;
    pub mod together;
}
