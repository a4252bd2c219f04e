//! What both suites share: the engines that they run on.

use std::collections::BTreeSet;

use nexusql_engine::{Engine, EngineOptions, Origin, find};

/// Returns an engine for each major that the environment names, or for the machine's own and the newest.
pub fn engines() -> Vec<Engine> {
    let all: Vec<Engine> = find(&EngineOptions::from_env()).into_iter().filter(Engine::is_reachable).collect();
    let majors: BTreeSet<u32> = match std::env::var("NEXUSQL_TEST_MAJORS") {
        Ok(list) => list.split(',').map(|major| major.trim().parse().unwrap()).collect(),
        Err(_) => {
            let own = all.iter().find(|engine| engine.origin == Origin::Machine);
            own.into_iter().chain(all.first()).map(|engine| engine.major).collect()
        }
    };
    assert!(!majors.is_empty(), "no PostgreSQL is at hand; run \"cargo xtask test\", which makes the machine ready");
    let of = |major: u32| {
        // Some builds lack extensions: one that has all is preferred.
        let of_major = || all.iter().filter(move |engine| engine.major == major);
        of_major().find(|engine| engine.about().icu).or_else(|| of_major().next()).cloned()
    };
    majors.into_iter().map(|major| of(major).unwrap_or_else(|| panic!("no PostgreSQL {major} is at hand"))).collect()
}
