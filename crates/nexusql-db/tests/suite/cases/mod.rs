//! The cases. A file is a topic; what can be data is data.

mod colons;
mod errors;
mod injection;
#[cfg(feature = "mysql")]
mod mysql;
mod params;
mod pool;
mod postgres;
mod reading;
mod rows;
mod schema;
mod transactions;
mod types;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use nexusql_db::{DatabaseManager, Options};

use crate::engine::{Database, Engine, Feature};

pub type Outcome = Result<(), String>;
type Run = Box<dyn FnOnce(Bench) -> BoxFuture<'static, Outcome> + Send>;

/// One case: a name, what the engine must have for it, and what is done.
pub struct Case {
    pub name: String,
    pub needs: &'static [Feature],
    pub run: Run,
}

/// What a case works on.
pub struct Bench {
    pub engine: Arc<dyn Engine>,
    pub database: Database,
}

impl Case {
    pub fn new<F>(name: impl Into<String>, run: impl FnOnce(Bench) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self { name: name.into(), needs: &[], run: Box::new(move |bench| Box::pin(run(bench))) }
    }

    pub fn needs(mut self, needs: &'static [Feature]) -> Self {
        self.needs = needs;
        self
    }

    pub fn fits(&self, engine: &dyn Engine) -> bool {
        self.needs.iter().all(|feature| engine.has(*feature))
    }
}

impl Bench {
    pub async fn connect(&self) -> Result<DatabaseManager, String> {
        self.connect_with(Options::default()).await
    }

    pub async fn connect_with(&self, options: Options) -> Result<DatabaseManager, String> {
        DatabaseManager::connect_with(&self.database.config, options).await.map_err(said)
    }

    /// Returns `text` with `int(:a)` and `text(:a)` as this engine writes them.
    pub fn sql(&self, text: &str) -> String {
        let mut sql = text.to_owned();
        for (call, write) in [("int(:", 0), ("text(:", 1)] {
            while let Some(start) = sql.find(call) {
                let end = start + sql[start..].find(')').unwrap();
                let parameter = sql[start + call.len() - 1..end].to_owned();
                let written = if write == 0 { self.engine.int(&parameter) } else { self.engine.text(&parameter) };
                sql.replace_range(start..=end, &written);
            }
        }
        sql
    }
}

/// Returns every case.
pub fn all() -> Vec<Case> {
    let topics = [
        colons::all(),
        errors::all(),
        injection::all(),
        #[cfg(feature = "mysql")]
        mysql::all(),
        params::all(),
        pool::all(),
        postgres::all(),
        reading::all(),
        rows::all(),
        schema::all(),
        transactions::all(),
        types::all(),
    ];
    topics.into_iter().flatten().collect()
}

/// An error in full.
pub fn said(error: nexusql_db::Error) -> String {
    format!("{error:?}")
}

/// Fails unless both are equal.
pub fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: T, wanted: T) -> Outcome {
    if found == wanted { Ok(()) } else { Err(format!("{what}: found {found:?}, wanted {wanted:?}")) }
}

/// Fails unless `answer` is an error of `kind`, which is returned.
pub fn refused<T>(answer: Result<T, nexusql_db::Error>, kind: nexusql_db::Kind) -> Result<nexusql_db::Error, String> {
    match answer {
        Ok(_) => Err(format!("it went well instead of failing with {kind:?}")),
        Err(error) if error.kind() == kind => Ok(error),
        Err(error) => Err(format!("it failed, but not with {kind:?}: {error:?}")),
    }
}
