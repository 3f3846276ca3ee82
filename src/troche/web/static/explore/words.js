// Words and numbers: the regimen language from the form's fields, numbers as people read them.

const TIMED = new Set(["iv", "im", "sc", "nasal"]);
const HELD = new Set(["sublingual", "buccal"]);

/** Return the line of the regimen language that a form's fields say. */
export function line(fields) {
  const product = fields.product ? ` ${fields.product}` : "";
  let dose = `placebo ${fields.route}${product}`;
  if (fields.drug !== "placebo") {
    const form = fields.form === "HCl" ? " HCl" : "";
    dose = `${plain(fields.amount)} ${fields.unit} ${fields.drug}${form} ${fields.route}${product}`;
    if (TIMED.has(fields.route) && fields.over > 0) { dose += ` over ${plain(fields.over)} min`; }
    if (HELD.has(fields.route) && fields.held > 0) {
      dose += ` held ${plain(fields.held)} min then ${fields.after || "swallowed"}`;
    }
  }
  const { rhythm, weeks } = fields.schedule;
  if (rhythm === "once") { return `${dose}, once`; }
  return `${dose}, ${rhythm}${weeks ? ` for ${plain(weeks)} weeks` : ""}`;
}

/** Return a number without exponent and without a tail of nines. */
export function plain(value) {
  return String(Number(Number(value).toFixed(6)));
}

/** Return a regimen without the words that the language adds by itself. */
export function short(text) {
  return text.replace(/ base\b/g, "").replace(/ held 10 min then swallowed/g, "")
    .replace(/ (at home|in clinic)\b/g, "").replace(/\b2 times\b/g, "twice");
}

/** Return a number with about three digits and a true minus sign. */
export function number(value) {
  if (value === null || value === undefined) { return "–"; }
  const size = Math.abs(value);
  if (size < 1e-9) { return "0"; }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(4, 2 - Math.floor(Math.log10(size)));
  const text = String(Number(value.toFixed(digits)));
  return text === "0" || text === "-0" ? "0" : text.replace("-", "−");
}

const FINE = 0.05;

function coarse(unit) { return ["%", "points", "mmHg"].includes(unit); }

/**
 * Return a result with the digits that knowledge allows, and a true minus sign.
 *
 * Points have one decimal; per cent and mmHg too, below ten; anything else two digits at least.
 */
export function amount(value, unit) {
  if (value === null || value === undefined) { return "–"; }
  const size = Math.abs(value);
  if (coarse(unit)) {
    if (size < FINE) { return value > 1e-9 ? "below 0.1" : "0"; }
    return value.toFixed(unit === "points" || size < 9.95 ? 1 : 0).replace("-", "−");
  }
  if (size < 1e-9) { return "0"; }
  const digits = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(size))));
  return value.toFixed(digits).replace("-", "−");
}

/** Return an interval in words. */
export function span(ends, unit) {
  if (!ends) { return "–"; }
  const [low, high] = ends;
  if (coarse(unit) && low >= 0 && high > 1e-9 && high < FINE) { return "below 0.1"; }
  const end = (value) => (coarse(unit) && Math.abs(value) < FINE ? "0" : amount(value, unit));
  return `${end(low)} to ${end(high)}`;
}

/** The two kinds of spread: the same words on every page, with what they mean. */
export const SPREADS = {
  people: "How people differ: nine of ten lie here. More studies would not change it.",
  knowledge: "How sure we are: where the typical person may lie in 90 % of possible truths. More studies would narrow it.",
};

/** Return the ranges of an entry as elements, each with its word. */
export function ranges(entry, tag) {
  return Object.keys(SPREADS).filter((word) => entry[word]).map((word) => element(
    tag, { class: "quiet" }, element("abbr", { title: SPREADS[word] }, word), ` ${span(entry[word], entry.unit)}`));
}

/** Return an entry's unit as papers print it; a ratio has none. */
export function unitOf({ unit }) { return unit === "ratio" ? "" : (unit ?? "").replaceAll("*", "·"); }

/** Return a share in whole per cent. */
export function percent(share) { return `${Math.round(100 * share)} %`; }

/** Return a number with its unit. */
export function withUnit(value, unit) {
  return unit ? `${amount(value, unit)} ${unit}` : amount(value, unit);
}

/** Return an element with text, classes and attributes; text is never read as markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) { made.setAttribute(name, ""); }
    else if (value !== false && value !== null && value !== undefined) { made.setAttribute(name, value); }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Return plain words with the field's term on hover. */
export function worded(name, term) {
  return term && term !== name ? element("abbr", { title: term }, name) : document.createTextNode(name);
}
