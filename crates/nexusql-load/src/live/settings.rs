//! The settings that decide how PostgreSQL prints things, pinned.

/// Begins the transaction that a catalog is read in.
///
/// Source: `setup_connection` in pg_dump.c.
pub(super) const BEGIN: &str = "
begin isolation level repeatable read read only;
set local search_path = '';
set local datestyle = 'ISO';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 3;
set local bytea_output = 'hex';
set local xmlbinary = 'base64';
set local quote_all_identifiers = off;
set local standard_conforming_strings = on;
set local client_encoding = 'UTF8';
set local synchronize_seqscans = off;
set local statement_timeout = 0;
set local lock_timeout = '10s';
set local idle_in_transaction_session_timeout = 0;
set local jit = off;
set local max_parallel_workers_per_gather = 0;
";
