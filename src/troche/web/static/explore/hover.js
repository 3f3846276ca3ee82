// A rule that follows the pointer through all panels that share a time axis, with the values there.

/* global d3 */
import { amount } from "./words.js";
import { main, valueAt } from "./panels.js";

const drawnBy = new Map();

function show(group, time) {
  for (const { panel, drawn } of drawnBy.values()) {
    if (panel.group !== group) { continue; }
    drawn.svg.select(".rule").remove();
    if (time === null) { continue; }
    const each = main(panel);
    const value = valueAt(each, time);
    if (value === null) { continue; }
    const x = drawn.x(time);
    const late = x > drawn.width * 0.7;
    const rule = drawn.svg.append("g").attr("class", "rule");
    rule.append("line").attr("x1", x).attr("x2", x).attr("y1", drawn.margin.top).attr("y2", drawn.height - drawn.margin.bottom);
    const when = group === "hours" ? `${time.toFixed(1)} h` : `day ${Math.floor(time) + 1}`;
    rule.append("text").attr("x", x + (late ? -6 : 6)).attr("y", drawn.margin.top + 10).attr("text-anchor", late ? "end" : "start")
      .text(`${when}: ${amount(value, each.signal.unit)} ${each.signal.unit}`);
  }
}

/** Follow the pointer over a drawn panel. */
export function follow(canvas, panel, drawn) {
  const known = drawnBy.has(panel.key);
  drawnBy.set(panel.key, { panel, drawn });
  if (known) { return; }
  canvas.addEventListener("pointermove", (event) => {
    const now = drawnBy.get(panel.key);
    const time = now.drawn.x.invert(event.clientX - canvas.getBoundingClientRect().left);
    show(now.panel.group, time >= 0 && time <= now.panel.xEnd ? time : null);
  });
  canvas.addEventListener("pointerleave", () => show(panel.group, null));
}

/** Return the day of the course (from 1) under a pointer in the mood panel, or null beside it. */
export function dayAt(event) {
  const now = drawnBy.get("mood");
  if (!now) { return null; }
  const box = event.currentTarget.getBoundingClientRect();
  const time = now.drawn.x.invert(event.clientX - box.left);
  return time >= 0 && time < now.panel.xEnd ? Math.floor(time) + 1 : null;
}
