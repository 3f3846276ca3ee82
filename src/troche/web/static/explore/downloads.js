// The picture, the curves and the study as files, all made in the browser.

/* global d3 */
import { short } from "./words.js";

const COPIED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "opacity", "font-size", "font-family", "font-weight", "text-anchor", "paint-order", "stroke-dasharray"];
const TITLE = 22;
const GAP = 14;

function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function styled(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((each, place) => {
    const style = getComputedStyle(from[place]);
    for (const name of COPIED) {
      const value = style.getPropertyValue(name);
      if (value && !(name === "fill" && value.includes("url"))) { each.setAttribute(name, value); }
    }
    each.removeAttribute("class");
  });
  return copy;
}

/** Return text in lines of at most so many characters. */
function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (`${lines.at(-1)} ${word}`.length > most) { lines.push(word); } else { lines.push(`${lines.pop()} ${word}`.trim()); }
  }
  return lines;
}

const HOW = "Line: a typical person. Filled: people, nine of ten lie here. Hatched between dashes: knowledge, where the typical "
  + "person may lie, as far as the evidence tells. Dots: on placebo. Rings: published results. Two rails and †: outside what was studied.";

/** Return all panels as one drawing with its regimens, legend and intended use in words. */
export function figure(docs) {
  const made = [...document.querySelectorAll("figure.panel")].filter((each) => each.querySelector("svg"));
  const widest = Math.max(...made.map((each) => Number(each.querySelector("svg").getAttribute("width"))));
  const columns = document.querySelector(".grid").clientWidth > 560 ? 2 : 1;
  const paper = getComputedStyle(document.body);
  let y = 10;
  const all = d3.create("svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("font-family", paper.fontFamily);
  const background = all.append("rect").attr("fill", paper.backgroundColor);
  const write = (text, size, weight, left = 12) => wrapped(text, (widest - left) / (size * 0.58)).forEach((words) => {
    y += size + 6;
    all.append("text").attr("x", left).attr("y", y).attr("fill", paper.color).attr("font-size", size).attr("font-weight", weight).text(words);
  });
  const samples = [...document.querySelectorAll("#chips .sample")];
  docs.forEach((doc, place) => {
    if (samples[place]) { all.append("g").attr("transform", `translate(12,${y + 8})`).append(() => styled(samples[place])); }
    write(`${short(doc.regimen)}${doc.outside ? " †" : ""}`, 14, 700, 56);
  });
  write(`${docs[0].population}, beside ${docs[0].beside}. ${HOW}`, 11, 400);
  y += GAP;
  let row = 0;
  let column = 0;
  for (const panel of made) {
    const svg = panel.querySelector("svg");
    const wide = columns === 1 || panel.closest(".grid") === null;
    if (wide && column) { y += row; column = 0; row = 0; }
    const cell = all.append("g").attr("transform", `translate(${12 + column * (widest / 2 + GAP / 2)},${y + TITLE})`);
    cell.append("text").attr("y", -8).attr("fill", paper.color).attr("font-size", 12).attr("font-weight", 600)
      .text(panel.querySelector("figcaption").textContent);
    cell.append(() => styled(svg));
    row = Math.max(row, Number(svg.getAttribute("height")) + TITLE + GAP);
    column = wide ? 0 : (column + 1) % 2;
    if (!column) { y += row; row = 0; }
  }
  write(document.querySelector(".bottom p").textContent, 10, 400);
  const [width, height] = [widest + 24, y + 14];
  all.attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
  background.attr("width", width).attr("height", height);
  return all.node();
}

function picture(docs, kind) {
  const svg = figure(docs);
  const text = new XMLSerializer().serializeToString(svg);
  if (kind === "svg") { save("troche-explore.svg", "image/svg+xml", text); return; }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save("troche-explore.png", "image/png", blob));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function cellsOf(value) { return /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value; }

/** Return every curve in long form: one row for each regimen, signal and time. */
export function curves(docs) {
  const rows = [["regimen", "population", "signal", "unit", "time", "time_unit", "typical", "people_p5", "people_p95", "knowledge_p5", "knowledge_p95"]];
  const add = (doc, key, signal, times, unit) => times.forEach((time, i) => rows.push([
    doc.regimen, doc.population, key, signal.unit, time, unit, signal.typical[i],
    signal.people?.p5[i] ?? "", signal.people?.p95[i] ?? "", signal.knowledge?.p5[i] ?? "", signal.knowledge?.p95[i] ?? ""]));
  for (const doc of docs) {
    for (const [key, signal] of Object.entries(doc.first_day.signals)) { add(doc, key, signal, doc.first_day.hours, "h"); }
    const { course } = doc;
    for (const [key, signal] of Object.entries(course.sessions.signals)) { add(doc, key, signal, course.sessions.days, "d"); }
    if (!course.mood) { continue; }
    for (const key of ["placebo", "averaged", "difference"]) { add(doc, `mood ${key}`, course.mood[key], course.days, "d"); }
    for (const each of course.mood.mechanisms) { add(doc, `mood ${each.letter} ${each.name}`, each.score, course.days, "d"); }
  }
  return rows.map((row) => row.map(cellsOf).join(",")).join("\n") + "\n";
}

/** Return names and lines for a study of the pictured regimens. */
export function named(docs) {
  const taken = new Set();
  return docs.map((doc) => {
    const base = short(doc.regimen).split(",")[0].replace(/[^\w .%/-]/g, "").slice(0, 50).trim();
    let name = base;
    for (let count = 2; taken.has(name); count += 1) { name = `${base} (${count})`; }
    taken.add(name);
    return [name, doc.regimen];
  });
}

/** Return the address of the form of a study of the pictured regimens, in the same people. */
export function asStudy(docs) {
  const [current] = docs;
  const pairs = named(docs);
  const query = new URLSearchParams({ title: pairs.map(([name]) => name).join(" or ").slice(0, 300) });
  for (const [name, text] of pairs) { query.append("regimen", `${name}=${text}`); }
  for (const key of ["population", "weeks", "beside"]) { query.set(key, current[key]); }
  return query;
}

/** Return the study file that computes what the picture only sketches. */
export function study(docs) {
  const said = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const [current] = docs;
  return [
    "# From the Explore page of troche. Run it: troche compare FILE.yaml",
    `study: ${said(`Explored: ${short(current.regimen)}`.slice(0, 120))}`,
    `patients: {number: 1000, seed: 1, population: ${said(current.population)}}`,
    `weeks: ${current.weeks}`, `beside: ${current.beside}`, "regimens:",
    ...named(docs).map(([name, text]) => `  ${said(name)}: ${said(text)}`),
  ].join("\n") + "\n";
}

/** Listen to the buttons; `docs` returns what is pictured. */
export function downloads(docs) {
  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => {
      const kind = button.dataset.save;
      if (kind === "csv") { save("troche-explore.csv", "text/csv", curves(docs())); }
      else if (kind === "yaml") { save("troche-explore.yaml", "application/yaml", study(docs())); }
      else { picture(docs(), kind); }
    });
  }
  document.getElementById("print").addEventListener("click", () => window.print());
}
