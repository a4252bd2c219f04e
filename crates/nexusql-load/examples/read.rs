//! Reads a server's catalog and says how long it took: `read URL [count]`.

use std::time::Instant;

use nexusql_db::postgres::Target;
use nexusql_load::live::{ReadOptions, read_target};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: read URL [count]")?;
    let count: usize = std::env::args().nth(2).map_or(Ok(1), |n| n.parse())?;
    let target = Target::parse(&url)?.with_environment(&|name| std::env::var(name).ok())?;
    for _ in 0..count {
        let begin = Instant::now();
        let catalog = read_target(&target, &ReadOptions::default()).await?;
        let edges: usize = catalog.needs.values().map(std::collections::BTreeSet::len).sum();
        let line = format!("{} objects, {edges} edges, {:?}", catalog.objects.len(), begin.elapsed());
        std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes())?;
        if count == 1 {
            for (id, body) in &catalog.objects {
                let body = serde_json::Value::Object(body.attributes());
                let needs: Vec<String> = catalog.needs_of(id).map(ToString::to_string).collect();
                let text = format!("{id} {body}\n    <- {}\n", needs.join(" | "));
                std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
            }
            for thing in &catalog.unmodelled {
                let text = format!("unmodelled: {} {}\n", thing.kind, thing.name);
                std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
            }
        }
    }
    Ok(())
}
