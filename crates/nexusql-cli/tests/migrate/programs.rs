//! Checks that are programs, run by the real ones, and the variables that they and psql find.

use std::path::PathBuf;

use nexusql_engine::EngineOptions;

use super::engines::{Bench, all};
use crate::common::{Said, said};

/// Returns the folder of Nushell: on the search path, or where `cargo xtask test` puts it.
fn nushell() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let cached = EngineOptions::from_env().cache_dir.join("tools/nushell/node_modules/@nushell");
    let platforms = std::fs::read_dir(cached).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut places = std::env::split_paths(&path).chain(platforms);
    places.find(|folder| folder.join("nu").is_file()).expect("Nushell is there; \"cargo xtask test\" installs it")
}

/// Runs `up` with Nushell on the search path.
fn up(bench: &Bench) -> Said {
    let mut command = bench.room.command(&["migrate", "up", "m", "--url", &bench.url]);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [nushell()].into_iter().chain(std::env::split_paths(&path));
    said(command.env("PATH", std::env::join_paths(folders).expect("they are folders")))
}

fn bench(engine: &'static str, name: &str) -> Bench {
    let bench = Bench::new(engine, &format!("programs_{name}_{engine}"));
    bench.room.write("m/20240101000000_core_a.sql", "create table a (x int);\n");
    bench
}

#[test]
fn a_check_of_nushell_is_run_by_nushell() {
    for engine in all() {
        let bench = bench(engine, "nu");
        bench.room.write(
            "m/20240101000000_core_a.nu",
            "let found = {track: $env.NEXUSQL_TRACK, name: $env.NEXUSQL_NAME, version: $env.NEXUSQL_VERSION, engine: $env.NEXUSQL_ENGINE}\n\
             print ($found | to json --raw)\n\
             if ($env.NEXUSQL_EXECUTION_ID | str length) != 36 { error make {msg: 'no run'} }\n",
        );
        let said = up(&bench).ends_with(0);
        let dialect = match engine {
            "postgres" => "postgresql",
            "mariadb" => "mysql",
            other => other,
        };
        let wanted = format!(
            "{{\"track\":\"core\",\"name\":\"20240101000000_core_a\",\"version\":\"20240101000000\",\"engine\":\"{dialect}\"}}"
        );
        assert!(said.err.contains(&wanted), "{engine}: {said:?}");
        assert!(said.err.contains("check m/20240101000000_core_a.nu: "), "{engine}: {said:?}");
    }
}

#[test]
fn a_check_of_nushell_that_fails_stops_the_run() {
    let bench = bench("sqlite", "nu_fails");
    for (text, how) in [
        ("print 'not now'\nexit 3\n", "ended with 3"),
        ("print 'not now'\nerror make {msg: 'bad weather'}\n", "bad weather"),
        ("print 'not now'\nlet x =\n", "ended with 1"),
    ] {
        bench.room.write("m/20240101000000_core_a.nu", text);
        let said = up(&bench).ends_with(3);
        assert!(said.err.contains(how) && said.err.contains("Nothing was applied"), "{text}: {said:?}");
        assert!(bench.migrate(&["status"]).ends_with(1).out.contains("(1 migration pending)"));
    }
    bench.room.write("m/20240101000000_core_a.nu", "ls m | length | print\n");
    up(&bench).ends_with(0);
}

#[test]
fn nushell_reaches_the_database_as_psql_does() {
    let bench = bench("postgres", "nu_psql");
    bench.room.write(
        "m/20240101000000_core_a.nu",
        "let n = (^psql -X -A -t -c 'select current_database()' | str trim)\nif $n != $env.PGDATABASE { exit 1 }\nprint $\"at ($n)\"\n",
    );
    assert!(up(&bench).ends_with(0).err.contains("at programs_nu_psql_postgres"));
}

#[test]
fn programs_find_what_is_documented_in_their_environment() {
    for engine in all() {
        let bench = bench(engine, "variables");
        let names = "NEXUSQL_TRACK NEXUSQL_NAME NEXUSQL_VERSION NEXUSQL_EXECUTION_ID NEXUSQL_ENGINE NEXUSQL_DATABASE PGHOST PGPORT PGUSER PGDATABASE SQLCMDDBNAME";
        bench
            .room
            .write("m/20240101000000_core_a.sh", format!("for name in {names}; do eval \"echo sh $name=\\$$name\"; done\n"))
            .write(
                "m/20240101000000_core_a.py",
                "import os\nfor name in sorted(os.environ):\n    if name.startswith(('NEXUSQL_', 'PG', 'SQLCMD')):\n        print('py', name + '=' + os.environ[name])\n",
            );
        let said = up(&bench).ends_with(0);
        let run = bench.ask("select execution_id from nexusql_migrations_core");
        let value = |language: &str, name: &str| {
            let begins = format!("  {language} {name}=");
            said.err.lines().find_map(|line| line.strip_prefix(&begins)).map(str::to_owned)
        };
        for language in ["sh", "py"] {
            let own = |name: &str| value(language, name).unwrap_or_default();
            assert_eq!(own("NEXUSQL_TRACK"), "core", "{engine}, {language}: {said:?}");
            assert_eq!(own("NEXUSQL_NAME"), "20240101000000_core_a");
            assert_eq!(own("NEXUSQL_VERSION"), "20240101000000");
            assert_eq!(own("NEXUSQL_EXECUTION_ID"), run);
            let dialect = match engine {
                "postgres" => "postgresql",
                "mariadb" => "mysql",
                other => other,
            };
            assert_eq!(own("NEXUSQL_ENGINE"), dialect);
            let file = if engine == "sqlite" { "test.db" } else { "" };
            assert_eq!(own("NEXUSQL_DATABASE"), file, "{engine}, {language}");
            let database = if engine == "mssql" { "programs_variables_mssql" } else { "" };
            assert_eq!(own("SQLCMDDBNAME"), database, "{engine}, {language}");
            if engine == "postgres" {
                let server = crate::common::server();
                assert_eq!(own("PGHOST"), server.socket_dir().display().to_string());
                assert_eq!(own("PGPORT"), server.port().to_string());
                assert_eq!(own("PGUSER"), server.user());
                assert_eq!(own("PGDATABASE"), "programs_variables_postgres");
            } else {
                assert_eq!(own("PGDATABASE"), "", "{engine}, {language}");
            }
        }
    }
}

#[test]
fn psql_finds_what_is_documented_in_its_variables() {
    let bench = bench("postgres", "psql");
    bench.room.write("m/20240101000000_core_a.sql", "\\set unused 1\ncreate table found as select :'migration_name' as name, :'migration_track' as track, :'migration_version' as version, :'migration_timestamp'::timestamptz as at, :'migration_execution_id' as run, :'migration_user' as who, :'migration_host' as host, :'own' as own;\n");
    let mut command = bench.room.command(&["migrate", "up", "m", "--url", &bench.url, "--var", "own=it's"]);
    said(command.env("USER", "ada").env("HOSTNAME", "build-7")).ends_with(0);
    let found = "select concat_ws('|', name, track, version, who, host, own) from found";
    assert_eq!(bench.ask(found), "20240101000000_core_a|core|20240101000000|ada|build-7|it's");
    assert_eq!(
        bench.ask("select at between now() - interval '1 minute' and now() + interval '1 second' from found"),
        "true"
    );
    assert_eq!(
        bench.ask("select run = execution_id and client = 'ada@build-7' from found, nexusql_migrations_core"),
        "true"
    );
}
