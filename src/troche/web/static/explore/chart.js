// One panel drawn with D3's scales, axes and shapes. Colours are classes, so light and dark need no redraw.

/* global d3 */
import { number } from "./words.js";

const MARGINS = { top: 8, right: 10, bottom: 34, left: 46 };
const STRIP = { ...MARGINS, bottom: 20 };
const SYMBOLS = { current: "symbolCircle", "pin-1": "symbolSquare", "pin-2": "symbolTriangle", "pin-3": "symbolDiamond" };
const DASHES = { current: null, placebo: "2 3", second: null, "pin-1": "10 4", "pin-2": "5 3", "pin-3": "12 3 3 3" };
export { DASHES, SYMBOLS };

function ceiling(panel) {
  const tops = [];
  for (const { signal, role, bare } of panel.lines) {
    tops.push(d3.max(signal.typical));
    if (role === "current" && !bare) { tops.push(d3.max(signal.people?.p95 ?? []), d3.max(signal.knowledge?.p95 ?? [])); }
  }
  for (const point of panel.points) { tops.push(point.high ?? point.y); }
  return d3.max(tops) ?? 1;
}

function floor(panel) {
  const lows = panel.lines.flatMap(({ signal, role, bare }) => [
    d3.min(signal.typical), ...(role === "current" && !bare ? [d3.min(signal.people?.p5 ?? []), d3.min(signal.knowledge?.p5 ?? [])] : []),
  ]);
  for (const point of panel.points) { lows.push(point.low ?? point.y); }
  return d3.min(lows) ?? 0;
}

function scaleY(panel, height, margin) {
  const top = ceiling(panel);
  const range = [height - margin.bottom, margin.top];
  if (panel.log && top > 0) { return d3.scaleLog().domain([top / 1000, top * 1.2]).range(range).clamp(true); }
  const low = Math.min(panel.least[0], floor(panel));
  return d3.scaleLinear().domain([low, Math.max(panel.least[1], low + (top - low) * 1.04)]).nice(4).range(range);
}

function axes(svg, panel, x, y, width, height, margin) {
  const ticksX = Math.max(3, Math.min(9, Math.floor(width / 60)));
  const unitX = d3.scaleLinear().domain(x.domain().map((value) => value / panel.perUnit)).range(x.range());
  const step = panel.xEnd > 12 ? (width > 420 ? 3 : 6) : panel.xEnd > 4 ? 2 : 1;
  const every = panel.group === "hours" ? d3.range(0, panel.xEnd + 0.01, step) : null;
  const bottom = d3.axisBottom(unitX).tickSizeOuter(0).tickSize(4);
  if (every) { bottom.tickValues(every); } else { bottom.ticks(ticksX); }
  const left = d3.axisLeft(y).tickSize(-(width - margin.left - margin.right)).tickSizeOuter(0);
  if (panel.log) { left.ticks(4, (value) => number(value)); }
  else { left.ticks(panel.strip ? 2 : panel.low ? 3 : 5).tickFormat((value) => number(value)); }
  svg.append("g").attr("class", "axis grid-lines").attr("transform", `translate(${margin.left},0)`).call(left)
    .call((g) => g.select(".domain").remove());
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - margin.bottom})`).call(bottom);
  if (!panel.strip || panel.lastStrip) {
    svg.append("text").attr("class", "axis-name").attr("x", (margin.left + width - margin.right) / 2)
      .attr("y", height - 4).attr("text-anchor", "middle").text(panel.axis);
  }
}

function hatch(svg, id) {
  const pattern = svg.append("defs").append("pattern").attr("id", id).attr("width", 9).attr("height", 9)
    .attr("patternUnits", "userSpaceOnUse").attr("patternTransform", "rotate(45)");
  pattern.append("line").attr("class", "hatch").attr("y2", 9);
}

function bands(svg, panel, each, x, y) {
  const { times, signal, role } = each;
  const inside = panel.log ? (value) => Math.max(value, y.domain()[0]) : (value) => value;
  const area = (band) => d3.area().x((_, i) => x(times[i])).y0((_, i) => y(inside(band.p5[i]))).y1((_, i) => y(inside(band.p95[i])))(times);
  const path = (values) => d3.line().x((_, i) => x(times[i])).y((_, i) => y(inside(values[i])))(values);
  const layer = svg.append("g").attr("class", `band ${role}`);
  if (signal.people) { layer.append("path").attr("class", "people").attr("d", area(signal.people)); }
  if (signal.knowledge) {
    const id = `hatch-${panel.key}`;
    hatch(svg, id);
    layer.append("path").attr("class", "knowledge-fill").attr("fill", `url(#${id})`).attr("d", area(signal.knowledge));
    for (const edge of ["p5", "p95"]) {
      layer.append("path").attr("class", "knowledge-edge").attr("d", path(signal.knowledge[edge]));
    }
  }
}

function stroke(svg, panel, each, x, y) {
  const { times, signal, role, outside } = each;
  const inside = panel.log ? (value) => Math.max(value, y.domain()[0]) : (value) => value;
  const layer = svg.append("g").attr("class", `line ${role}${outside && role !== "placebo" && role !== "second" ? " outside" : ""}${each.dots ? " peaks" : ""}`);
  const d = d3.line().x((_, i) => x(times[i])).y((_, i) => y(inside(signal.typical[i])))(signal.typical);
  if (each.dots && signal.typical.length < 90) {
    const symbol = d3.symbol(d3[SYMBOLS[role]] ?? d3.symbolCircle, signal.typical.length > 40 ? 14 : 30)();
    layer.selectAll("path").data(signal.typical).join("path").attr("class", "peak").attr("d", symbol)
      .attr("transform", (value, i) => `translate(${x(times[i])},${y(value)})`);
  }
  if (!each.dots || signal.typical.length > 1) {
    layer.append("path").attr("class", "typical").attr("d", d).attr("stroke-dasharray", DASHES[role]);
    // Two rails with paper between them: the shape says "outside", the dashes still say which regimen.
    if (outside && !each.dots && role !== "placebo" && role !== "second") { layer.append("path").attr("class", "hollow").attr("d", d).attr("stroke-dasharray", DASHES[role]); }
  }
  if (role === "second") {
    const at = Math.min(times.length - 1, d3.maxIndex(signal.typical) + Math.round(times.length / 6));
    layer.append("text").attr("class", "direct").attr("x", x(times[at])).attr("y", y(inside(signal.typical[at])) - 5).text("norketamine");
  }
}

function reference(svg, panel, x, y) {
  if (!panel.reference) { return; }
  const { at, words } = panel.reference;
  const [left, right] = x.range();
  const layer = svg.append("g").attr("class", "reference");
  layer.append("line").attr("x1", left).attr("x2", right).attr("y1", y(at)).attr("y2", y(at));
  layer.append("text").attr("x", right - 4).attr("y", y(at) - 5).attr("text-anchor", "end").text(panel.strip ? "" : words);
}

function observed(svg, panel, x, y) {
  const layer = svg.append("g").attr("class", "observed");
  for (const point of panel.points) {
    if (point.low !== null && point.high !== null) {
      layer.append("line").attr("x1", x(point.x)).attr("x2", x(point.x)).attr("y1", y(point.low)).attr("y2", y(point.high));
    }
    layer.append("circle").attr("cx", x(point.x)).attr("cy", y(point.y)).attr("r", 4.5);
  }
}

function heightOf(panel, width) {
  if (panel.strip) { return panel.lastStrip ? 96 : 82; }
  if (panel.key === "mood") { return Math.min(320, Math.max(250, width * 0.4)); }
  return panel.low ? 150 : 210;
}

/** Draw a panel into its canvas and return the scales that marks and the pointer need. */
export function draw(canvas, panel, label, room) {
  const width = Math.max(220, room || 320);
  const height = heightOf(panel, width);
  const margin = panel.strip && !panel.lastStrip ? STRIP : MARGINS;
  canvas.querySelector("svg")?.remove();
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height)
    .attr("role", "img").attr("aria-label", label);
  const x = d3.scaleLinear().domain([0, panel.xEnd]).range([margin.left, width - margin.right]);
  const y = scaleY(panel, height, margin);
  axes(svg, panel, x, y, width, height, margin);
  const clip = `clip-${panel.key}`;
  svg.append("defs").append("clipPath").attr("id", clip).append("rect").attr("x", margin.left - 4).attr("y", 0)
    .attr("width", width - margin.left - margin.right + 8).attr("height", height - margin.bottom + 3);
  const inner = svg.append("g").attr("clip-path", `url(#${clip})`);
  for (const each of panel.lines) { if (each.role === "current") { bands(inner, panel, each, x, y); } }
  for (const each of [...panel.lines].reverse()) { stroke(inner, panel, each, x, y); }
  reference(inner, panel, x, y);
  if (panel.doses) {
    inner.append("g").attr("class", "doses").selectAll("line").data(panel.doses).join("line")
      .attr("x1", (day) => x(day)).attr("x2", (day) => x(day)).attr("y1", height - margin.bottom).attr("y2", height - margin.bottom - 7);
  }
  observed(inner, panel, x, y);
  canvas.prepend(svg.node());
  return { svg, x, y, width, height, margin };
}
