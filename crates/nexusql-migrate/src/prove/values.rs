//! Values of every type, as SQL text: the `n`th one, different from the others where the type has room.

use nexusql_base::name::quote_literal;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::pattern;

/// Returns the `n`th value of `data_type` as an SQL expression, or none if no value of such a type is known.
///
/// `hints` are literals seen in checks on the column; the first attempts without them, later ones with.
pub(super) fn value(
    now: &Catalog,
    later: &Catalog,
    data_type: &str,
    n: u32,
    hints: &[String],
    attempt: u32,
) -> Option<String> {
    if attempt > 0 && !hints.is_empty() && !attempt.is_multiple_of(3) {
        return Some(hinted(data_type, n, &hints[((n + attempt) as usize) % hints.len()], attempt));
    }
    let n = match attempt % 6 {
        0 | 1 => n,
        2 => n + 10,
        3 => n + 1_000,
        4 => n % 2,
        _ => n * 3 + 1,
    };
    if data_type.ends_with("[]") {
        return Some(format!("'{{}}'::{data_type}"));
    }
    if let Some(text) = of_own_type(now, later, data_type, n, attempt) {
        return Some(text);
    }
    let base = data_type.split('(').next().unwrap_or(data_type).trim_end();
    let limit = data_type.split_once('(').and_then(|(_, rest)| rest.split([')', ',']).next()?.parse::<usize>().ok());
    let text = match base {
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "oid" | "money" => n.to_string(),
        "numeric" => (if limit.is_some_and(|digits| digits < 4) { n % 10 } else { n }).to_string(),
        "text" | "character varying" | "character" | "name" | "\"char\"" => text(n, limit, attempt),
        "boolean" => if n.is_multiple_of(2) { "true" } else { "false" }.to_owned(),
        "uuid" => format!("'00000000-0000-4000-8000-{n:012}'::uuid"),
        "date" => format!("date '2024-01-01' + {n}"),
        "time" | "time without time zone" | "time with time zone" => format!("'10:00:00'::{data_type}"),
        "interval" => format!("interval '{n} minutes'"),
        "json" | "jsonb" => format!("'{}'::{base}", ["{}", "[]", "1"][attempt as usize % 3]),
        "bytea" => format!("'\\x{:08x}'::bytea", n),
        "inet" | "cidr" => format!("'10.0.{}.{}'::{base}", n / 256 % 256, n % 256),
        "macaddr" => format!("'00:00:00:00:{:02x}:{:02x}'::macaddr", n / 256 % 256, n % 256),
        "bit" => format!("{n}::{data_type}"),
        "bit varying" => "'1'::bit varying".to_owned(),
        "xml" => "'<a/>'::xml".to_owned(),
        "tsvector" => format!("'word{n}'::tsvector"),
        "tsquery" => "'word'::tsquery".to_owned(),
        "point" => format!("'({n},{n})'::point"),
        "int4range" | "int8range" | "numrange" | "daterange" | "tsrange" | "tstzrange" => range(base, n, attempt),
        base if base.starts_with("timestamp") => {
            format!("timestamptz '2024-01-01 00:00:00+00' + {n} * interval '1 hour'")
        }
        base if base.starts_with("time") => format!("'10:00:00'::{data_type}"),
        base if base.ends_with("multirange") => format!("'{{}}'::{base}"),
        _ => return None,
    };
    Some(text)
}

/// Returns a value made of a literal that a check mentions: itself, a text of that shape, or a text of that length.
fn hinted(data_type: &str, n: u32, hint: &str, attempt: u32) -> String {
    let length = hint.parse::<usize>().ok().filter(|length| (1..1_000).contains(length) && attempt.is_multiple_of(2));
    match (data_type, length) {
        ("bytea", Some(length)) => format!("decode(lpad('{n}', {}, '0'), 'hex')", 2 * length),
        ("text", Some(length)) => format!("lpad('{n}', {length}, '0')"),
        ("json" | "jsonb", _) if !hint.starts_with(['{', '[']) => format!("'[{n}]'::{data_type}"),
        _ => {
            let text = pattern::sample(hint, n).unwrap_or_else(|| hint.to_owned());
            format!("{}::{data_type}", quote_literal(&text))
        }
    }
}

/// Returns ranges that do not overlap, or an empty one on every other attempt.
fn range(base: &str, n: u32, attempt: u32) -> String {
    let (low, high) = (10 * n, 10 * n + 5);
    let day = |days: u32| format!("(date '2024-01-01' + {days})");
    match base {
        _ if attempt % 2 == 1 => format!("'empty'::{base}"),
        "daterange" => format!("daterange({}, {})", day(low), day(high)),
        "tsrange" | "tstzrange" => format!("{base}({}, {})", day(low), day(high)),
        _ => format!("{base}({low}, {high})"),
    }
}

fn text(n: u32, limit: Option<usize>, attempt: u32) -> String {
    let long = match attempt % 4 {
        0 | 1 => format!("sample {n}"),
        2 => format!("s{n}@example.org"),
        _ => format!("S{n}"),
    };
    let short: String = match limit {
        Some(limit) if limit < long.len() => {
            let digits = n.to_string();
            digits[digits.len().saturating_sub(limit)..].to_owned()
        }
        _ => long,
    };
    format!("'{short}'")
}

/// Returns a value of an enum, domain, composite or range type of the catalog.
fn of_own_type(now: &Catalog, later: &Catalog, data_type: &str, n: u32, attempt: u32) -> Option<String> {
    let kinds = [Kind::Enum, Kind::Domain, Kind::Composite, Kind::Range];
    let (id, body) = now.objects.iter().find(|(id, _)| kinds.contains(&id.kind()) && id.sql_name() == data_type)?;
    match body {
        Body::Enum(body) => {
            let stays = |value: &&String| match later.objects.get(id) {
                Some(Body::Enum(later)) => later.values.contains(value),
                _ => true,
            };
            let staying: Vec<&String> = body.values.iter().filter(stays).collect();
            let values: Vec<&String> = if staying.is_empty() { body.values.iter().collect() } else { staying };
            let value = values.get(n as usize % values.len().max(1))?;
            Some(format!("{}::{data_type}", quote_literal(value)))
        }
        Body::Domain(body) => {
            let checks = [now, later].into_iter().flat_map(|c| c.objects_under(Kind::DomainConstraint, id.path()));
            let hints: Vec<String> = checks
                .filter_map(|(_, body)| match body {
                    Body::DomainConstraint(check) => Some(super::sample::literals(&check.definition)),
                    _ => None,
                })
                .flatten()
                .collect();
            value(now, later, &body.base_type, n, &hints, attempt).map(|text| format!("({text})::{data_type}"))
        }
        Body::Composite(_) => {
            let n_attributes = now.objects_under(Kind::Attribute, id.path()).count();
            Some(format!("'({})'::{data_type}", ",".repeat(n_attributes.saturating_sub(1))))
        }
        Body::Range(_) => Some(format!("'empty'::{data_type}")),
        _ => None,
    }
}

/// Returns the id of the object that a foreign key's target is, as a table.
pub(super) fn table_at(path: &[String]) -> ObjectId {
    ObjectId::new(Kind::Table, path)
}
