// The builder and the text box, in step: one writes the other, and neither is ever ahead for long.

import { element, line } from "./words.js";

const id = (name) => document.getElementById(name);
const choices = JSON.parse(id("choices").textContent);
const FIELDS = ["drug", "route", "product", "dose", "unit", "over", "held", "after", "rhythm", "span"];
const PER_KG = new Set(["iv", "im", "sc"]);
let form = "base";
let shown = "";
let extra = null;

function about(route) { return choices.routes.find((each) => each.key === route); }

function products(route, chosen) {
  const fitting = about(route).products;
  id("product").replaceChildren(element("option", { value: "" }, "not named"),
    ...fitting.map((name) => element("option", { value: name }, name)));
  id("product").value = fitting.includes(chosen) ? chosen : "";
}

function slider() {
  const unit = id("unit").value;
  const limits = unit === "mg" ? about(id("route").value).dose : choices.dose[unit] ?? choices.dose.mg;
  Object.assign(id("dose-slider"), { min: limits.min, max: Math.max(limits.max, Number(id("dose").value) || 0), step: limits.step });
  id("dose-slider").value = id("dose").value;
  id("dose-slider").setAttribute("aria-valuetext", `${id("dose").value} ${id("unit").value}`);
}

function visibility() {
  const route = id("route").value;
  const placebo = id("drug").value === "placebo";
  id("over-field").hidden = placebo || !about(route).over;
  id("held-field").hidden = placebo || !about(route).held;
  id("dose-field").hidden = placebo;
  id("span-field").hidden = id("rhythm").value === "once" || id("rhythm").value.startsWith("days");
}

function offer(select, value) {
  if (extra && extra.value !== value) { extra.remove(); extra = null; }
  if (![...select.options].some((option) => option.value === value)) {
    extra = element("option", { value }, value);
    select.append(extra);
  }
  select.value = value;
}

function fields() {
  const held = about(id("route").value).held ? Number(id("held").value) || 10 : null;
  return {
    drug: id("drug").value, form, amount: Number(id("dose").value), unit: id("unit").value,
    route: id("route").value, product: id("product").value || null,
    over: Number(id("over").value) || null, held, after: id("after").value,
    schedule: { rhythm: id("rhythm").value, weeks: Number(id("span").value) || null },
  };
}

/** Write an answer's builder into the form; none means that the line is richer than the form. */
export function fill(builder, text, settled) {
  if (settled || document.activeElement !== id("regimen")) {
    id("regimen").value = text;
    shown = typed();
  }
  id("by-hand").hidden = Boolean(builder);
  id("builder").classList.toggle("beyond", !builder);
  if (!builder) { return; }
  form = builder.form ?? "base";
  id("drug").value = builder.drug;
  id("route").value = builder.route;
  products(builder.route, builder.product);
  if (builder.unit) { id("unit").value = builder.unit; }
  if (builder.amount !== null && document.activeElement !== id("dose")) { id("dose").value = builder.amount; }
  id("over").value = builder.over ?? 0;
  id("held").value = builder.held ?? 10;
  id("after").value = builder.after ?? "swallowed";
  offer(id("rhythm"), builder.schedule.rhythm);
  id("span").value = builder.schedule.weeks ?? "";
  slider();
  visibility();
}

/** Write who the answer is about. */
export function fillPeople(state, answer) {
  id("population").value = answer.population;
  id("weeks").value = state.weeks ?? "";
  id("weeks").placeholder = String(Math.round(answer.weeks * 10) / 10);
  id("beside").value = state.beside;
}

/** Return the text of the box. */
export function typed() { return id("regimen").value.trim().replace(/\s+/g, " "); }

/** Put a text into the box, as a click on a suggestion does. */
export function write(text) { id("regimen").value = text; }

function changedByHand(name) {
  if (name === "route") {
    const route = id("route").value;
    products(route, id("product").value);
    const unit = PER_KG.has(route) ? "mg/kg" : "mg";
    if (id("unit").value !== unit) { id("unit").value = unit; id("dose").value = unit === "mg" ? 15 : 0.5; }
    id("over").value = about(route).usual_over ?? 0;
    id("held").value = about(route).usual_held ?? 10;
  }
  if (name === "unit") { id("dose").value = id("unit").value === "mg/kg" ? 0.5 : 35; }
  if (name === "rhythm" && id("rhythm").value !== "once" && !id("span").value) { id("span").value = 4; }
  slider();
  visibility();
  id("regimen").value = line(fields());
}

/** Listen; `preview` while a hand still moves, `commit` when it lets go. */
export function listen({ preview, commit, people }) {
  id("dose-slider").addEventListener("input", () => {
    id("dose").value = id("dose-slider").value;
    changedByHand("dose");
    preview(line(fields()));
  });
  id("dose-slider").addEventListener("change", () => commit(line(fields())));
  for (const name of FIELDS) {
    id(name).addEventListener("change", () => {
      if (name === "dose" && !(Number(id("dose").value) > 0)) { return; }
      changedByHand(name);
      commit(line(fields()));
    });
  }
  let wait = 0;
  id("regimen").addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => preview(typed()), 350);
  });
  id("regimen").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); clearTimeout(wait); shown = typed(); commit(shown); }
  });
  // Leaving the box is a change only if its words are not those of the picture.
  id("regimen").addEventListener("change", () => {
    clearTimeout(wait);
    if (typed() !== shown) { shown = typed(); commit(shown); }
  });
  for (const name of ["population", "weeks", "beside"]) {
    id(name).addEventListener("change", () => people({
      population: id("population").value, weeks: Number(id("weeks").value) || null, beside: id("beside").value,
    }));
  }
  id("builder").addEventListener("submit", (event) => event.preventDefault());
}
