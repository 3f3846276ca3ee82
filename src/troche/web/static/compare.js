// The form and the file of a study, kept in step; each line is checked while it is written.
import { act, all, fields, fill, tell } from "./compare-rows.js";
import { watchRuns } from "./compare-runs.js";

const PAUSE = 350; // ms after the last key
const form = document.getElementById("study-form");
const file = document.getElementById("file-form");
const area = document.getElementById("yaml");
const said = document.getElementById("yaml-said");
const estimate = document.getElementById("estimate");

let asked = 0;
let timer = 0;
let lines = true; // until the server says that it checks no single lines
const checked = new Map();

function field(name) { return form.elements.namedItem(name); }

function number(text) {
  const trimmed = text.trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function kept() {
  try { return JSON.parse(field("more").value || "{}"); } catch (error) { return {}; }
}

// The keys of the study file, as the server makes them of the same form.
function study() {
  const more = kept();
  const regimens = {};
  all().forEach((row) => {
    const { name, text } = fields(row);
    if (name.value.trim() || text.value.trim()) { regimens[name.value.trim()] = text.value.trim(); }
  });
  const patients = {
    number: number(field("patients").value), seed: number(field("seed").value),
    population: field("population").value, ...(more.patients || {}),
  };
  delete more.patients;
  const found = { study: field("title").value.trim(), patients, weeks: number(field("weeks").value) };
  if (field("beside").value !== "stable treatment") { found.beside = field("beside").value; }
  if (!field("mood").checked) { found.mood = false; }
  return { ...found, ...more, regimens };
}

async function ask(body) {
  const answer = await fetch("/api/studies/check", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, content: await answer.json() };
}

function words(error) {
  const meant = error.meant ? ` Did you mean ‘${error.meant}’?` : "";
  return `${error.where}: found ‘${error.found}’; allowed: ${error.allowed}.${meant}`;
}

function span(seconds) {
  return seconds < 90 ? `${Math.max(5, Math.round(seconds / 5) * 5)} s` : `${Math.round(seconds / 60)} min`;
}

function measure(found) {
  const truths = found.draws ? `${found.draws} possible truths` : "typical values taken as known";
  estimate.textContent = `${found.patients.toLocaleString("en")} patients, ${truths}; roughly ${span(found.seconds)}.`;
}

function place(error) {
  return all().find((row) => error.where.includes(`regimens, ${fields(row).name.value.trim()}:`));
}

async function fromForm() {
  const turn = ++asked;
  const { ok, content } = await ask({ study: study() });
  if (turn !== asked) { return; }
  if (ok) {
    area.value = content.yaml;
    said.textContent = "";
    all().forEach((row) => tell(row, "", false));
    content.regimens.forEach(({ name, canonical }) => {
      const row = all().find((each) => fields(each).name.value.trim() === name);
      if (row) { tell(row, canonical, false); }
    });
    measure(content);
  } else {
    estimate.textContent = "";
    const row = place(content.error);
    if (row) { tell(row, words(content.error), true); } else if (field("title").value.trim()) { estimate.textContent = words(content.error); }
  }
}

async function fromFile() {
  const turn = ++asked;
  if (!area.value.trim()) { said.textContent = ""; return; }
  const { ok, content } = await ask({ yaml: area.value });
  if (turn !== asked) { return; }
  said.classList.toggle("wrong", !ok);
  if (!ok) {
    area.setAttribute("aria-invalid", "true");
    said.textContent = words(content.error);
    return;
  }
  area.removeAttribute("aria-invalid");
  said.textContent = "";
  take(content);
}

// Puts a study into the form; what the form has no field for is kept beside it.
function take(found) {
  const keys = found.study;
  const more = { ...keys };
  const patients = { ...(keys.patients || {}) };
  ["study", "patients", "weeks", "regimens", "beside"].forEach((key) => delete more[key]);
  ["number", "seed", "population"].forEach((key) => delete patients[key]);
  if (typeof more.mood === "boolean") { delete more.mood; }
  if (Object.keys(patients).length) { more.patients = patients; }
  field("more").value = Object.keys(more).length ? JSON.stringify(more) : "";
  field("title").value = found.title;
  field("population").value = found.population;
  field("patients").value = String(found.patients);
  field("seed").value = String(found.seed);
  field("weeks").value = String(found.weeks);
  field("beside").value = found.beside;
  field("mood").checked = found.mood !== false;
  fill(found.regimens);
  all().forEach((row, index) => tell(row, found.regimens[index].canonical, false));
  measure(found);
}

// A single line, where the server checks one; the study as a whole is checked in any case.
async function line(row) {
  const { text } = fields(row);
  const value = text.value.trim();
  if (!lines || !value) { tell(row, "", false); return; }
  if (!checked.has(value)) {
    const answer = await fetch(`/api/regimens/check?text=${encodeURIComponent(value)}`);
    if (answer.status === 404 || answer.status >= 500) { lines = false; return; }
    checked.set(value, { ok: answer.ok, content: await answer.json() });
  }
  if (text.value.trim() !== value) { return; }
  const { ok, content } = checked.get(value);
  tell(row, ok ? content.text || content.regimen || content.canonical || "" : words(content.error), !ok);
}

function soon(what) {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => { what().catch(() => { estimate.textContent = ""; }); }, PAUSE);
}

form.addEventListener("input", (event) => {
  const row = event.target.closest(".row");
  soon(async () => {
    if (row && event.target.name === "text") { await line(row); }
    await fromForm();
  });
});
form.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="action"]');
  if (button && button.value !== "run" && act(button.value)) {
    event.preventDefault();
    soon(fromForm);
  }
});
area.addEventListener("input", () => soon(fromFile));
document.getElementById("file").addEventListener("change", async (event) => {
  const [chosen] = event.target.files;
  if (!chosen || chosen.size > 200000) { return; } // the server says what is wrong with it
  const bytes = await chosen.arrayBuffer();
  try {
    area.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) { return; }
  soon(fromFile);
});
file.querySelector(".fill").hidden = true; // in step anyway
if (field("title").value || all().some((row) => fields(row).text.value)) {
  soon(document.getElementById("fault") ? async () => {} : fromForm);
}
watchRuns();
