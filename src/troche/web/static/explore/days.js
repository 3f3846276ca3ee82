// A dose more or less on a day of the course, by pointer or by keys, where the language can say it.

import { line } from "./words.js";

const MOST_DAYS = 90;
const id = (name) => document.getElementById(name);

/** Return the regimen with a dose more on a day (from 1), or without the one that is there; null if it cannot be said. */
export function toggled(doc, day) {
  const { builder, doses } = doc;
  if (!builder || doses.planned !== doses.days.length || day < 2) { return null; }
  const days = doses.days.map((each) => Math.floor(each) + 1);
  if (new Set(days).size !== days.length) { return null; }
  const next = days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b);
  if (next.length > MOST_DAYS) { return null; }
  const rhythm = next.length === 1 ? "once" : `days ${next.join(" ")}`;
  return line({ ...builder, schedule: { rhythm, weeks: null } });
}

/** Say in words what the button would do on the day that is written. */
export function describe(doc) {
  const day = Number(id("day").value);
  const there = doc.doses.days.some((each) => Math.floor(each) + 1 === day);
  id("day-change").textContent = there ? "Take its dose away" : "Add a dose";
  id("day-change").disabled = toggled(doc, day) === null;
  id("days").hidden = toggled(doc, 2) === null && toggled(doc, 3) === null;
}

/** Listen; `current` returns the answer that is shown, `commit` takes the new line. */
export function listenDays(current, commit, dayAt) {
  const change = (day) => {
    const text = current() && toggled(current(), day);
    if (text) { commit(text); }
  };
  id("day").addEventListener("input", () => current() && describe(current()));
  id("days").addEventListener("submit", (event) => {
    event.preventDefault();
    change(Math.round(Number(id("day").value)));
  });
  document.querySelector("[data-panel=mood] .canvas").addEventListener("click", (event) => {
    if (event.target.closest("button")) { return; }
    const day = dayAt(event);
    if (day !== null) { change(day); }
  });
}
