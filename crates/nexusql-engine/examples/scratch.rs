//! Starts scratches and keeps the last one until standard input ends: for measuring, and for trying things with psql.
//!
//! Its first line has the milliseconds from nothing to the first answer, three times; its second how to connect.

use std::io::Read;
use std::time::Instant;

use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use postgres::{Client, NoTls};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = EngineOptions::from_env();
    let engines = find(&options);
    // The machine's own engine, which its own pg_dump can read.
    let machine =
        engines.iter().filter(|engine| engine.origin == nexusql_engine::Origin::Machine).map(|e| e.major).max();
    let wanted = machine.map_or(Wanted::Auto { server_major: None }, Wanted::Major);
    let engine = select(&engines, wanted)?;
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..4 {
        let start = Instant::now();
        let scratch = Scratch::start(engine, &options)?;
        let target = scratch.connection_string("postgres").replace(" sslmode=disable", "");
        Client::connect(&target, NoTls)?.simple_query("select 1")?;
        times.push(start.elapsed().as_millis().to_string());
        last = Some(scratch);
    }
    let scratch = last.ok_or("no scratch was started")?;
    // The first may have had to make the template.
    writeln(&times[1..].join(", "));
    writeln(&scratch.connection_string("postgres"));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn writeln(text: &str) {
    println!("{text}");
}
