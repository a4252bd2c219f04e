//! The lock of SQL Server: an application lock that belongs to the session that works, and ends with it at the latest.
//!
//! Source: SQL Server documentation, `sp_getapplock`, `sp_releaseapplock`, `sys.dm_tran_locks`.

use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Dedicated;

use crate::lock::{POLL, busy};

/// The name of the lock. Its first 32 characters are what others are shown of it.
macro_rules! name {
    () => {
        "nexusql migrate"
    };
}

/// Asks for it and does not wait: a session that waits here could not be told from one that works.
const TAKE: &str = concat!(
    "declare @got int; exec @got = sys.sp_getapplock @Resource = N'",
    name!(),
    "', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0; select @got as got"
);

/// Gives it back.
const GIVE: &str = concat!("exec sys.sp_releaseapplock @Resource = N'", name!(), "', @LockOwner = N'Session'");

/// Says who has it. Without the right to see the state of the server, this is an error.
const HOLDER: &str = concat!(
    "select top (1) concat(N'Session ', l.request_session_id, N' of ', s.login_name, N' on ', s.host_name, N', ', \
     s.program_name, N', holds it.') from sys.dm_tran_locks l \
     join sys.dm_exec_sessions s on s.session_id = l.request_session_id \
     where l.resource_type = N'APPLICATION' and l.resource_database_id = db_id() and l.request_status like N'GRANT%' \
     and charindex(N'",
    name!(),
    "', l.resource_description) > 0"
);

/// Takes the lock of the database that `session` is in.
///
/// Errors: [`ErrorKind::Server`], code `migration-in-progress`, with who holds it as far as that may be seen, after `wait`.
pub async fn take(session: &mut Dedicated, begun: Instant, wait: Duration) -> Result<()> {
    loop {
        let (got,): (i64,) = session.fetch_one(TAKE, ()).await.map_err(Error::from)?;
        match got {
            0 | 1 => return Ok(()),
            // Another has it; or this request was cancelled, or given up for a deadlock.
            -3..=-1 if begun.elapsed() < wait => tokio::time::sleep(POLL).await,
            -3..=-1 => return Err(busy(Some(holder(session).await), wait)),
            code => {
                let message = format!("could not lock the database: sp_getapplock returned {code}");
                return Err(Error::new(ErrorKind::Server, Diagnostic::error("could-not-lock", message)));
            }
        }
    }
}

/// Gives the lock back. What goes wrong is told to nobody: the lock ends with the session.
pub async fn give(session: &mut Dedicated) {
    let _ = session.run(GIVE).await;
}

async fn holder(session: &mut Dedicated) -> String {
    match session.fetch_optional::<(String,)>(HOLDER, ()).await {
        Ok(Some((holder,))) => holder,
        // It has just ended.
        Ok(None) => "Whoever held it is gone now.".to_owned(),
        Err(_) => "Who holds it is shown to those who have the permission VIEW SERVER STATE.".to_owned(),
    }
}
