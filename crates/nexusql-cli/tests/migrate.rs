//! `nexusql migrate` on PostgreSQL, MariaDB and SQLite, and on SQL Server where one is named.

mod common;
mod migrate {
    pub mod adopt;
    pub mod bodies;
    pub mod cases;
    pub mod checks;
    pub mod engines;
    pub mod files;
    pub mod fleet;
    pub mod history;
    pub mod killed;
    pub mod mssql;
    pub mod postgres;
    pub mod programs;
    pub mod proof;
    pub mod psql;
    pub mod squash;
    pub mod together;
}
