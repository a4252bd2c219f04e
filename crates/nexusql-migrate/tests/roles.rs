//! Roles belong to a server and not to a database, so they have no case in the corpus: a server of their own instead.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.
#![allow(dead_code)] // It shares a file with the corpus and uses some of it.

#[path = "corpus/bench.rs"]
mod bench;

use nexusql_base::Silent;
use nexusql_catalog::Catalog;
use nexusql_diff::{compare, plan};
use nexusql_load::live::{ReadOptions, read};
use tokio_postgres::Client;

use bench::Bench;

const ROLES: &str = "create role team; create role other_team; create role \"Ada L\"; grant team to \"Ada L\"";

/// Changes of memberships, each with the first major that has it.
const CHANGES: &[(u32, &str)] = &[
    (13, "grant team to \"Ada L\" with admin option"),
    (13, "revoke team from \"Ada L\"; grant other_team to \"Ada L\" with admin option"),
    (13, "alter role \"Ada L\" noinherit connection limit 3"),
    (16, "grant team to \"Ada L\" with inherit false, set false"),
    (16, "grant team to \"Ada L\" with admin true, set false"),
];

#[tokio::test]
async fn memberships_change_with_their_options_and_back() {
    for bench in bench::chosen() {
        let database = bench.create("roles").await.unwrap();
        for (since, change) in CHANGES.iter().filter(|(since, _)| bench.major() >= *since) {
            judge(&bench, &database, change).await;
            assert!(*since <= bench.major());
        }
        bench.drop(&database).await.unwrap();
    }
}

async fn judge(bench: &Bench, database: &str, change: &str) {
    let session = bench.connect(database).await.unwrap();
    let client = &session.client;
    client.batch_execute(ROLES).await.unwrap();
    let before = catalog(client).await;
    client.batch_execute(change).await.unwrap();
    let after = catalog(client).await;
    assert_ne!(compare(&before, &after), [], "{change}");
    for (from, to) in [(&after, &before), (&before, &after)] {
        let made = plan(from, to).unwrap();
        nexusql_migrate::run(client, &made, &Silent).await.unwrap();
        assert_eq!(compare(&catalog(client).await, to), [], "{change}: {made:#?}");
    }
    client.batch_execute("drop role team, other_team, \"Ada L\"").await.unwrap();
    session.close().await;
}

async fn catalog(client: &Client) -> Catalog {
    read(client, &ReadOptions { roles: true, implicit_owner: None }).await.unwrap()
}
