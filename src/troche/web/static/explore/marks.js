// Published points: a button over each, and a small panel that says where a point comes from.

import { amount, element, number, span } from "./words.js";

const dialog = document.getElementById("point");
let opener = null;

function row(list, name, value) {
  if (value !== null && value !== undefined && value !== "") { list.append(element("dt", {}, name), element("dd", {}, value)); }
}

function open(point, unit, button) {
  opener = button;
  const list = element("dl");
  const spread = point.low !== null && point.high !== null ? ` (${span([point.low, point.high], unit)})` : "";
  row(list, "Value", `${amount(point.y, unit)} ${unit}${spread}`);
  row(list, point.panel === "mood" ? "Day" : "Hour", number(point.x));
  row(list, "People", point.n ? String(point.n) : null);
  row(list, "Source", point.citation || point.source);
  if (point.link && point.link.startsWith("https://")) {
    row(list, "Link", element("a", { href: point.link, rel: "noopener noreferrer", target: "_blank" }, point.link));
  }
  row(list, "Read from", point.reading);
  row(list, "Where it is kept", point.table ? `${point.table}, row ${point.row}` : null);
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(element("h2", { id: "point-title" }, point.said), list, close);
  dialog.showModal();
}

dialog.addEventListener("close", () => opener?.focus());
dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });

function move(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) { return; }
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll("button")];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  for (const each of all) { each.tabIndex = each === next ? 0 : -1; }
  next.focus();
}

/** Lay a button over each published point of a drawn panel; arrow keys go from one to the next. */
export function overlay(canvas, panel, drawn, unit) {
  canvas.querySelector(".points")?.remove();
  if (!panel.points.length) { return; }
  const group = element("div", { class: "points", role: "group", "aria-label": "Published points" });
  [...panel.points].sort((a, b) => a.x - b.x).forEach((point, place) => {
    const button = element("button", {
      type: "button", class: "point", tabindex: place ? -1 : 0, title: `${point.said}: ${amount(point.y, unit)} ${unit}`,
      "aria-label": `Published: ${point.said}, ${amount(point.y, unit)} ${unit}, ${point.source}`, "aria-haspopup": "dialog",
    });
    button.style.left = `${drawn.x(point.x)}px`;
    button.style.top = `${drawn.y(point.y)}px`;
    button.addEventListener("click", () => open(point, unit, button));
    group.append(button);
  });
  group.addEventListener("keydown", move);
  canvas.append(group);
}
