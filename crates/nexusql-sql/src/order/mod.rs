//! A first guess at an order in which statements load: what makes a name comes before what mentions it.
//!
//! Not here: knowing. Names are compared as tokens, without scopes or search paths; the loader runs the guess on a
//! server and tries again what fails.

mod names;
mod sort;

use std::collections::HashMap;

use crate::{Statement, Tag};
use names::{Names, Reading};
use sort::stable_topological_order;

/// Returns the indexes of `statements` in an order that is likely to load.
///
/// The original order stands wherever nothing forces another, and within a circle of needs. Schemas and extensions
/// come as early as their own needs allow, since what an extension makes cannot be seen.
/// A file that sets or asks for session state (`SET`, `BEGIN`, `set_config`) stays together and in its order; one that
/// changes data or drops things stays in its order.
///
/// Cost: near linear in the length of the text.
pub fn load_order(statements: &[Statement<'_>]) -> Vec<usize> {
    let readings: Vec<Reading<'_>> = statements.iter().map(|statement| Reading::of(statement.text)).collect();
    let tags: Vec<Tag> = readings.iter().map(|reading| reading.tag).collect();
    let units = Units::group(statements, &tags);

    let mut names = Names::default();
    for (reading, unit) in readings.iter().zip(&units.of_statement) {
        if let Some(name) = &reading.made {
            names.make(*unit, name.clone());
        }
    }
    let mut edges = units.chains;
    edges.extend(names.makers());
    let mut found = Vec::new();
    for (reading, unit) in readings.into_iter().zip(&units.of_statement) {
        reading.mentions(&mut |name| names.find(name, &mut found));
        edges.extend(found.drain(..).map(|name| (name, *unit)));
    }

    let n_units = units.members.len();
    let n_nodes = n_units + names.len();
    let edges = edges.into_iter().map(|(before, after)| (before.index(n_units), after.index(n_units)));
    let order = stable_topological_order(n_units, n_nodes, edges, |unit| {
        let first = units.members[unit][0];
        let early = matches!((tags[first].verb, tags[first].kind), ("CREATE", "SCHEMA" | "EXTENSION"));
        (!early, first)
    });
    order.into_iter().flat_map(|unit| units.members[unit].iter().copied()).collect()
}

/// Returns the schema, if it is written, and the name of what the statement makes, if others can mention that.
///
/// A trigger, a rule or a policy has none: it belongs to its table.
pub fn made_name(text: &str) -> Option<(Option<String>, String)> {
    let (schema, name) = Reading::of(text).made?.into_global()?;
    Some((schema.map(Into::into), name.into()))
}

/// Something that comes before or after something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    /// Statements that move together.
    Unit(usize),
    /// A name: after all that make it, before all that need it. It keeps the edges few where many share a name.
    Name(usize),
}

impl Node {
    fn index(self, n_units: usize) -> usize {
        match self {
            Self::Unit(unit) => unit,
            Self::Name(name) => n_units + name,
        }
    }
}

/// Statements grouped by what must move together.
struct Units {
    /// The statements of each unit, in their order; never empty.
    members: Vec<Vec<usize>>,
    of_statement: Vec<Node>,
    /// What keeps the order of a file whose statements may move apart.
    chains: Vec<(Node, Node)>,
}

impl Units {
    fn group(statements: &[Statement<'_>], tags: &[Tag]) -> Self {
        let mut files: HashMap<&str, FileState> = HashMap::new();
        for (statement, tag) in statements.iter().zip(tags) {
            let file = files.entry(statement.file).or_default();
            file.freedom = file.freedom.min(freedom(statement, *tag));
        }
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut of_statement = Vec::with_capacity(statements.len());
        let mut chains = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            let file = files.entry(statement.file).or_default();
            let unit = match (file.freedom, file.last_unit) {
                (Freedom::None, Some(unit)) => {
                    members[unit].push(index);
                    unit
                }
                (freedom, last_unit) => {
                    let unit = members.len();
                    members.push(vec![index]);
                    if let (Freedom::InOrder, Some(last)) = (freedom, last_unit) {
                        chains.push((Node::Unit(last), Node::Unit(unit)));
                    }
                    unit
                }
            };
            file.last_unit = Some(unit);
            of_statement.push(Node::Unit(unit));
        }
        Self { members, of_statement, chains }
    }
}

#[derive(Default)]
struct FileState {
    freedom: Freedom,
    last_unit: Option<usize>,
}

/// How far the statements of a file may move; the least free one speaks for its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Freedom {
    /// Not at all: what stands between them counts.
    None,
    /// Apart, but not past one another.
    InOrder,
    /// Freely.
    #[default]
    Full,
}

fn freedom(statement: &Statement<'_>, tag: Tag) -> Freedom {
    match tag.verb {
        "CREATE" | "ALTER" | "COMMENT" | "GRANT" | "REVOKE" | "SECURITY" => Freedom::Full,
        "SET" | "RESET" | "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE"
        | "DISCARD" | "LOCK" | "PREPARE" | "EXECUTE" | "DEALLOCATE" | "DECLARE" | "FETCH" | "CLOSE" | "MOVE" => {
            Freedom::None
        }
        "SELECT" if statement.text.contains("set_config") => Freedom::None,
        _ => Freedom::InOrder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Script;

    /// Returns the statements of `files` in the order proposed.
    fn ordered<'a>(files: &[(&'a str, &'a str)]) -> Vec<&'a str> {
        let pieces = files.iter().flat_map(|(file, text)| Script::new(file, text).pieces());
        let statements: Vec<Statement<'a>> = pieces.filter_map(|piece| piece.unwrap().statement().cloned()).collect();
        load_order(&statements).into_iter().map(|index| statements[index].sql()).collect()
    }

    #[test]
    fn what_is_needed_comes_first() {
        let text = "create view app.v as select * from app.t;
            grant select on app.v to reader;
            create table app.t (id bigint default nextval('app.ids'), kind app.kind);
            create sequence app.ids; create type app.kind as enum ();
            create schema app; create role reader;";
        let want = [
            "create schema app",
            "create sequence app.ids",
            "create type app.kind as enum ()",
            "create table app.t (id bigint default nextval('app.ids'), kind app.kind)",
            "create view app.v as select * from app.t",
            "create role reader",
            "grant select on app.v to reader",
        ];
        assert_eq!(ordered(&[("a.sql", text)]), want);
    }

    #[test]
    fn an_order_that_loads_is_kept() {
        let text = "create table b (); create table a (); create index on b (x); alter table a add b int;
            create function f() returns int language sql as 'select 1'; create view v as select f();";
        let want: Vec<&str> = text.split(';').map(str::trim).filter(|sql| !sql.is_empty()).collect();
        assert_eq!(ordered(&[("a.sql", text)]), want);
    }

    #[test]
    fn a_trigger_with_the_name_of_its_function_waits_for_it() {
        let text = "create trigger touch before update on t execute function touch();
            create function touch() returns trigger language plpgsql as $$begin return new; end$$;
            comment on trigger touch on t is ''; create table t ();";
        let order = ordered(&[("a.sql", text)]);
        let starts: Vec<_> = order.iter().map(|sql| sql.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(starts, ["create function", "create table", "create trigger", "comment on"]);
    }

    #[test]
    fn a_circle_keeps_its_order_and_what_follows_it_waits() {
        let text = "create view c as select * from b; create table a (x b); create table b (y a);";
        assert_eq!(
            ordered(&[("a.sql", text)]),
            ["create table a (x b)", "create table b (y a)", "create view c as select * from b"]
        );
    }

    #[test]
    fn a_file_with_session_state_stays_together() {
        let a = "set search_path = app; create view v as select * from t; reset search_path";
        let b = "create schema app; create table app.t ()";
        let want = [
            "create schema app",
            "create table app.t ()",
            "set search_path = app",
            "create view v as select * from t",
            "reset search_path",
        ];
        assert_eq!(ordered(&[("a.sql", a), ("b.sql", b)]), want);
    }

    #[test]
    fn a_file_with_data_stays_in_order_but_lets_others_between() {
        let a = "create table t (); insert into t default values; create view v as select f()";
        let b = "create function f() returns int language sql as $$ select count(*) from t $$";
        let want = [
            "create table t ()",
            "insert into t default values",
            "create function f() returns int language sql as $$ select count(*) from t $$",
            "create view v as select f()",
        ];
        assert_eq!(ordered(&[("a.sql", a), ("b.sql", b)]), want);
    }

    #[test]
    fn schemas_keep_equal_names_apart() {
        let text = "create view a.v as select * from a.t; create table b.t (x a.v); create table a.t ()";
        assert_eq!(
            ordered(&[("a.sql", text)]),
            ["create table a.t ()", "create view a.v as select * from a.t", "create table b.t (x a.v)"]
        );
    }

    #[test]
    fn many_statements_that_share_a_name_stay_cheap() {
        let text: String =
            (0..50_000).map(|i| format!("create function f(a t{i}) returns f language sql as '';")).collect();
        assert_eq!(ordered(&[("a.sql", &text)]).len(), 50_000);
    }
}
