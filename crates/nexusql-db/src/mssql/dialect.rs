//! How SQL Server's SQL is written and read.

use std::fmt::Write as _;

use chrono::NaiveDateTime;
use nexusql_base::name::delimited;

use crate::dialect::{Dialect, Returning, Upsert, check_name, quote_all};
use crate::error::Result;
use crate::params::{Brackets, EmptyList, Syntax};

/// Source: Transact-SQL reference, "Constants", "Identifiers", "Comments".
pub(super) static SYNTAX: Syntax = Syntax {
    backslash_escapes: false,
    escape_strings: false,
    backticks: false,
    brackets: Brackets::DoubledName,
    dollar_quotes: false,
    nested_comments: true,
    hash_comments: false,
    dashes_need_space: false,
    returns_end_comments: false,
    question_is_parameter: false,
    placeholder: |number, text| {
        let _ = write!(text, "@P{number}");
    },
    positional: false,
    // Text is compared with most types; a null without a type would be an integer.
    empty_list: EmptyList::Text("select cast(null as nvarchar(1)) where 1 = 0"),
};

/// SQL Server's dialect.
#[derive(Debug)]
pub(super) struct MssqlDialect;

impl Dialect for MssqlDialect {
    fn name(&self) -> &'static str {
        "mssql"
    }

    fn quote_name(&self, name: &str) -> Result<String> {
        Ok(delimited(check_name(name)?, '[', ']'))
    }

    /// It stands behind `order by`, without which there is no `offset`.
    fn limit(&self, limit: u64, offset: u64) -> String {
        // Fetching none is an error.
        let fetch = if limit == 0 { String::new() } else { format!(" fetch next {limit} rows only") };
        let offset = if limit == 0 { i64::MAX.unsigned_abs() } else { offset };
        format!("offset {offset} rows{fetch}")
    }

    fn upsert(&self, upsert: &Upsert<'_>) -> Result<String> {
        let all = quote_all(self, &upsert.all())?;
        let each = |names: &[&str], between: &str| -> Result<String> {
            let pairs: Vec<String> = names
                .iter()
                .map(|name| self.quote_name(name).map(|name| format!("target.{name} = source.{name}")))
                .collect::<Result<_>>()?;
            Ok(pairs.join(between))
        };
        let source: Vec<String> = upsert
            .all()
            .iter()
            .map(|name| self.quote_name(name).map(|name| format!("source.{name}")))
            .collect::<Result<_>>()?;
        let update = if upsert.columns.is_empty() {
            String::new()
        } else {
            format!(" when matched then update set {}", each(upsert.columns, ", ")?)
        };
        // Without the lock two that come at once would both insert.
        Ok(format!(
            "merge into {} with (holdlock) as target using (values ({})) as source ({all}) on {}{update} when not matched \
             then insert ({all}) values ({});",
            self.quote_name(upsert.table)?,
            upsert.parameters()?.join(", "),
            each(upsert.key, " and ")?,
            source.join(", "),
        ))
    }

    fn returning(&self, columns: &[&str]) -> Result<Returning> {
        let columns: Vec<String> = columns
            .iter()
            .map(|name| self.quote_name(name).map(|name| format!("inserted.{name}")))
            .collect::<Result<_>>()?;
        Ok(Returning::BeforeValues(format!("output {}", columns.join(", "))))
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn timestamp(&self, value: NaiveDateTime) -> String {
        format!("cast('{}' as datetime2)", value.format("%Y-%m-%dT%H:%M:%S%.f"))
    }

    fn now(&self) -> &'static str {
        "sysdatetime()"
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Texts, and what the server is sent with `:a` and `:b`.
    #[test]
    fn parameters_are_found_among_sql_server_s_tokens() {
        for (text, wanted) in [
            ("select :a, :b, :a", "select @P1, @P2, @P1"),
            ("select N':a', [:a], [x]]:a], \":a\", :b", "select N':a', [:a], [x]]:a], \":a\", @P1"),
            ("/* :a /* :a */ :a */ select :b -- :a", "/* :a /* :a */ :a */ select @P1 -- :a"),
            ("select 'it''s :a', '\\', :b", "select 'it''s :a', '\\', @P1"),
            ("select * from #t where v = :a", "select * from #t where v = @P1"),
            ("select geography::Point(:a, :b, 4326)", "select geography::Point(@P1, @P2, 4326)"),
            ("select @x, @@rowcount, $1, ? where v = :a", "select @x, @@rowcount, $1, ? where v = @P1"),
            ("select v from t where v in (:a) or v=:b", "select v from t where v in (@P1) or v=@P2"),
            ("select top (:a) v from t", "select top (@P1) v from t"),
            ("label\\: select :a", "label: select @P1"),
        ] {
            let template = Arc::new(crate::params::Template::new(text, &SYNTAX).unwrap());
            assert_eq!(&**template.call_many().text(), wanted, "{text}");
        }
        let given = crate::params! { ids: Vec::<i64>::new() };
        let template =
            Arc::new(crate::params::Template::new("select v from t where v not in (:ids)", &SYNTAX).unwrap());
        let text = "select v from t where v not in (select cast(null as nvarchar(1)) where 1 = 0)";
        assert_eq!(&**template.call(given).unwrap().text(), text);
    }

    #[test]
    fn names_and_clauses_are_sql_server_s() {
        let dialect = MssqlDialect;
        assert_eq!(dialect.quote_name("a]b").unwrap(), "[a]]b]");
        assert_eq!(dialect.limit(5, 10), "offset 10 rows fetch next 5 rows only");
        assert_eq!(
            dialect.upsert(&Upsert { table: "t", key: &["id"], columns: &["v"] }).unwrap(),
            "merge into [t] with (holdlock) as target using (values (:id, :v)) as source ([id], [v]) on \
             target.[id] = source.[id] when matched then update set target.[v] = source.[v] when not matched then \
             insert ([id], [v]) values (source.[id], source.[v]);"
        );
        assert_eq!(
            dialect.returning(&["id", "v"]).unwrap(),
            Returning::BeforeValues("output inserted.[id], inserted.[v]".to_owned())
        );
    }
}
