//! Room `db`: connections to servers, a folder for each sort of server. It knows nothing of schemas.
//!
//! Nothing here reads the environment: who calls passes a lookup function.

pub mod postgres;
