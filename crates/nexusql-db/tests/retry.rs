//! How often a transaction is run again.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nexusql_base::Diagnostic;
use nexusql_db::{DatabaseManager, Error, Kind, RetryOptions};

#[test]
fn attempts_are_counted() {
    let mut options = RetryOptions::default();
    options.wait = Duration::from_millis(1);
    let runs = AtomicU32::new(0);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = DatabaseManager::connect("sqlite::memory:").await.unwrap();
        for (fails, wanted) in [(0, Ok(0)), (2, Ok(2)), (99, Err(Kind::Deadlock))] {
            runs.store(0, Ordering::Relaxed);
            let answer = db.retry(options.clone(), async |_| {
                let n = runs.fetch_add(1, Ordering::Relaxed);
                let in_the_way = || Error::new(Kind::Deadlock, Diagnostic::error("made-up", "in the way"));
                if n < fails { Err(in_the_way()) } else { Ok(n) }
            });
            assert_eq!(answer.await.map_err(|error| error.kind()), wanted);
        }
    });
    assert_eq!(runs.load(Ordering::Relaxed), options.attempts_max);
}
