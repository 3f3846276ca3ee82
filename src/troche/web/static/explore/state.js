// What a page shows, and how an address says it: nothing else is kept anywhere.

export const START = "15 mg ketamine sublingual tablet, daily for 8 weeks";
export const MOST_PINS = 3;

/** Return what an address says; what it leaves out is the default. */
export function fromAddress(search) {
  const query = new URLSearchParams(search);
  const weeks = Number(query.get("weeks"));
  return {
    regimen: query.get("regimen") || START,
    population: query.get("population") || "",
    weeks: query.get("weeks") && weeks > 0 ? weeks : null,
    beside: query.get("beside") || "stable treatment",
    tab: query.get("mechanism") || "averaged",
    scale: query.get("scale") === "log" ? "log" : "linear",
    hours: ["4", "24"].includes(query.get("hours")) ? query.get("hours") : "12",
    pins: [...new Set(query.getAll("pin"))].slice(0, MOST_PINS),
  };
}

/** Return the address of a state, short where it is the default. */
export function toAddress(state, population) {
  const query = new URLSearchParams();
  query.set("regimen", state.regimen);
  if (state.population && state.population !== population) { query.set("population", state.population); }
  if (state.weeks) { query.set("weeks", state.weeks); }
  if (state.beside !== "stable treatment") { query.set("beside", state.beside); }
  if (state.tab !== "averaged") { query.set("mechanism", state.tab); }
  if (state.scale !== "linear") { query.set("scale", state.scale); }
  if (state.hours !== "12") { query.set("hours", state.hours); }
  for (const pin of state.pins) { query.append("pin", pin); }
  return `?${query.toString().replace(/%2C/g, ",")}`;
}

/** Return whether two states ask the server for the same numbers. */
export function sameQuestion(one, other) {
  return ["regimen", "population", "weeks", "beside"].every((key) => one[key] === other[key]);
}
