// The page: a change asks the server, the answer is drawn, the address says it.

import { draw } from "./chart.js";
import { describe, listenDays } from "./days.js";
import { asStudy, downloads } from "./downloads.js";
import { fill, fillPeople, listen, write } from "./form.js";
import { dayAt, follow } from "./hover.js";
import { overlay } from "./marks.js";
import { extrapolated, flags, legend, mistake, sentence, tiles } from "./notices.js";
import { aloud, main, panels } from "./panels.js";
import { past } from "./past.js";
import { called, showChips, sideBySide } from "./pins.js";
import { latest, Mistake, pinned, remember } from "./request.js";
import { fromAddress, MOST_PINS, sameQuestion, toAddress } from "./state.js";
import { tabulate } from "./table.js";
import { tabs } from "./tabs.js";
import { element, short, worded } from "./words.js";

const id = (name) => document.getElementById(name);
const defaults = JSON.parse(id("choices").textContent);
const redraws = [];
window.trocheExplore = { redraws };
let state = fromAddress(location.search);
let wanted = state;
let turn = 0;
let docs = [];

const history = past(() => {
  const next = fromAddress(location.search);
  show(next, { how: "restore" });
});

function address(next) { return toAddress(next, defaults.population); }

function drawAll() {
  if (!docs.length) { return; }
  const start = performance.now();
  const all = panels(docs, state);
  const strips = all.filter((panel) => panel.strip);
  const names = { placebo: "On placebo", second: "Norketamine" };
  docs.slice(1).forEach((doc, place) => { names[`pin-${place + 1}`] = called(doc); });
  const figures = new Map(all.map((panel) => [panel, document.querySelector(`[data-panel="${panel.key}"]`)]));
  const drawn = new Set(figures.values());
  for (const figure of document.querySelectorAll("figure.panel")) { figure.hidden = !drawn.has(figure); }
  // All widths are read before anything is written, or each panel would lay the page out again.
  const rooms = new Map(all.map((panel) => [panel, figures.get(panel).querySelector(".canvas").clientWidth]));
  for (const [panel, figure] of figures) {
    panel.lastStrip = panel === strips[strips.length - 1];
    const { signal } = main(panel);
    figure.querySelector("figcaption").replaceChildren(worded(signal.name, signal.term), signal.unit ? `, ${signal.unit}` : "",
      panel.reference?.note ? element("span", { class: "quiet" }, ` (${panel.reference.note})`) : "");
    const canvas = figure.querySelector(".canvas");
    const result = draw(canvas, panel, aloud(panel, short(docs[0].regimen)), rooms.get(panel));
    overlay(canvas, panel, result, signal.unit);
    follow(canvas, panel, result);
    tabulate(figure, panel, names);
  }
  performance.measure("explore-draw", { start, end: performance.now() });
}

function tell() {
  const [current] = docs;
  showChips(docs, removePin, usePin);
  extrapolated(docs);
  legend(docs, current.published.length > 0);
  describe(current);
  tiles(current);
  sideBySide(docs);
  flags(current);
  const { mood } = current.course;
  id("no-mood").hidden = Boolean(mood);
  id("mechanisms").hidden = id("mechanism-help").hidden = id("mood-panel").hidden = !mood;
  if (!mood) { id("no-mood").textContent = "No course of mood for this group or dose: see what to know, below."; }
  else { tabs(mood, state.tab, (letter) => show({ ...wanted, tab: letter }, { how: "small" })); }
  id("pin").disabled = state.pins.length >= MOST_PINS || state.pins.includes(state.regimen);
  id("study").href = `/compare?${asStudy(docs)}`;
  for (const input of document.querySelectorAll("[name=scale], [name=hours]")) { input.checked = input.value === state[input.name]; }
}

async function withPins(next, current) {
  const found = await Promise.allSettled(next.pins.map((regimen) => pinned(next, regimen, current.weeks)));
  return found.filter((each) => each.status === "fulfilled").map((each) => each.value);
}

/** Ask, draw and say. `how`: preview (a hand still moves), commit, small (a tab), restore (Back). */
async function show(next, { how, since = performance.now() }) {
  turn += 1;
  const mine = turn;
  wanted = next;
  try {
    const asked = !docs.length || !sameQuestion(next, state) || how === "restore";
    const current = asked ? await latest(next) : docs[0];
    const samePins = next.pins.join() === state.pins.join() && docs.length === next.pins.length + 1
      && current.weeks === docs[0].weeks && next.population === state.population && next.beside === state.beside;
    const rest = samePins ? docs.slice(1) : await withPins(next, current);
    if (mine !== turn) { return; }
    if (asked && next.regimen !== current.regimen) { remember({ ...next, regimen: current.regimen }, current); }
    state = { ...next, regimen: current.regimen };
    wanted = state;
    docs = [current, ...rest];
    id("waiting").hidden = true;
    mistake(null);
    if (how !== "small") { fill(current.builder, current.regimen, how !== "preview"); fillPeople(state, current); }
    tell();
    drawAll();
    if (how === "commit") { history.commit(address(state)); }
    else if (how === "small" || how === "first") { history.replace(address(state)); }
    if (how !== "small") { sentence(current); }
    document.body.dataset.drawn = String(Number(document.body.dataset.drawn ?? 0) + 1);
    requestAnimationFrame(() => {
      redraws.push(performance.now() - since);
      performance.measure("explore-redraw", { start: since, end: performance.now() });
    });
  } catch (error) {
    if (error.name === "AbortError" || mine !== turn) { return; }
    if (!(error instanceof Mistake)) { throw error; }
    wanted = state;
    id("waiting").hidden = true;
    mistake(error.detail, next.regimen, (text) => { write(text); change({ regimen: text }); });
  }
}

function change(part, since) { return show({ ...wanted, ...part }, { how: "commit", since }); }

function removePin(place) {
  change({ pins: wanted.pins.filter((_, each) => each !== place) });
  id("pin").focus();
}

function usePin(place) {
  const regimen = state.pins[place];
  change({ regimen, pins: state.pins.map((pin, each) => (each === place ? state.regimen : pin)) });
}

let busy = false;
let waiting = null;

/** Draw while a hand moves, one question at a time, and always the last one. */
async function preview(regimen) {
  waiting = regimen;
  if (busy) { return; }
  busy = true;
  while (waiting !== null) {
    const text = waiting;
    waiting = null;
    await show({ ...wanted, regimen: text }, { how: "preview" });
  }
  busy = false;
}

listen({
  preview,
  commit(regimen) { waiting = null; change({ regimen }, performance.now()); },
  people(part) { change(part); },
});
id("pin").addEventListener("click", () => change({ pins: [...state.pins, state.regimen] }));
for (const name of ["scale", "hours"]) {
  id(name).addEventListener("change", (event) => show({ ...wanted, [name]: event.target.value }, { how: "small" }));
}
id("copy").addEventListener("click", async () => {
  try { await navigator.clipboard.writeText(location.href); id("copy").textContent = "Copied"; }
  catch (error) {
    const box = element("input", { value: location.href, readonly: true, "aria-label": "Link to this picture" });
    id("copy").replaceWith(box);
    box.select();
  }
  setTimeout(() => { id("copy")?.replaceChildren("Copy link"); }, 2000);
});
listenDays(() => docs[0], (regimen) => change({ regimen }, performance.now()), dayAt);
downloads(() => docs);

if (matchMedia("(max-width: 56rem)").matches && location.search) { id("controls").open = false; }
let width = innerWidth;
addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; drawAll(); } });
for (const when of ["beforeprint", "afterprint"]) { addEventListener(when, drawAll); }
id("study").href = `/compare?${new URLSearchParams([state.regimen, ...state.pins].map((regimen) => ["regimen", regimen]))}`;
setTimeout(() => { id("waiting").hidden = Boolean(docs.length) || !id("regimen-error").matches(":empty"); }, 400);
show(state, { how: "first" });
