//! What the objects of a script are defined as, asked of the scratch, and checks of it put at the script's end.

use nexusql_base::Result;
use nexusql_load::{Slot, Workspace};
use nexusql_script::{Rewritten, checks};
use nexusql_sql::Script;

use crate::Steps;
use crate::ground::Ground;
use crate::run::Session;

/// Returns `rewritten` with checks at its end: it stops there if an object was there before and is defined otherwise than
/// the script would have made it. A script that does not run on the scratch gets none.
///
/// Errors: as [`crate::prove`].
/// Version: definitions are compared as the server prints them; run the script on the scratch's major version.
pub async fn with_checks(
    script: Script<'_>,
    rewritten: &Rewritten,
    workspace: &Workspace,
    base: Option<Script<'_>>,
) -> Result<Rewritten> {
    let base = base.map(Steps::of).transpose()?.unwrap_or_default();
    let Ok(steps) = Steps::of(Script::new(script.file, &rewritten.text)) else { return Ok(rewritten.clone()) };
    let ground = Ground::new(workspace, base).await?;
    let (_, session) = ground.empty(Slot::Desired).await?;
    let mut psql = Session::default();
    let mut wanted = Vec::new();
    let mut ran = true;
    for step in &steps.list {
        ran = ran && psql.one(&session.client, step).await.is_ok();
    }
    if ran {
        for check in checks(script)? {
            let sql = format!("select ({})::text", check.expression);
            // What the script has dropped or renamed by its end has no definition then.
            if let Ok(rows) = session.client.query_typed(&sql, &[]).await
                && let Some(definition) = rows.first().and_then(|row| row.get::<_, Option<String>>(0))
            {
                wanted.push((check, definition));
            }
        }
    }
    session.close().await;
    ground.clear().await?;
    Ok(nexusql_script::with_checks(rewritten, &wanted))
}
