// Which panel shows what: one description for drawing, reading aloud, tables and files.

/* global d3 */
import { amount, number, span } from "./words.js";

const FIRST_DAY = ["ketamine", "occupancy", "dissociation", "systolic"];
const PEAKS = ["dissociation", "occupancy", "ketamine", "systolic"];

/** Return the score of the chosen tab: averaged, or one mechanism's. */
export function score(mood, tab) {
  return mood.mechanisms.find((each) => each.letter === tab)?.score ?? mood.averaged;
}

/** The least that a panel shows, so that next to nothing looks like next to nothing. */
const LEAST = {
  ketamine: [0, 10], occupancy: [0, 10], dissociation: [0, 8], systolic: [0, 10], mood: [0, 40], difference: [-4, 0],
};
const { felt, worthwhile } = JSON.parse(document.getElementById("choices").textContent).limits;
const REFERENCES = {
  dissociation: { at: felt, words: `above ${felt} counts as felt`, note: "" },
  difference: { at: -worthwhile, words: "", note: `dotted: ${worthwhile} points, the smallest effect worth having` },
};

function measured(key) { return { least: LEAST[key], reference: REFERENCES[key] ?? null }; }

function line(doc, times, signal, role, extra = {}) {
  return { times, signal, role, outside: Boolean(doc.outside), ...extra };
}

function firstDay(key, docs, state) {
  const [current] = docs;
  const lines = docs.map((doc, place) => line(
    doc, doc.first_day.hours, doc.first_day.signals[key], place ? `pin-${place}` : "current"));
  if (key === "ketamine" && current.first_day.signals.norketamine) {
    lines.splice(1, 0, line(current, current.first_day.hours, current.first_day.signals.norketamine, "second"));
  }
  const hours = current.first_day.hours;
  return {
    key, ...measured(key), group: "hours", lines, axis: "Hours after the first dose", xEnd: Math.min(Number(state.hours), hours[hours.length - 1]), perUnit: 1,
    log: key === "ketamine" && state.scale === "log",
    points: current.published.filter((each) => each.panel === "first_day" && each.signal === key && each.x <= Number(state.hours)),
  };
}

function mood(docs, state) {
  const [current] = docs;
  const course = current.course;
  const lines = [line(current, course.days, course.mood.placebo, "placebo", { bare: true })];
  docs.forEach((doc, place) => doc.course.mood && lines.push(line(
    doc, doc.course.days, score(doc.course.mood, state.tab), place ? `pin-${place}` : "current")));
  return {
    key: "mood", ...measured("mood"), group: "days", lines, axis: "Weeks", xEnd: current.weeks * 7, perUnit: 7, log: false,
    doses: current.doses.days, points: current.published.filter((each) => each.panel === "mood"),
  };
}

function over(mood, tab) {
  const chosen = mood.mechanisms.find((each) => each.letter === tab)?.score;
  if (!chosen) { return mood.difference; }
  const typical = chosen.typical.map((value, place) => value - mood.placebo.typical[place]);
  return { ...mood.difference, typical, people: null, knowledge: null };
}

function difference(docs, state) {
  const lines = docs.map((doc, place) => doc.course.mood && line(
    doc, doc.course.days, over(doc.course.mood, state.tab), place ? `pin-${place}` : "current")).filter(Boolean);
  return {
    key: "difference", ...measured("difference"), group: "days", lines, axis: "Weeks", xEnd: docs[0].weeks * 7, perUnit: 7,
    log: false, points: [], low: true,
  };
}

function peaks(key, docs) {
  const lines = docs.map((doc, place) => line(
    doc, doc.course.sessions.days, doc.course.sessions.signals[`${key} peak`], place ? `pin-${place}` : "current", { dots: true }));
  return {
    key: `peak-${key}`, ...measured(key), group: "days", lines, axis: "Weeks", xEnd: docs[0].weeks * 7, perUnit: 7,
    log: false, points: [], strip: true,
  };
}

/** Return the panels of a picture; the first of `docs` is the current regimen. */
export function panels(docs, state) {
  return [
    ...FIRST_DAY.map((key) => firstDay(key, docs, state)),
    ...(docs[0].course.mood ? [mood(docs, state), difference(docs, state)] : []),
    ...PEAKS.map((key) => peaks(key, docs)),
  ].filter((panel) => panel.lines.every((each) => each.signal) && main(panel).signal.typical.length);
}

/** Return the line that the panel is about. */
export function main(panel) { return panel.lines.find((each) => each.role === "current"); }

/** Return the typical value of a line at a time, between its own times too. */
export function valueAt({ times, signal }, time) {
  if (!times.length) { return null; }
  if (times.length === 1) { return signal.typical[0]; }
  const right = Math.min(times.length - 1, Math.max(1, d3.bisectLeft(times, time)));
  const share = Math.min(1, Math.max(0, (time - times[right - 1]) / (times[right] - times[right - 1] || 1)));
  return signal.typical[right - 1] + share * (signal.typical[right] - signal.typical[right - 1]);
}

/** Return a panel in words, for those who cannot see it. */
export function aloud(panel, name) {
  const { times, signal } = main(panel);
  const values = signal.typical;
  if (!values.length) { return `${signal.name}: no dose within the weeks shown.`; }
  const top = values.indexOf(Math.max(...values));
  const when = panel.group === "hours" ? `${number(times[top])} hours` : `week ${number(times[top] / 7)}`;
  const unit = signal.unit ? ` ${signal.unit}` : "";
  const end = values.length - 1;
  const fromTo = panel.key === "mood" || panel.key === "difference";
  const story = fromTo
    ? `from ${amount(values[0], signal.unit)} to ${amount(values[end], signal.unit)}${unit} at week ${number(times[end] / 7)}`
      + (panel.key === "mood" ? `; on placebo ${amount(panel.lines[0].signal.typical.at(-1), signal.unit)}` : "")
    : `highest ${amount(values[top], signal.unit)}${unit} at ${when}, ${amount(values[end], signal.unit)} at the end`;
  const people = signal.people
    ? `; nine of ten people ${span([signal.people.p5[top], signal.people.p95[top]], signal.unit)} at that time` : "";
  return `${signal.name}, typical person, ${name}: ${story}${fromTo ? "" : people}.`;
}
