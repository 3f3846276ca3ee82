// Pinned regimens: chips that name them, and the numbers of all side by side.

/* global d3 */
import { DASHES, SYMBOLS } from "./chart.js";
import { amount, element, ranges, short, unitOf, worded } from "./words.js";

const chips = document.getElementById("chips");
const holder = document.getElementById("beside-table");

function sample(role) {
  const svg = d3.create("svg").attr("class", "sample").attr("width", 34).attr("height", 12).attr("aria-hidden", "true");
  const layer = svg.append("g").attr("class", `line ${role}`);
  layer.append("path").attr("class", "typical").attr("d", "M0,6H34").attr("stroke-dasharray", DASHES[role]);
  layer.append("path").attr("class", "peak").attr("transform", "translate(17,6)").attr("d", d3.symbol(d3[SYMBOLS[role]], 34)());
  return svg.node();
}

export { sample };

/** Return a regimen's name, with a dagger where it lies outside what was studied. */
export function called(doc) { return `${short(doc.regimen)}${doc.outside ? " †" : ""}`; }

/** Show the chips; `remove` and `use` are called with a pin's place. */
export function showChips(docs, remove, use) {
  chips.replaceChildren(...docs.map((doc, place) => {
    const role = place ? `pin-${place}` : "current";
    const chip = element("li", { class: "chip" }, sample(role), element("span", {}, called(doc)));
    if (place) {
      const swap = element("button", { type: "button", title: "Make it the current one", "aria-label": `Edit ${short(doc.regimen)}` }, "Edit");
      swap.addEventListener("click", () => use(place - 1));
      const away = element("button", { type: "button", title: "Take it out of the picture", "aria-label": `Remove ${short(doc.regimen)}` }, "×");
      away.addEventListener("click", () => remove(place - 1));
      chip.append(swap, away);
    }
    return chip;
  }));
}

function cell(entry) {
  if (!entry) { return element("td", {}, "–"); }
  return element("td", {}, element("b", {}, amount(entry.typical, entry.unit)), ` ${unitOf(entry)}`, ...ranges(entry, "div"));
}

/** Show the numbers of all regimens side by side. */
export function sideBySide(docs) {
  const head = element("tr", {}, element("td"), ...docs.map((doc, place) => element(
    "th", { scope: "col" }, sample(place ? `pin-${place}` : "current"), " ", called(doc))));
  const rows = docs[0].numbers.map((entry) => element("tr", {},
    element("th", { scope: "row" }, worded(entry.label, entry.term)),
    ...docs.map((doc) => cell(doc.numbers.find((each) => each.key === entry.key))),
  ));
  const measured = element("tr", {}, element("th", { scope: "row" }, "By its exposure"),
    ...docs.map((doc) => element("td", {}, doc.label || "–")));
  const planned = element("tr", {}, element("th", { scope: "row" }, "Doses planned"),
    ...docs.map((doc) => element("td", {}, String(doc.doses.planned))));
  holder.replaceChildren(element("table", {},
    element("caption", { class: "visually-hidden" }, "Numbers of the regimens side by side"),
    element("thead", {}, head), element("tbody", {}, measured, planned, ...rows)));
}
