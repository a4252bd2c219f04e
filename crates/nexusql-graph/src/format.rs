//! The ways to show a graph, a file each.

mod dot;
mod html;
mod json;
mod mermaid;
mod svg;
mod table;

pub use dot::dot;
pub use html::html;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;
pub use table::table;
