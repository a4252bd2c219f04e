//! Choosing one engine among those found.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use crate::{Engine, Origin};

/// Which engine is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The one that suits best: the server's major if it is at hand, else the next newer, else the newest.
    Auto {
        /// The major version of the server concerned, if there is one.
        server_major: Option<u32>,
    },
    /// One of this major version and no other.
    Major(u32),
    /// One of this major and minor version and no other: 18 and 4.
    Release(u32, u32),
}

/// Returns the engine of `engines`, sorted as [`find`](crate::find) does, that fits `wanted` best.
///
/// Engines that the user named come before all others in `Auto`. Among those of one major, those with ICU come first, then
/// those with lz4.
/// Cost: where there are several of one major, reads their `postgres` (about 10 MB each).
/// Errors: `engine-missing` if none fits; `engine-no-permission` if those that fit are out of reach.
pub fn select(engines: &[Engine], wanted: Wanted) -> Result<&Engine> {
    let usable: Vec<&Engine> = engines.iter().filter(|engine| engine.is_reachable()).collect();
    let chosen = match wanted {
        Wanted::Major(major) => of_major(&usable, major, &abilities),
        Wanted::Release(major, minor) => {
            let of_release = |engine: &&Engine| engine.major == major && engine.minor() == minor;
            usable.iter().copied().find(of_release)
        }
        Wanted::Auto { server_major } => {
            let named: Vec<&Engine> = usable.iter().copied().filter(|e| e.origin == Origin::Named).collect();
            best(if named.is_empty() { &usable } else { &named }, server_major, &abilities)
        }
    };
    chosen.ok_or_else(|| missing(engines, wanted))
}

type Abilities<'f> = &'f dyn Fn(&Engine) -> usize;

fn best<'a>(engines: &[&'a Engine], server_major: Option<u32>, abilities: Abilities<'_>) -> Option<&'a Engine> {
    let newest = engines.iter().map(|engine| engine.major).max()?;
    let wanted = server_major.unwrap_or(newest);
    let nearest = engines.iter().filter(|engine| engine.major >= wanted).map(|engine| engine.major).min();
    of_major(engines, nearest.unwrap_or(newest), abilities)
}

/// Returns the most able engine of `major`, the first of equals.
fn of_major<'a>(engines: &[&'a Engine], major: u32, abilities: Abilities<'_>) -> Option<&'a Engine> {
    let all: Vec<&Engine> = engines.iter().copied().filter(|engine| engine.major == major).collect();
    match all.as_slice() {
        [] | [_] => all.first().copied(),
        several => several.iter().copied().rev().max_by_key(|engine| abilities(engine)),
    }
}

fn abilities(engine: &Engine) -> usize {
    let about = engine.about();
    2 * usize::from(about.icu) + usize::from(about.lz4)
}

fn missing(engines: &[Engine], wanted: Wanted) -> Error {
    let (what, request) = match wanted {
        Wanted::Major(major) => (format!("no PostgreSQL {major} engine"), format!(" {major}")),
        Wanted::Release(major, minor) => (format!("no PostgreSQL {major}.{minor} engine"), format!(" {major}")),
        Wanted::Auto { .. } => ("no PostgreSQL engine".to_owned(), String::new()),
    };
    let fits = |engine: &&Engine| match wanted {
        Wanted::Auto { .. } => true,
        Wanted::Major(major) => engine.major == major,
        Wanted::Release(major, minor) => engine.major == major && engine.minor() == minor,
    };
    let diagnostic = if let Some(closed) = engines.iter().find(fits) {
        let place = closed.bin_dir.display();
        Diagnostic::error("engine-no-permission", format!("{what} can be started by root's server account"))
            .with_detail(format!("PostgreSQL {} is in \"{place}\", a folder closed to that account.", closed.version))
    } else if engines.is_empty() {
        Diagnostic::error("engine-missing", format!("{what} was found"))
    } else {
        let list: Vec<String> = engines.iter().map(|e| format!("{} ({})", e.version, e.bin_dir.display())).collect();
        Diagnostic::error("engine-missing", format!("{what} was found"))
            .with_detail(format!("Found instead: {}.", list.join(", ")))
    };
    let hint = match engines.iter().find(fits) {
        Some(Engine { origin: Origin::Packed, .. }) => {
            "Move the folder of nexusql to where every user may enter, such as /opt.".to_owned()
        }
        _ => format!("Fetch one into nexusql's cache with: nexusql engine install{request}"),
    };
    Error::new(ErrorKind::Engine, diagnostic.with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(major: u32, origin: Origin) -> Engine {
        Engine { major, version: format!("{major}.1"), bin_dir: "/nowhere".into(), origin }
    }

    fn best_major(engines: &[Engine], server_major: Option<u32>) -> Option<u32> {
        best(&engines.iter().collect::<Vec<_>>(), server_major, &|_| 0).map(|engine| engine.major)
    }

    #[test]
    fn auto_takes_the_servers_major_then_the_next_newer_then_the_newest() {
        let engines = [18, 16, 15].map(|major| engine(major, Origin::Machine));
        for (server, want) in [(None, 18), (Some(16), 16), (Some(14), 15), (Some(17), 18), (Some(19), 18)] {
            assert_eq!(best_major(&engines, server), Some(want), "server {server:?}");
        }
    }

    #[test]
    fn of_one_major_the_most_able_is_taken_and_the_first_of_equals() {
        let of = |version: &str| Engine { version: version.to_owned(), ..engine(18, Origin::Machine) };
        let engines = [of("18.6"), of("18.4"), of("18.3"), engine(15, Origin::Machine)];
        let engines: Vec<&Engine> = engines.iter().collect();
        let able = |engine: &Engine| usize::from(engine.version != "18.6");
        assert_eq!(best(&engines, None, &able).map(|engine| engine.version.as_str()), Some("18.4"));
        assert_eq!(best(&engines, Some(17), &|_| 1).map(|engine| engine.version.as_str()), Some("18.6"));
    }

    #[test]
    fn a_missing_major_names_what_there_is_and_the_way_out() {
        let error = missing(&[engine(15, Origin::Machine)], Wanted::Major(17));
        let said = error.diagnostic();
        assert_eq!((said.code, said.message.as_str()), ("engine-missing", "no PostgreSQL 17 engine was found"));
        assert_eq!(said.detail.as_deref(), Some("Found instead: 15.1 (/nowhere)."));
        assert!(said.hint.as_deref().unwrap().ends_with("nexusql engine install 17"));
    }
}
