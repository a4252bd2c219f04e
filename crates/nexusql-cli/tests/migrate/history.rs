//! A long history, made up from a seed: functions, rows, indexes built concurrently, values of enums, conditions of psql, three
//! tracks. NEXUSQL_SEED makes another one.

use super::engines::Bench;

/// Numbers as if by chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it fits") % limit.max(1)
    }
}

fn seed() -> u64 {
    std::env::var("NEXUSQL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// What `verify` must find of a migration.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Restores,
    Not,
    None,
}

/// A history while it is written.
struct Writer {
    chance: Chance,
    track: &'static str,
    n: usize,
    n_tables: usize,
    n_values: usize,
    /// How many rows all of it leaves.
    n_rows: usize,
    ways: Vec<(String, Way)>,
}

const KINDS: usize = 10;

impl Writer {
    fn new(track: &'static str) -> Self {
        Self { chance: Chance(seed()), track, n: 0, n_tables: 0, n_values: 0, n_rows: 0, ways: Vec::new() }
    }

    /// Writes the next migration of the track. The first ones are of each kind once.
    fn write(&mut self, bench: &Bench, requires: Option<&str>) {
        let kind = if self.n < KINDS { self.n } else { self.chance.below(KINDS) };
        self.n += 1;
        let (track, n) = (self.track, self.n);
        let table = format!("{track}_t{}", self.chance.below(self.n_tables).max(1).min(self.n_tables.max(1)));
        let (what, up, down, way) = self.one(kind, n, &table);
        let name = format!("{:014}_{track}_{what}", 20_240_101_000_000_usize + n);
        let needs = requires.map(|need| format!("-- requires: {need}\n")).unwrap_or_default();
        let down = if way == Way::None { String::new() } else { format!("\n-- migrate:down\n{down}") };
        bench.room.write(&format!("m/{track}/{name}.sql"), format!("{needs}-- migrate:up\n{up}{down}"));
        self.ways.push((format!("{track}/{name}"), way));
    }

    fn one(&mut self, kind: usize, n: usize, table: &str) -> (&'static str, String, String, Way) {
        let track = self.track;
        let own = |up: String, down: &str, way| (up, down.to_owned(), way);
        let (what, (up, down, way)) = match kind {
            1 => {
                let rows = 1 + self.chance.below(5);
                let lines: String = (0..rows).map(|row| format!("{}\tit's; row {row}\\\\n\n", n * 100 + row)).collect();
                self.n_rows += rows;
                let up = format!("copy {table} (id, name) from stdin;\n{lines}\\.\n");
                ("rows", own(up, &format!("delete from {table} where id / 100 = {n};\n"), Way::Restores))
            }
            2 => {
                let up = format!(
                    "create function {track}_f{n}(x int) returns int language plpgsql as $body$\nbegin\n  if x > 0 then \
                     return x; end if;\n  perform ';'; -- begin; commit\n  return {n};\nend;\n$body$;\n"
                );
                ("function", own(up, &format!("drop function {track}_f{n};\n"), Way::Restores))
            }
            3 => {
                let up = format!("create index concurrently {track}_i{n} on {table} (name);\n");
                ("index", own(up, &format!("drop index concurrently {track}_i{n};\n"), Way::Restores))
            }
            4 => {
                let up = format!("create type {track}_e as enum ('a');\n");
                let first = self.n_values == 0;
                self.n_values += 1;
                if first {
                    ("enum", own(up, &format!("drop type {track}_e;\n"), Way::Restores))
                } else {
                    // Run again it fails, unless it says that the value may be there.
                    let word = if self.chance.below(2) == 0 { "if not exists " } else { "" };
                    let up = format!("alter type {track}_e add value {word}'v{n}';\n");
                    ("value", own(up, "-- A value cannot be taken out.\n", Way::Not))
                }
            }
            5 => {
                self.n_rows += 1;
                let up = format!(
                    "select count(*) > 1000000 as many from {table} \\gset\n\\set n {n}\n\\if :many\n  select nonsense;\n\\else\n  \
                     insert into {table} (id, name) values (:n * 100 + 99, :'migration_name');\n\\endif\n"
                );
                let down = format!("\\set n {n}\ndelete from {table} where id = :n * 100 + 99;\n");
                ("condition", own(up, &down, Way::Restores))
            }
            6 => {
                let up = format!("alter table {table} add column c{n} int default {n};\n");
                ("column", own(up, &format!("alter table {table} drop column c{n};\n"), Way::Restores))
            }
            7 => {
                let up = format!(
                    "create view {track}_v{n} as select id from {table};\ncomment on view {track}_v{n} is 'x';\n"
                );
                ("view", own(up, &format!("drop view {track}_v{n};\n"), Way::Restores))
            }
            8 => {
                let up = format!("alter table {table} alter column name set default 'd{n}';\n");
                ("default", own(up, "-- It is forgotten.\n", Way::Not))
            }
            9 => ("analyze", own(format!("analyze {table};\n"), "", Way::None)),
            _ => {
                self.n_tables += 1;
                let table = format!("{track}_t{}", self.n_tables);
                let up = format!("create table {table} (id int primary key, name text);\n");
                ("table", own(up, &format!("drop table {table};\n"), Way::Restores))
            }
        };
        (what, up, down, way)
    }
}

#[test]
fn a_long_history_runs_to_its_end_and_then_has_nothing_to_do() {
    for mode in ["run", "file"] {
        let bench = Bench::new("postgres", &format!("migrate_history_{mode}"));
        let mut tracks = ["billing", "core", "stats"].map(Writer::new);
        for n in 0..107 {
            for (at, track) in tracks.iter_mut().enumerate() {
                let need = (at == 1 && n == 60).then(|| format!("stats/{}", 20_240_101_000_000_usize + 40));
                track.write(&bench, need.as_deref());
            }
        }
        let n = tracks.iter().map(|track| track.n).sum::<usize>();
        assert!(n > 300, "{n}");
        let said = bench.migrate(&["up", "--transaction", mode]).ends_with(0);
        assert_eq!(said.out.lines().filter(|line| line.starts_with("applied ")).count(), n);
        let needed = said.out.find("applied stats/20240101000040").expect("it has run");
        assert!(needed < said.out.find("applied core/20240101000061").expect("it has run"));
        assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
        bench.migrate(&["status"]).ends_with(0);
        for track in &tracks {
            let tables: Vec<String> =
                (1..=track.n_tables).map(|t| format!("select id from {}_t{t}", track.track)).collect();
            let rows = bench.ask(&format!("select count(*) as n from ({}) t", tables.join(" union all ")));
            assert_eq!(rows, track.n_rows.to_string(), "{mode} {}", track.track);
            let noted =
                bench.ask(&format!("select count(*) as n from nexusql_migrations_{} where success", track.track));
            assert_eq!(noted, track.n.to_string(), "{mode} {}", track.track);
        }
        assert_eq!(bench.ask("select count(*) as n from pg_index where not indisvalid"), "0");
    }
}

#[test]
fn verify_tells_of_each_way_down_whether_it_restores() {
    let bench = Bench::new("postgres", "migrate_history_verify");
    let (mut core, mut other) = (Writer::new("core"), Writer::new("other"));
    for _ in 0..20 {
        core.write(&bench, None);
    }
    for _ in 0..3 {
        other.write(&bench, None);
    }
    let said = bench.room.run(&["migrate", "verify", "m", "--track", "core"]).ends_with(1);
    for (id, way) in &core.ways {
        let told = said.out.contains(&format!("{id}: "));
        assert_eq!(told, *way == Way::Not, "{id}: {}", said.out);
    }
    let count = |wanted| core.ways.iter().filter(|(_, way)| *way == wanted).count();
    let (restored, without, faults) = (count(Way::Restores), count(Way::None), count(Way::Not));
    assert!(faults >= 2, "{said:?}");
    let line = format!("{restored} migrations restored by their ways down, {without} without one, {faults} faults");
    assert!(said.out.contains(&line), "{line}: {}", said.out);
}
