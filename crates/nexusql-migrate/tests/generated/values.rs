//! Types and values of a draft.

use super::draft::{Draft, Looks, Sort};
use super::script::has;

/// What can be done with values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Integer,
    Bigint,
    Number,
    Text,
    Boolean,
    Other,
}

const BUILT_IN: &[&str] = &[
    "integer",
    "text",
    "bigint",
    "character varying(10)",
    "character varying(20)",
    "numeric(10,2)",
    "numeric",
    "boolean",
    "date",
    "timestamp with time zone",
    "jsonb",
    "uuid",
    "integer[]",
    "smallint",
    "inet",
    "timestamp without time zone",
    "double precision",
    "bytea",
    "character(3)",
    "time",
    "interval",
    "text[]",
];

const MADE: &[(Sort, &str, &str)] = &[
    (Sort::Enum, "e1", "e1"),
    (Sort::Enum, "e2", "e2"),
    (Sort::Domain, "d1", "d1"),
    (Sort::Domain, "d2", "d2"),
    (Sort::Enum, "e1", "e1[]"),
    (Sort::Composite, "c1", "c1"),
    (Sort::Composite, "c2", "c2"),
    (Sort::Range, "r1", "r1"),
    (Sort::Domain, "d1", "d1[]"),
    (Sort::Composite, "c1", "c1[]"),
];

/// Returns the type that `number` stands for; integer if the draft lacks it. Composite types hold none of their kind.
pub fn data_type(draft: &Draft, number: u8, with_composites: bool) -> String {
    let number = usize::from(number);
    let name = match number % 3 {
        0 | 1 => BUILT_IN[number % BUILT_IN.len()],
        _ => {
            let (sort, name, written) = MADE[number / 3 % MADE.len()];
            let there = has(draft, sort, name) && (with_composites || sort != Sort::Composite);
            if there { written } else { "integer" }
        }
    };
    name.to_owned()
}

/// Returns the shape of a type.
pub fn shape_of(data_type: &str) -> Shape {
    match data_type {
        "integer" | "smallint" => Shape::Integer,
        "bigint" => Shape::Bigint,
        "numeric" | "numeric(10,2)" | "double precision" => Shape::Number,
        "text" | "character varying(10)" | "character varying(20)" => Shape::Text,
        "boolean" => Shape::Boolean,
        _ => Shape::Other,
    }
}

/// Returns a default for the shape, if there is one to choose.
pub fn default(draft: &Draft, shape: Shape, number: u8) -> Option<String> {
    let number = number % 4;
    let sequence = || has(draft, Sort::Sequence, "q1").then(|| "nextval('q1')".to_owned());
    let function = |name| has(draft, Sort::Function, name);
    Some(match (shape, number) {
        (Shape::Integer | Shape::Bigint, 3) => sequence().unwrap_or_else(|| "4".to_owned()),
        (Shape::Integer | Shape::Bigint, 2) if function("f1") => "f1(3)".to_owned(),
        (Shape::Integer | Shape::Bigint | Shape::Number, number) => number.to_string(),
        (Shape::Text, 2) if function("f2") => "f2('X')".to_owned(),
        (Shape::Text, 3) => "'it''s\"\\ ' || 'x'".to_owned(),
        (Shape::Text, number) => format!("'{number}'"),
        (Shape::Boolean, number) => (number % 2 == 0).to_string(),
        (Shape::Other, _) => return None,
    })
}

pub fn enumeration(name: &str, looks: &Looks) -> String {
    let mut values = ["'a'", "'b'", "'it''s'", "'D'", "'e f'"];
    values.rotate_left(usize::from(looks[1] % 2));
    let mask = looks[0] % 31 + 1;
    let kept: Vec<&str> =
        values.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0).map(|(_, value)| *value).collect();
    format!("create type {name} as enum ({});\n", kept.join(", "))
}

pub fn domain(draft: &Draft, name: &str, looks: &Looks) -> String {
    let bases = ["integer", "text", "bigint", "numeric", "character varying(10)", "e1", "d1"];
    let mut base = bases[usize::from(looks[0] % 7)];
    if base == "e1" && !has(draft, Sort::Enum, "e1")
        || base == "d1" && (name == "d1" || !has(draft, Sort::Domain, "d1"))
    {
        base = "text";
    }
    let mut sql = format!("create domain {name} as {base}");
    let is_number = matches!(base, "integer" | "bigint" | "numeric");
    if looks[2] % 4 == 3 {
        sql += if is_number {
            " default 7"
        } else if matches!(base, "e1" | "d1") {
            ""
        } else {
            " default 'y'"
        };
    }
    if looks[3] % 6 == 5 {
        sql += " not null";
    }
    if looks[1] % 3 == 2 {
        let check = match base {
            _ if is_number => format!("value > {}", -i32::from(looks[4] % 3)),
            "e1" | "d1" => "value is not null or true".to_owned(),
            _ => format!("length(value) < {}", 100 + u32::from(looks[4] % 3)),
        };
        sql += &format!(" constraint {name}_check check ({check})");
    }
    sql + ";\n"
}

pub fn range(name: &str, looks: &Looks) -> String {
    let subtype = ["integer", "numeric", "timestamptz"][usize::from(looks[0] % 3)];
    format!("create type {name} as range (subtype = {subtype});\n")
}
