//! `INSERT`: rows that are there already are left out, by a key of the table or by all that is given.

use super::Kind;
use crate::again::{Again, Class, Context, Edit, Form};
use crate::exists::Lookup;
use crate::rows::{Target, changing, column_list, written_columns};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "insert"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::INSERT]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = About::new(self.name(), Verb::Rows);
        let name = tree::child(node, NodeKind::RELATION_NAME_REF).and_then(|name| Name::of(&name));
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        if tree::has(cx.node, NodeKind::ON_CONFLICT_CLAUSE) {
            return Again::Repeatable;
        }
        if tree::has(cx.node, NodeKind::DEFAULT_VALUES) {
            return Again::Not("Each run adds a row of nothing but defaults, which no key tells apart.".to_owned());
        }
        rows(cx)
    }
}

fn rows(cx: &Context<'_>) -> Again {
    let Some(name) = cx.object().map(|object| object.name.clone()) else { return crate::again::unreadable() };
    let Some(source) = cx.node.children().find(is_source) else { return crate::again::unreadable() };
    let rows: Vec<Vec<Node>> = match source.kind() {
        NodeKind::VALUES => source
            .descendants()
            .filter(|node| node.kind() == NodeKind::ROW)
            .map(|row| row.children().collect())
            .collect(),
        _ => Vec::new(),
    };
    let written = written_columns(cx.node, NodeKind::COLUMN_TARGET_LIST);
    let Some(target) = Target::new(cx, name, written, rows.first().map(Vec::len)) else {
        return Again::Not("It names no columns, and the script does not make its table: name them.".to_owned());
    };
    let given: Vec<(usize, String)> = target.columns.iter().cloned().enumerate().collect();
    let is_default = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(is_default));
    let steady = |at: usize| match rows.is_empty() {
        true => true,
        false => !rows.iter().any(|row| row.get(at).is_some_and(|value| changing(value).is_some())),
    };
    let told: Vec<String> =
        given.iter().filter(|(at, _)| steady(*at) && !is_default(*at)).map(|(_, name)| name.clone()).collect();
    let made_up = target.makes_up_values() || given.iter().any(|(at, _)| is_default(*at));
    if let Some(key) = target.key(&told, cx.at)
        && !made_up
    {
        return on_conflict(cx, &target, key);
    }
    let compared: Vec<String> = match target.key(&told, usize::MAX) {
        Some(key) => key.to_vec(),
        None if rows.is_empty() && changing(&source).is_some() => {
            let what = changing(&source).unwrap_or_default();
            return Again::Not(format!("Its rows hold what \"{what}\" returns, which is another value each time."));
        }
        None => told,
    };
    if compared.is_empty() {
        return Again::Not("Nothing that it gives tells its rows apart.".to_owned());
    }
    missing_rows(cx, &target, &source, &rows, &compared)
}

fn is_source(node: &Node) -> bool {
    matches!(
        node.kind(),
        NodeKind::VALUES | NodeKind::SELECT | NodeKind::COMPOUND_SELECT | NodeKind::PAREN_SELECT | NodeKind::TABLE
    )
}

fn is_default(value: &Node) -> bool {
    value.kind() == NodeKind::LITERAL && tree::plain(value).eq_ignore_ascii_case("default")
}

/// Lets PostgreSQL find the rows that are there, by a key that exists by now.
fn on_conflict(cx: &Context<'_>, target: &Target<'_>, key: &[String]) -> Again {
    let at = match tree::child(cx.node, NodeKind::RETURNING_CLAUSE) {
        Some(returning) => tree::range(&returning).start,
        None => cx.text.trim_end_matches(|c: char| c == ';' || c.is_whitespace()).len(),
    };
    let others: Vec<&String> = target.columns.iter().filter(|column| !key.contains(column)).collect();
    let text = if cx.replaces() && !others.is_empty() {
        let quote = nexusql_base::name::quote_ident;
        let set: Vec<String> =
            others.iter().map(|column| format!("{0} = excluded.{0}", quote(column))).collect();
        cx.keywords("on conflict (") + &column_list(key) + &cx.keywords(") do update set ") + &set.join(", ")
    } else {
        cx.keywords("on conflict do nothing")
    };
    let is_last = tree::child(cx.node, NodeKind::RETURNING_CLAUSE).is_none();
    let last_line = cx.text[..at].rsplit('\n').next().unwrap_or("");
    let before = if is_last && last_line.contains("--") { "\n" } else { " " };
    let text = if is_last { format!("{before}{text}") } else { format!("{text} ") };
    Again::Form(Form::new(Class::RowGuard).insert(at, text))
}

/// Inserts only the rows that are not there. Casts give literals the types of the columns; where the script does not know
/// them, a union with the table itself does.
fn missing_rows(cx: &Context<'_>, target: &Target<'_>, source: &Node, rows: &[Vec<Node>], compared: &[String]) -> Again {
    let dropped: Vec<usize> =
        (0..target.columns.len()).filter(|at| rows.iter().any(|row| row.get(*at).is_some_and(is_default))).collect();
    let columns: Vec<String> =
        target.columns.iter().enumerate().filter(|(at, _)| !dropped.contains(at)).map(|(_, name)| name.clone()).collect();
    let range = tree::range(source);
    let values = if dropped.is_empty() {
        cx.text[range.clone()].trim_end_matches(|c: char| c == ';' || c.is_whitespace()).to_owned()
    } else {
        if !rows.iter().all(|row| dropped.iter().all(|at| row.get(*at).is_some_and(is_default))) {
            return Again::Not("Some of its rows say DEFAULT where others give a value: write them apart.".to_owned());
        }
        let row = |row: &Vec<Node>| {
            let kept = row.iter().enumerate().filter(|(at, _)| !dropped.contains(at));
            format!("({})", kept.map(|(_, value)| &cx.text[tree::range(value)]).collect::<Vec<_>>().join(", "))
        };
        format!("values {}", rows.iter().map(row).collect::<Vec<_>>().join(", "))
    };
    let values = if source.kind() == NodeKind::VALUES { values } else { format!("({values})") };
    let list = column_list(&columns);
    let same: Vec<String> = compared.iter().map(|column| target.same(column)).collect();
    let same = same.join(" and ");
    let table = target.name.sql();
    // The same rows may be meant to be there several times.
    let guard = match cx.facts.same_before(cx.at) {
        0 => format!("not exists (select from {table} as o where {same})"),
        n => format!("(select count(*) from {table} as o where {same}) <= {n}"),
    };
    let text = if target.has_types() {
        let cast = |column: &String| {
            let sql_type = target.sql_type(column).unwrap_or_default();
            format!("v.{}::{sql_type}", nexusql_base::name::quote_ident(column))
        };
        let casts: Vec<String> = columns.iter().map(cast).collect();
        let source = if source.kind() == NodeKind::VALUES { format!("({values})") } else { values };
        format!("select {} from {source} as v ({list})\nwhere {guard}", casts.join(", "))
    } else {
        format!("select * from (select {list} from {table} where false union all {values}) as v ({list})\nwhere {guard}")
    };
    let mut edits = vec![Edit { range: range.start..source_end(cx, source), text }];
    match tree::child(cx.node, NodeKind::COLUMN_TARGET_LIST) {
        Some(written) if dropped.is_empty() => drop(written),
        Some(written) => edits.push(Edit { range: tree::range(&written), text: format!("({list})") }),
        None => {
            let Some(name) = tree::child(cx.node, NodeKind::RELATION_NAME_REF) else { return crate::again::unreadable() };
            let end = tree::child(cx.node, NodeKind::REQUIRED_AS_ALIAS).map_or(tree::range(&name).end, |alias| tree::range(&alias).end);
            edits.push(Edit { range: end..end, text: format!(" ({list})") });
        }
    }
    Again::Form(Form { edits, ..Form::new(Class::RowGuard) })
}

/// Returns where the source ends, without a semicolon that the tree may count as its own.
fn source_end(cx: &Context<'_>, source: &Node) -> usize {
    let range = tree::range(source);
    range.start + cx.text[range.clone()].trim_end_matches(|c: char| c == ';' || c.is_whitespace()).len()
}
