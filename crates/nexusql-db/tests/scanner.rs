//! The scanner of parameters without a server: places where a colon is none, and texts made at random.
//!
//! What a server is sent differs from the text only at the parameters. The engines' own suites run the like on servers.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use nexusql_db::{Params, parameters, translate};

const BOTH: &[&str] = &["sqlite", "postgresql"];
const EVERY: &[&str] = &["sqlite", "postgresql", "mysql"];
const MYSQL: &[&str] = &["mysql"];
const SQLITE: &[&str] = &["sqlite"];
const POSTGRES: &[&str] = &["postgresql"];

/// Texts in which `:real` is the only parameter.
const TEXTS: &[(&[&str], &str)] = &[
    (EVERY, "select ':a', :real"),
    (EVERY, "select 'it''s :a', :real"),
    (EVERY, "select ''':a''', :real"),
    (EVERY, "select '', :real, ':a'"),
    (BOTH, "select '\\', :real, ':a'"),
    (EVERY, "select ':a\n:b', :real"),
    (EVERY, "select '-- :a', :real -- ':b"),
    (EVERY, "select '/* :a', :real, '*/ :b'"),
    (EVERY, "select '\":a', :real, '\":b'"),
    (EVERY, "select N':a', :real"),
    (EVERY, "select x'00', ':a', :real"),
    (EVERY, "select \":a\" from t where \"b:c\" = :real"),
    (EVERY, "select \"x\"\":a\" from t where b = :real"),
    (EVERY, "select \"'\", :real, \"':a\""),
    (EVERY, "select \"--\" , :real, \":a\""),
    (EVERY, "select \"/*\", :real, \":a*/\""),
    (EVERY, "-- :a\nselect :real"),
    (EVERY, "-- it's :a\r\nselect :real"),
    (EVERY, "select :real -- :a"),
    (BOTH, "select :real --:a"),
    (BOTH, "select :real--:a\n, 1"),
    (EVERY, "/* :a */ select :real"),
    (EVERY, "/*:a*/select :real/*:b*/"),
    (EVERY, "/** :a **/ select :real"),
    (EVERY, "/* -- :a */ select :real"),
    (EVERY, "/* it's :a */ select :real /* \" */"),
    (EVERY, "/*/ :a */ select :real"),
    (EVERY, "select :real /* :a"),
    (EVERY, "select :real, ':a"),
    (EVERY, "select :real, \":a"),
    (EVERY, "select 1 - :real -- - :a"),
    (EVERY, "select 4 / :real /* / :a */"),
    (EVERY, "select '12:30:45', :real"),
    (EVERY, "select 'a:b', 'http://h:80/:a', :real"),
    (EVERY, "select '{\"a\": 1, \"b\"::c}', :real"),
    (EVERY, "select :real, 'é:a', \"ü:b\""),
    (EVERY, "select :real, '😀:a'"),
    (EVERY, "select :real || ':a' || :real"),
    (EVERY, "insert into t (a) values (:real) -- , (:b)"),
    (EVERY, "select 1 where ':a' = :real and ':real' <> ':a'"),
    (EVERY, "select : a, :real"),
    (EVERY, "select :1, :real"),
    (EVERY, "select a:b, :real"),
    (EVERY, "select 1:b, :real"),
    (EVERY, "select (1):b, :real"),
    (EVERY, "select 'a':b, :real"),
    (EVERY, "select \"a\":b, :real"),
    (EVERY, "select :real:b"),
    (EVERY, "select :real :b"),
    (EVERY, "select :real := :+ 1"),
    (EVERY, "a ::: b :real"),
    (EVERY, "select 1.5:a, :real"),
    (EVERY, "select 1e5:a, :real"),
    (EVERY, "select case when :real = 1 then ':a' else \":b\" end"),
    (SQLITE, "select `:a` from t where b = :real"),
    (SQLITE, "select `x``:a`, :real"),
    (SQLITE, "select [:a] from t where b = :real"),
    (SQLITE, "select [a]:b], :real"),
    (SQLITE, "select [it's :a], :real, [']"),
    (SQLITE, "/* /* :a */ select :real"),
    (SQLITE, "select '\\', :real, '\\:a'"),
    (SQLITE, "select $$, :real, $$"),
    (POSTGRES, "select :real::text"),
    (POSTGRES, "select a::text, :real"),
    (POSTGRES, "select 'x'::text, :real"),
    (POSTGRES, "select a :: text, :real"),
    (POSTGRES, "select (a)::int4[], :real"),
    (POSTGRES, "select '1'::\"my:type\", :real"),
    (POSTGRES, "select 1::int::text, :real"),
    (POSTGRES, "select :real::int::text::varchar(5)"),
    (POSTGRES, "select null::a, :real"),
    (POSTGRES, "select E'\\':a', :real"),
    (POSTGRES, "select e'\\\\', :real, e'\\':a'"),
    (POSTGRES, "select E'it''s :a', :real"),
    (POSTGRES, "select E'a'\n'\\':a', :real"),
    (POSTGRES, "select 'a'\n':a', :real"),
    (POSTGRES, "select B'101', X'1F', ':a', :real"),
    (POSTGRES, "select U&'\\0061:a', :real"),
    (POSTGRES, "select U&\"\\0061:a\", :real"),
    (POSTGRES, "select $$:a$$, :real"),
    (POSTGRES, "select $$it's :a$$, :real"),
    (POSTGRES, "select $t$:a$t$, :real"),
    (POSTGRES, "select $t$ $$ :a $$ $t$, :real"),
    (POSTGRES, "select $t$ $T$ :a $t$, :real"),
    (POSTGRES, "select $é$:a$é$, :real"),
    (POSTGRES, "select $_1$:a$_1$, :real"),
    (POSTGRES, "select a$b$c, :real, d$b$:x"),
    (POSTGRES, "select :real, $$:a"),
    (POSTGRES, "/* /* :a */ :b */ select :real"),
    (POSTGRES, "/* /* /* */ */ ':a */ select :real"),
    (POSTGRES, "select a[1:2], :real"),
    (POSTGRES, "select a[1:2][3:4], :real"),
    (POSTGRES, "select a[:2], :real"),
    (POSTGRES, "select a[1:], :real"),
    (POSTGRES, "select a[:], :real"),
    (POSTGRES, "select a[i:j], :real"),
    (POSTGRES, "select a[i :j], :real"),
    (POSTGRES, "select a[(i):j], :real"),
    (POSTGRES, "select a[b[1]:c], :real"),
    (POSTGRES, "select a[f(1):c], :real"),
    (POSTGRES, "select a[\"i\":j], :real"),
    (POSTGRES, "select a[1 : 2], :real"),
    (POSTGRES, "select v ? 'a', v ?| :real, v ?& b"),
    (POSTGRES, "select v @> ':a', v -> :real, v #>> '{:b}'"),
    (POSTGRES, "select f(a := 1, b => :real)"),
    (POSTGRES, "select f(a:=:real)"),
    (POSTGRES, "select a @@ ':b', :real"),
    (POSTGRES, "select '(:a)'::point, :real"),
    (POSTGRES, "select interval '1:30', time '12:30', :real"),
    (POSTGRES, "select timestamp '2024-01-01 12:30:00+02:00' at time zone :real"),
    (POSTGRES, "select \"a\"::text, :real"),
    (POSTGRES, "select (array[1,2,3])[2:3], :real"),
    (POSTGRES, "select ('{1,2}'::int[])[1:1], :real"),
    (POSTGRES, "select x::jsonb ? 'a:b', :real"),
    (SQLITE, "-- :a\r:b\nselect :real"),
    (MYSQL, "-- :a\r:b\nselect :real"),
    (POSTGRES, "-- :a\rselect :real"),
    (MYSQL, "select 'it\\'s :a', :real"),
    (MYSQL, "select '\\\\', :real, '\\':a'"),
    (MYSQL, "select \"a\\\":a\", :real"),
    (MYSQL, "select \"it's :a\", :real, '\":b'"),
    (MYSQL, "select \"a\"\":b\", :real"),
    (MYSQL, "select `:a` from t where b = :real"),
    (MYSQL, "select `x``:a`, `y\\`, :real"),
    (MYSQL, "# :a\nselect :real"),
    (MYSQL, "# it's :a\r :b\nselect :real # :c"),
    (MYSQL, "select :real#:a"),
    (MYSQL, "select 5--1, :real -- :a"),
    (MYSQL, "select :real --\t:a"),
    (MYSQL, "select :real --\n, 1"),
    (MYSQL, "select :real --"),
    (MYSQL, "/*! :a */ select :real"),
    (MYSQL, "/*!50000 :a */ select :real /*M! :b */"),
    (MYSQL, "/*+ :a */ select :real"),
    (MYSQL, "/* /* :a */ select :real"),
    (MYSQL, "set @a := :real, @`b:c` := 1"),
    (MYSQL, "select @a:=@a+:real"),
    (MYSQL, "select @@session.sql_mode, :real"),
    (MYSQL, "select N':a', _utf8mb4':b', x'3a61', b'01', :real"),
    (MYSQL, "select 'a' ':b' \":c\", :real"),
    (MYSQL, "select j->'$.a:b', j->>\"$.c\", :real"),
    (MYSQL, "select $$, :real, $$"),
    (MYSQL, "again:loop set a = :real; end loop again"),
    (MYSQL, "select interval :real day + date ':a'"),
    (MYSQL, "insert into t values (:real) on duplicate key update v = values(v) -- :a"),
];

fn placeholder(scheme: &str) -> &'static str {
    match scheme {
        "sqlite" => "?1",
        "mysql" => "?",
        _ => "$1",
    }
}

#[test]
fn only_the_parameter_is_replaced() {
    let mut n = 0;
    for (schemes, text) in TEXTS {
        for scheme in *schemes {
            n += 1;
            let names = parameters(scheme, text).unwrap_or_else(|error| panic!("{scheme}: {text}: {error:?}"));
            assert_eq!(names, ["real"], "{scheme}: {text}");
            let sent = translate(scheme, text, [("real", 1)]).unwrap().text;
            assert_same(text, &sent, placeholder(scheme));
        }
    }
    assert!(n >= 150, "{n} places");
}

#[test]
fn an_escaped_colon_is_a_colon() {
    for (text, wanted) in [
        ("select \\:a, :real", "select :a, $1"),
        ("select a[\\:b], :real", "select a[:b], $1"),
        ("select '\\:a', :real", "select '\\:a', $1"),
        ("select \\:\\:real, :real", "select ::real, $1"),
    ] {
        assert_eq!(translate("postgresql", text, [("real", 1)]).unwrap().text, wanted);
    }
}

/// Fails unless `sent` is `text` with every parameter replaced, `\:` unescaped, and parentheses put around lists.
fn assert_same(text: &str, sent: &str, mark: &str) {
    let (mut i, mut o) = (text.chars().peekable(), sent.chars().peekable());
    let first = mark.chars().next().unwrap();
    let differ = || panic!("more than the parameters differs:\n{text}\n{sent}");
    while let Some(c) = i.next() {
        if o.peek() == Some(&c) {
            o.next();
            continue;
        }
        match c {
            '\\' if i.peek() == Some(&':') && o.peek() == Some(&':') => {
                i.next();
                o.next();
            }
            ':' => {
                while i.next_if(|c| c.is_alphanumeric() || *c == '_' || !c.is_ascii()).is_some() {}
                let list = o.next_if(|c| *c == '(').is_some();
                let _space = o.next_if(|c| *c == ' ');
                if o.next() != Some(first) {
                    differ();
                }
                while o.next_if(char::is_ascii_digit).is_some() {}
                if list && o.next() != Some(')') {
                    differ();
                }
            }
            _ => differ(),
        }
    }
    if o.next().is_some() {
        differ();
    }
}

/// A generator of numbers, the same on each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }
}

const SCRAPS: &[&str] = &[
    "'", "\"", "`", "[", "]", "(", ")", ":", "::", ":=", ":a", ":b1", ":é", "\\", "\\:", "\\'", "--", "\n", "/*", "*/",
    "$$", "$t$", "$1", "$", "E'", "e'", "N'", "U&'", "''", " ", "\t", "select", "in", " in ", "limit", "x", "1",
    "1.5e3", ",", ";", "-", "/", "*", "@>", "#", "\u{0}", "é", "漢", "😀", "a[1:2]", "::text", "\r\n", "?", "_", ".",
    "=", "<", "|",
];

/// Whatever the text is, nothing but parameters is touched, and nothing panics.
#[test]
fn any_text_differs_only_at_the_parameters() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut n_read = 0;
    for _ in 0..60_000 {
        let text: String = (0..dice.roll(30)).map(|_| SCRAPS[dice.roll(SCRAPS.len())]).collect();
        for scheme in EVERY {
            let mark = placeholder(scheme);
            // A NUL is refused, and a bare "?" where that is a placeholder.
            let Ok(names) = parameters(scheme, &text) else { continue };
            n_read += 1;
            let given = names.into_iter().fold(Params::new(), |given, name| given.with(name, 1));
            let sent = translate(scheme, &text, given).unwrap();
            assert_same(&text, &sent.text, mark);
        }
    }
    assert!(n_read > 30_000, "{n_read} texts were read");
}

/// Expressions that have no parameter of their own.
const OPAQUE: &[&str] = &[
    "':a'",
    "'it''s :a'",
    "\":a\"",
    "/* :a */ 1",
    "1 -- :a\n",
    "'--', 2",
    "'/*', 3",
    "x.\"y:z\"",
    "f(1, ':a')",
    "(select ':a')",
    "'😀:a'",
    "1.5",
    "a",
    "case when 1 = 1 then ':a' end",
];
const OPAQUE_SQLITE: &[&str] = &["'\\'", "[a:b]", "`:a`"];
const OPAQUE_MYSQL: &[&str] =
    &["'\\':a'", "\"it's :a\"", "`:a`", "1 # :a\n", "5--1", "@a := 1", "/*! :a */ 1", "j->>'$.a:b'"];
const OPAQUE_POSTGRES: &[&str] = &[
    "'\\'",
    "a::text",
    "E'\\':a'",
    "$$:a$$",
    "$q$ $$ :a $q$",
    "a[1:2]",
    "a[b:c]",
    "/* /* :a */ :b */ 1",
    "v ? 'a'",
    "(a)::int",
    "f(a := 1)",
    "'x'::\"t:y\"",
];

/// Statements put together from parts whose parameters are known.
#[test]
fn the_parameters_that_were_put_in_are_found() {
    let mut dice = Dice(0x1234_5678_9ABC_DEF1);
    for round in 0..20_000 {
        let scheme = EVERY[round % 3];
        let own = match scheme {
            "postgresql" => OPAQUE_POSTGRES,
            "mysql" => OPAQUE_MYSQL,
            _ => OPAQUE_SQLITE,
        };
        let n_opaque = OPAQUE.len() + own.len();
        let (mut parts, mut wanted) = (Vec::new(), Vec::<String>::new());
        for _ in 0..=dice.roll(8) {
            if dice.roll(2) == 0 {
                let name = format!("p{}", dice.roll(4));
                let form = ["{}", "({})", "f({})", "1+{}", "a = {}", "{}\n", "-{}", "a <{}", "not {}"][dice.roll(9)];
                parts.push(form.replace("{}", &format!(":{name}")));
                if !wanted.contains(&name) {
                    wanted.push(name);
                }
            } else {
                let at = dice.roll(n_opaque);
                parts.push(OPAQUE.get(at).unwrap_or_else(|| &own[at - OPAQUE.len()]).to_string());
            }
        }
        let text = format!("select {}", parts.join(", "));
        assert_eq!(parameters(scheme, &text).unwrap(), wanted, "{scheme}: {text}");
    }
}
