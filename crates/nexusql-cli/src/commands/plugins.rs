//! `nexusql plugins`: which programs stand in for layouts, namers and formats.

use std::fmt::Write;

use nexusql_base::Result;
use serde_json::json;

use crate::args::{DiffFormat, Plugins};
use crate::error::Exit;
use crate::{output, plugins};

/// Runs the command. No program is run.
pub fn run(arguments: &Plugins) -> Result<Exit> {
    let found = plugins::all();
    let text = match arguments.format {
        DiffFormat::Json => format!("{:#}\n", json!({ "format": "nexusql-plugins-1", "plugins": found })),
        DiffFormat::Text => {
            let mut text = String::new();
            for one in &found {
                let _ = writeln!(text, "{:6}  {:20}  {}", one.sort.name(), one.name, one.path.display());
            }
            if found.is_empty() {
                text.push_str(
                    "no plugins: programs called nexusql-layout-NAME, nexusql-namer-NAME or nexusql-format-NAME ",
                );
                text.push_str("on the PATH would be\n");
            }
            text
        }
    };
    output::print(&text)?;
    Ok(Exit::Done)
}
