// What is said in words: a mistake, what lies outside the evidence, the main numbers, the legend.

/* global d3 */
import { sample } from "./pins.js";
import { amount, element, ranges, short, span, SPREADS, unitOf, withUnit, worded } from "./words.js";

const id = (name) => document.getElementById(name);
const KINDS = {
  extrapolation: "Outside the studied range", schedule: "Schedule outside the studied range", "no evidence": "No evidence",
  regulator: "Regulators say", cumulative: "Cumulative exposure", model: "About the model",
};

const FIRST = ["peak", "occupancy", "felt", "difference 28", "difference end", "systolic"];

function first(doc) {
  const found = FIRST.map((key) => doc.numbers.find((each) => each.key === key)).filter(Boolean);
  return (found.length ? found : doc.numbers).slice(0, 4);
}

/** Show the one message about a mistake, and what was probably meant as a button; none clears it. */
export function mistake(detail, text, take) {
  const box = id("regimen-error");
  id("regimen").setAttribute("aria-invalid", Boolean(detail));
  if (!detail) { box.replaceChildren(); return; }
  const said = element("p", { class: "warning" }, `In the ${detail.where || "line"}: found “${detail.found}”; allowed: ${detail.allowed}.`);
  box.replaceChildren(said);
  if (detail.meant) {
    const whole = text.includes(detail.found) && detail.found ? text.replace(detail.found, detail.meant) : null;
    const button = element("button", { type: "button" }, `Did you mean “${detail.meant}”?`);
    button.addEventListener("click", () => take(whole ?? detail.meant));
    box.append(button);
  }
}

/** Say whether the current regimen lies outside what was studied. */
export function extrapolated(docs) {
  const box = id("extrapolated");
  const outside = docs.filter((doc) => doc.outside);
  box.hidden = !outside.length;
  if (!outside.length) { return; }
  const why = docs[0].outside ? docs[0].flags.find((flag) => ["extrapolation", "schedule"].includes(flag.kind))?.message ?? "" : "";
  box.replaceChildren(element("b", {}, "† Outside what was studied: "), outside.map((doc) => short(doc.regimen)).join("; "),
    `. ${why} Such lines are drawn as two thin rails.`);
}

/** Say the main numbers in one sentence, for ears as well. */
export function sentence(doc) {
  const parts = first(doc).map((each) => {
    const spread = each.people ? `, people ${span(each.people, each.unit)}`
      : each.knowledge ? `, knowledge ${span(each.knowledge, each.unit)}` : "";
    return `${each.label.charAt(0).toLowerCase()}${each.label.slice(1)} ${withUnit(each.typical, unitOf(each))}${spread}`;
  });
  id("sentence").textContent = `${short(doc.regimen)}${doc.outside ? " †" : ""}${doc.label ? ` (${doc.label})` : ""}: ${parts.join("; ")}.`;
}

function tile(entry) {
  return element("div", {}, element("dt", {}, worded(entry.label, entry.term)),
    element("dd", {}, element("b", {}, amount(entry.typical, entry.unit)), ` ${unitOf(entry)}`), ...ranges(entry, "dd"));
}

/** Show the main numbers large. */
export function tiles(doc) { id("tiles").replaceChildren(...first(doc).map(tile)); }

function swatch(draw) {
  const svg = d3.create("svg").attr("class", "sample").attr("width", 34).attr("height", 16).attr("aria-hidden", "true");
  draw(svg);
  return svg.node();
}

function explained(word) { return element("abbr", { title: SPREADS[word] }, word); }

/** Draw the legend; only what the picture holds is explained. */
export function legend(docs, hasPoints) {
  const band = swatch((svg) => svg.append("g").attr("class", "band current").append("rect").attr("class", "people").attr("width", 34).attr("height", 16));
  const knowledge = swatch((svg) => {
    svg.append("defs").append("pattern").attr("id", "hatch-legend").attr("width", 9).attr("height", 9).attr("patternUnits", "userSpaceOnUse")
      .attr("patternTransform", "rotate(45)").append("line").attr("class", "hatch").attr("y2", 9);
    const g = svg.append("g").attr("class", "band current");
    g.append("rect").attr("class", "knowledge-fill").attr("fill", "url(#hatch-legend)").attr("y", 2).attr("width", 34).attr("height", 12);
    g.append("path").attr("class", "knowledge-edge").attr("d", "M0,2H34M0,14H34");
  });
  const line = (role, dash, hollow) => swatch((svg) => {
    const g = svg.append("g").attr("class", `line ${role}${hollow ? " outside" : ""}`);
    g.append("path").attr("class", "typical").attr("d", "M0,8H34").attr("stroke-dasharray", dash);
    if (hollow) { g.append("path").attr("class", "hollow").attr("d", "M0,8H34"); }
  });
  const dot = swatch((svg) => svg.append("g").attr("class", "observed").append("circle").attr("cx", 17).attr("cy", 8).attr("r", 4.5));
  const tick = swatch((svg) => svg.append("g").attr("class", "doses").append("path").attr("d", "M8,4V14M17,4V14M26,4V14"));
  const entries = [
    [line("current", null, false), "a typical person"],
    [band, explained("people"), ": nine of ten people lie here"],
    [knowledge, explained("knowledge"), ": where the typical person may lie, as far as the evidence tells"],
    [line("placebo", "2 3", false), "on placebo"],
    docs.some((doc) => doc.outside) ? [line("current", null, true), "† outside what was studied"] : null,
    hasPoints ? [dot, "published result; choose it for its source"] : null,
    [tick, "a dose"],
  ].filter(Boolean);
  id("legend").replaceChildren(...entries.map(([picture, ...words]) => element("span", { class: "key" }, picture, element("span", {}, ...words))));
}

/** List what a reader must know, each with its sources. */
export function flags(doc) {
  id("flags").replaceChildren(...doc.flags.map((flag) => {
    const item = element("li", {}, element("b", {}, `${KINDS[flag.kind] ?? flag.kind}: `), flag.message);
    for (const key of flag.sources) {
      const source = doc.sources[key];
      const words = source?.citation ?? key;
      item.append(" ", source?.link?.startsWith("https://")
        ? element("a", { href: source.link, rel: "noopener noreferrer", target: "_blank" }, words) : element("cite", {}, words));
    }
    return item;
  }));
  id("note").textContent = doc.note;
}
