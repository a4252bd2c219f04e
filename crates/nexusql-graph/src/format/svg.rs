//! A drawing that stands alone.

use std::fmt::Write;

use crate::draw::{Drawing, HEIGHT, draw, label};
use crate::{Certainty, Graph, Report};

/// How it looks, in light and in dark; also what the page of HTML begins with.
pub(super) const STYLE: &str = include_str!("graph.css");

/// Returns the graph as SVG: what is needed stands below what needs it; a title on each box tells its columns.
pub fn svg(graph: &Graph, report: &Report) -> String {
    let drawing = draw(graph, report);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {:.0} {:.0}\" width=\"{:.0}\" height=\"{:.0}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<style>{STYLE}</style>\n",
        drawing.width, drawing.height, drawing.width, drawing.height
    );
    text.push_str("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    text.push_str(&body(graph, report, &drawing, true));
    text + "</svg>\n"
}

/// Returns what is drawn, without the frame; with titles that show when the pointer rests, if they are wanted.
pub(super) fn body(graph: &Graph, report: &Report, drawing: &Drawing, with_titles: bool) -> String {
    let mut text =
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" class=\"tip\"/></marker></defs>\n<g id=\"world\">\n"
            .to_owned();
    for edge in graph.edges() {
        let (from, to) = (drawing.spots[edge.from], drawing.spots[edge.to]);
        let (x1, x2) = (from.x + from.width / 2.0, to.x + to.width / 2.0);
        let (y1, y2) = if from.y > to.y { (from.y, to.y + HEIGHT) } else { (from.y + HEIGHT, to.y) };
        let bend = ((y2 - y1) / 2.0).clamp(-60.0, 60.0);
        let class = match edge.certainty {
            Certainty::Recorded => "edge",
            Certainty::Body => "edge body",
            Certainty::Guess => "edge guess",
        };
        let _ = writeln!(
            text,
            "<path class=\"{class}\" data-from=\"{}\" data-to=\"{}\" marker-end=\"url(#tip)\" \
             d=\"M{x1:.1} {y1:.1}C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {y2:.1}\"/>",
            edge.from,
            edge.to,
            y1 + bend,
            y2 - bend
        );
    }
    for (at, (node, spot)) in graph.nodes().iter().zip(&drawing.spots).enumerate() {
        let in_cycle = report.levels.cycles.iter().any(|cycle| cycle.members.contains(&at));
        let hue = spot.cluster * 137 % 360;
        let _ = write!(
            text,
            "<g class=\"node{}\" data-at=\"{at}\" data-cluster=\"{}\" style=\"--hue:{hue}\" transform=\"translate({:.1} {:.1})\">\
             <rect width=\"{:.1}\" height=\"{HEIGHT}\" rx=\"6\"/><text x=\"{:.1}\" y=\"19\" text-anchor=\"middle\">{}</text>",
            if in_cycle { " cycle" } else { "" },
            spot.cluster,
            spot.x,
            spot.y,
            spot.width,
            spot.width / 2.0,
            escaped(&label(&node.name))
        );
        if !with_titles {
            text.push_str("</g>\n");
            continue;
        }
        let details = node.details.join("\n");
        let _ = writeln!(text, "<title>{}</title></g>", escaped(&format!("{} {}\n{details}", node.kind, node.name)));
    }
    text + "</g>\n"
}

/// Returns `text` as it stands in HTML and SVG.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
