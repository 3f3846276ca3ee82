// Asking the server: the latest question wins, and an answer is kept for the next time.

const kept = new Map();
const MOST_KEPT = 60;
let running = null;

/** What the server says about a mistake: where, found, allowed, meant. */
export class Mistake extends Error {
  constructor(detail) {
    super(detail.allowed || "the server did not answer");
    this.detail = detail;
  }
}

function address(state, weeks) {
  const query = new URLSearchParams({ regimen: state.regimen, beside: state.beside });
  if (state.population) { query.set("population", state.population); }
  if (weeks ?? state.weeks) { query.set("weeks", weeks ?? state.weeks); }
  return `/api/explore?${query}`;
}

async function ask(url, signal) {
  const found = kept.get(url);
  if (found) { return found; }
  let answer;
  try {
    answer = await fetch(url, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") { throw error; }
    throw new Mistake({ where: "server", found: "no answer", allowed: "a running `troche serve`", meant: "" });
  }
  let body = null;
  try { body = await answer.json(); } catch (error) { if (error.name === "AbortError") { throw error; } }
  if (!answer.ok || !body) {
    throw new Mistake(body?.error
      ?? { where: "server", found: `answer ${answer.status}`, allowed: "an answer this page can read", meant: "" });
  }
  keep(url, body);
  return body;
}

function keep(url, body) {
  if (kept.size >= MOST_KEPT) { kept.delete(kept.keys().next().value); }
  kept.set(url, body);
}

/** Keep the answer that came with the page. */
export function remember(state, body) { keep(address(state), body); }

/** Return the answer to the latest question; an older one ends with an AbortError. */
export async function latest(state) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const body = await ask(address(state), mine.signal);
  if (mine.signal.aborted) { throw new DOMException("older", "AbortError"); }
  return body;
}

/** Return the answer for a pinned regimen, over the weeks that the current one shows. */
export function pinned(state, regimen, weeks) {
  return ask(address({ ...state, regimen }, weeks));
}
