//! `notes URL` brings its database up to date and lists its notes; `notes URL undo` undoes all migrations.

#![allow(clippy::print_stdout)] // It is a program for a terminal.

mod slugs;

use nexusql::base::Result;
use nexusql::embed_migrations;
use nexusql::tracks::Server;
use nexusql::tracks::code::Code;
use nexusql::tracks::files::{Layout, Tree};
use nexusql::tracks::run::{DownOptions, Options, Quiet, down, up};

/// The files that the program was built with, and its own code among them.
fn migrations() -> Result<Tree> {
    embed_migrations!("migrations").read(&Layout::default())?.with_code([Code::new(slugs::FillSlugs)])
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(url) = arguments.first() else { return Err("usage: notes URL [undo]".into()) };
    let server = Server::connect(url, None, &|name| std::env::var(name).ok()).await?;
    let (tree, options) = (migrations()?, Options::default());
    if arguments.get(1).is_some_and(|word| word == "undo") {
        let all = DownOptions { n: 0, to: Some("0".to_owned()) };
        for entry in down(&server, &tree, &options, &all, &Quiet).await?.done {
            println!("undone {}", entry.name);
        }
    } else {
        for entry in up(&server, &tree, &options, &Quiet).await?.done {
            println!("applied {}", entry.name);
        }
        let notes: Vec<(String, String)> =
            server.manager.fetch_all("select slug, title from notes order by id", ()).await?;
        for (slug, title) in notes {
            println!("{slug}: {title}");
        }
    }
    server.close().await;
    Ok(())
}
