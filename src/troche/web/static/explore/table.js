// The numbers of a panel as a table, made when somebody opens it.

import { amount, element, number, span, SPREADS, worded } from "./words.js";
import { main, valueAt } from "./panels.js";

const HOURS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 18, 24];

function rowsOf(panel, times) {
  if (panel.strip) { return times.map((_, place) => place).filter((place) => place % Math.ceil(times.length / 30 || 1) === 0); }
  const wanted = panel.group === "hours" ? HOURS : Array.from({ length: Math.floor(panel.xEnd / 7) + 1 }, (_, week) => week * 7);
  const nearest = wanted.filter((time) => time <= panel.xEnd).map((time) => {
    let best = 0;
    times.forEach((each, place) => { if (Math.abs(each - time) < Math.abs(times[best] - time)) { best = place; } });
    return best;
  });
  return [...new Set(nearest)];
}

function range(band, place, unit) { return span(band && [band.p5[place], band.p95[place]], unit); }

function build(panel, names) {
  const { times, signal } = main(panel);
  const others = panel.strip ? [] : panel.lines.filter((each) => each.role !== "current");
  const when = panel.group === "hours" ? "Hours" : panel.strip ? "Day" : "Week";
  const heads = [when, `Typical (${signal.unit})`, "People", "Knowledge",
    ...others.map((each) => names[each.role] ?? each.signal.name)];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, worded(text, SPREADS[text.toLowerCase()]))));
  const body = rowsOf(panel, times).map((place) => element("tr", {},
    element("th", { scope: "row" }, number(panel.group === "hours" ? times[place] : panel.strip ? Math.floor(times[place]) + 1 : times[place] / 7)),
    element("td", {}, amount(signal.typical[place], signal.unit)),
    element("td", {}, range(signal.people, place, signal.unit)),
    element("td", {}, range(signal.knowledge, place, signal.unit)),
    ...others.map((each) => element("td", {}, amount(valueAt(each, times[place]), signal.unit))),
  ));
  return element("table", {}, element("caption", { class: "visually-hidden" }, signal.name), element("thead", {}, head), element("tbody", {}, ...body));
}

/** Keep a panel's table in step with its drawing, at no cost while it is closed. */
export function tabulate(figure, panel, names) {
  const details = figure.querySelector(".numbers");
  const show = () => {
    if (details.open) { details.querySelector("div").replaceChildren(build(panel, names)); }
  };
  details.ontoggle = show;
  show();
}
