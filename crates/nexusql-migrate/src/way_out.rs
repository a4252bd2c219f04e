//! What an engine lacked, and which engine at hand has it.

use nexusql_base::{Diagnostic, Error};
use nexusql_engine::{Engine, EngineOptions, find};

/// Something that not every build of PostgreSQL has.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lacking {
    Extension(String),
    Icu,
    Lz4,
}

/// Returns `error` with the engines at hand that have what it says is lacking, where it says so.
pub(crate) fn with_way_out(error: Error, options: &EngineOptions) -> Error {
    if !error.diagnostics().iter().any(|said| lacking(said).is_some()) {
        return error;
    }
    let engines: Vec<Engine> = find(options).into_iter().filter(Engine::is_reachable).collect();
    let hinted = error.diagnostics().iter().map(|said| match lacking(said) {
        Some(lacking) => said.clone().with_hint(hint(&lacking, &engines, &has)),
        None => said.clone(),
    });
    Error::several(error.kind(), hinted.collect())
}

/// Returns what the engine lacked, by what it or `load` said.
///
/// Source: `FEATURE_NOT_SUPPORTED` in PostgreSQL's pg_locale.c and toast_compression.c.
fn lacking(said: &Diagnostic) -> Option<Lacking> {
    if said.code == "extension-missing" {
        return said.message.split('"').nth(1).map(|name| Lacking::Extension(name.to_owned()));
    }
    let unsupported = said.sqlstate.as_deref() == Some("0A000");
    match said.message.as_str() {
        text if unsupported && text.contains("ICU is not supported") => Some(Lacking::Icu),
        text if unsupported && text.contains("lz4") => Some(Lacking::Lz4),
        _ => None,
    }
}

fn has(engine: &Engine, lacking: &Lacking) -> bool {
    let about = engine.about();
    match lacking {
        Lacking::Extension(name) => about.extensions.contains(name),
        Lacking::Icu => about.icu,
        Lacking::Lz4 => about.lz4,
    }
}

fn hint(lacking: &Lacking, engines: &[Engine], has: &dyn Fn(&Engine, &Lacking) -> bool) -> String {
    let with: Vec<&Engine> = engines.iter().filter(|engine| has(engine, lacking)).collect();
    let names: Vec<String> = with.iter().map(|engine| format!("PostgreSQL {}", engine.version)).collect();
    match with.as_slice() {
        [] => "No engine at hand has it. Use a server that has it with --scratch URL, or another engine with --engine-dir DIR."
            .to_owned(),
        [one] => format!("{} has it: add --scratch {}.", names[0], one.version),
        [first, ..] => {
            format!("{} have it: add --scratch {}, for one.", names.join(" and "), first.version)
        }
    }
}

#[cfg(test)]
mod tests {
    use nexusql_engine::Origin;

    use super::*;

    fn engine(version: &str) -> Engine {
        let major = version.split('.').next().and_then(|major| major.parse().ok()).expect("it is a number");
        Engine { major, version: version.to_owned(), bin_dir: "/nowhere".into(), origin: Origin::Machine }
    }

    #[test]
    fn what_is_lacking_is_known_by_what_was_said() {
        let said = |code, text: &str| Diagnostic::error(code, text).with_sqlstate("0A000");
        let extension = said("extension-missing", "extension \"uuid-ossp\" is not in PostgreSQL 18.6 (private)");
        assert_eq!(lacking(&extension), Some(Lacking::Extension("uuid-ossp".to_owned())));
        let icu = said("server-error", "ICU is not supported in this build");
        assert_eq!(lacking(&icu), Some(Lacking::Icu));
        let lz4 = said("server-error", "compression method lz4 not supported");
        assert_eq!(lacking(&lz4), Some(Lacking::Lz4));
        assert_eq!(lacking(&said("server-error", "cannot do that")), None);
    }

    #[test]
    fn engines_that_have_it_are_named_with_the_flag() {
        let engines = [engine("18.6"), engine("18.4"), engine("15.18")];
        let hint =
            |versions: &[&str]| hint(&Lacking::Icu, &engines, &|engine, _| versions.contains(&engine.version.as_str()));
        assert_eq!(hint(&["15.18"]), "PostgreSQL 15.18 has it: add --scratch 15.18.");
        let both = "PostgreSQL 18.4 and PostgreSQL 15.18 have it: add --scratch 18.4, for one.";
        assert_eq!(hint(&["18.4", "15.18"]), both);
        assert!(hint(&[]).contains("--scratch URL"));
    }
}
