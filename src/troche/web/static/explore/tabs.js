// The explanations of the benefit as tabs: arrow keys, Home and End, one tab stop.

import { element, percent } from "./words.js";

const list = document.getElementById("mechanisms");
const panel = document.getElementById("mood-panel");

function tabsOf(mood) {
  return [{ letter: "averaged", name: "Averaged", weight: null }, ...mood.mechanisms];
}

/** Show the tabs of an answer; `choose` is called with the letter of the one that is picked. */
export function tabs(mood, chosen, choose) {
  const all = tabsOf(mood);
  const picked = all.some((each) => each.letter === chosen) ? chosen : "averaged";
  const words = all.map((each) => `${each.letter}${each.weight}`).join();
  if (list.dataset.words !== words) {
    list.dataset.words = words;
    list.replaceChildren(...all.map((each) => element("button", {
      type: "button", role: "tab", id: `tab-${each.letter}`, "aria-controls": "mood-panel", "data-letter": each.letter,
    }, titled(each.name), weighed(each.weight))));
  }
  for (const tab of list.children) {
    const here = tab.dataset.letter === picked;
    tab.setAttribute("aria-selected", here);
    tab.tabIndex = here ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", `tab-${picked}`);
  list.onclick = (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) { choose(tab.dataset.letter); }
  };
  list.onkeydown = (event) => {
    const letters = all.map((each) => each.letter);
    const here = letters.indexOf(picked);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: letters.length - 1 }[event.key];
    if (next === undefined) { return; }
    event.preventDefault();
    const letter = letters[(next + letters.length) % letters.length];
    choose(letter);
    document.getElementById(`tab-${letter}`).focus();
  };
}

function titled(name) {
  const text = name.replace("NMDA receptor occupancy", "occupancy");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function weighed(weight) {
  if (weight === null) { return null; }
  const words = weight > 0 ? ` ${percent(weight)}` : " no weight";
  return element("span", { class: "weight", title: "weight that published trials give it" }, words);
}
