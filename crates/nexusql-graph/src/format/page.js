
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const svg = document.querySelector("svg");
const nodes = [...document.querySelectorAll(".node")];
const edges = [...document.querySelectorAll(".edge")];
const about = document.getElementById("about");
const find = document.getElementById("find");
const all = svg.getAttribute("viewBox").split(" ").map(Number);
let view = [...all], chosen = null, cluster = null;

function show() { svg.setAttribute("viewBox", view.join(" ")); }

function perPixel() { return Math.max(view[2] / svg.clientWidth, view[3] / svg.clientHeight); }

function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const [x, y] = place(event);
  const factor = Math.exp(event.deltaY * 0.0015);
  const width = Math.min(Math.max(view[2] * factor, 150), all[2] * 4);
  const scale = width / view[2];
  view = [x - (x - view[0]) * scale, y - (y - view[1]) * scale, width, view[3] * scale];
  show();
}, { passive: false });

let held = null;
svg.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY, view: [...view], moved: false }; });
window.addEventListener("pointermove", (event) => {
  if (!held) return;
  const dx = event.clientX - held.x, dy = event.clientY - held.y;
  if (Math.abs(dx) + Math.abs(dy) > 3) { held.moved = true; svg.classList.add("moving"); }
  const scale = perPixel();
  view[0] = held.view[0] - dx * scale;
  view[1] = held.view[1] - dy * scale;
  show();
});
window.addEventListener("pointerup", (event) => {
  const moved = held && held.moved;
  held = null;
  svg.classList.remove("moving");
  if (!moved && event.target === svg) { chosen = null; cluster = null; mark(); }
});

function mark(hovered = null) {
  const text = find.value.trim().toLowerCase();
  const center = hovered ?? chosen;
  const near = new Set();
  if (center !== null) {
    near.add(center);
    for (const edge of edges) {
      if (+edge.dataset.from === center) near.add(+edge.dataset.to);
      if (+edge.dataset.to === center) near.add(+edge.dataset.from);
    }
  }
  for (const node of nodes) {
    const at = +node.dataset.at, object = data.nodes[at];
    const fits = (!text || object.name.toLowerCase().includes(text) || object.details.some((line) => line.toLowerCase().includes(text)))
      && (cluster === null || +node.dataset.cluster === cluster) && (center === null || near.has(at));
    node.classList.toggle("faded", !fits);
    node.classList.toggle("chosen", at === center);
  }
  for (const edge of edges) {
    const touches = center !== null && (+edge.dataset.from === center || +edge.dataset.to === center);
    edge.classList.toggle("strong", touches);
    edge.classList.toggle("faded", (center !== null && !touches) || (center === null && (text !== "" || cluster !== null)));
  }
  tell(center);
}

function tell(at) {
  about.style.display = at === null ? "none" : "block";
  if (at === null) return;
  const object = data.nodes[at];
  const needs = edges.filter((edge) => +edge.dataset.from === at).map((edge) => data.nodes[+edge.dataset.to].name);
  const needed = edges.filter((edge) => +edge.dataset.to === at).map((edge) => data.nodes[+edge.dataset.from].name);
  about.querySelector("h2").textContent = object.name;
  about.querySelector("p").textContent = `${object.kind}, level ${data.levels[at]}`;
  const list = (head, names) => (names.length ? `\n\n${head}\n  ${names.join("\n  ")}` : "");
  about.querySelector("pre").textContent = (object.details.join("\n") + list("needs", needs) + list("needed by", needed)).trim();
}

for (const node of nodes) {
  const at = +node.dataset.at;
  node.addEventListener("pointerenter", () => { if (!held) mark(at); });
  node.addEventListener("pointerleave", () => { if (!held) mark(); });
  node.addEventListener("click", () => { chosen = chosen === at ? null : at; mark(); });
}
find.addEventListener("input", () => mark());
document.getElementById("whole").addEventListener("click", () => {
  view = [...all]; chosen = null; cluster = null; find.value = ""; show(); mark();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.getElementById("whole").click(); });

const list = document.getElementById("clusters");
data.clusters.forEach((name, at) => {
  const line = document.createElement("div");
  const color = document.createElement("i");
  color.style.setProperty("--hue", String((at * 137) % 360));
  const size = nodes.filter((node) => +node.dataset.cluster === at).length;
  line.append(color, `${name} (${size})`);
  line.addEventListener("click", () => { cluster = cluster === at ? null : at; mark(); });
  list.append(line);
});
if (!data.clusters.length) list.remove();
