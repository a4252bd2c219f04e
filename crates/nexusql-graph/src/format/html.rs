//! A page to look around in: search, zoom, clusters, columns. It fetches nothing.

use crate::draw::draw;
use crate::{Graph, Report};

use super::svg::{STYLE, body, escaped};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// Returns the graph as a page of HTML that stands alone.
pub fn html(graph: &Graph, report: &Report, title: &str) -> String {
    let drawing = draw(graph, report);
    let drawn = body(graph, report, &drawing, false);
    let levels = &report.levels.level_of;
    let data = serde_json::json!({ "nodes": graph.nodes(), "levels": levels, "clusters": drawing.clusters });
    // A name may hold what would end the script.
    let data = data.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028");
    let parts = [
        ("@TITLE@", escaped(title)),
        ("@STYLE@", STYLE.to_owned()),
        // The search stands above the drawing.
        ("@SIZE@", format!("0 -70 {:.0} {:.0}", drawing.width, drawing.height + 70.0)),
        ("@DATA@", data),
        ("@SCRIPT@", SCRIPT.to_owned()),
        ("@DRAWN@", drawn),
    ];
    // In one pass, so that what is put in is not looked at again.
    let mut page = String::with_capacity(PAGE.len() + parts.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = PAGE;
    while let Some((start, mark, text)) =
        parts.iter().filter_map(|(mark, text)| Some((rest.find(mark)?, mark, text))).min_by_key(|(start, ..)| *start)
    {
        page.push_str(&rest[..start]);
        page.push_str(text);
        rest = &rest[start + mark.len()..];
    }
    page + rest
}
