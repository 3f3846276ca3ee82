// The list of runs: looked at again while any of them waits or runs.

const EVERY = 3000;
const ACTIVE = ["queued", "running", "interrupted"];

export function watchRuns() {
  const lines = Array.from(document.querySelectorAll("[data-run]"));
  lines.forEach((row) => {
    const remove = row.querySelector(".delete");
    if (remove) { remove.addEventListener("submit", ask); }
  });
  if (lines.some((row) => ACTIVE.includes(row.dataset.state))) { window.setTimeout(look, EVERY); }
}

function ask(event) {
  if (!window.confirm("Delete this run and all its files?")) { event.preventDefault(); }
}

async function look() {
  let active = false;
  try {
    const { runs } = await (await fetch("/api/studies")).json();
    runs.forEach((run) => {
      const row = document.querySelector(`[data-run="${run.id}"]`);
      if (!row) { return; }
      active = active || ACTIVE.includes(run.state);
      row.dataset.state = run.state;
      const state = row.querySelector(".state");
      state.className = `state state-${run.state}`;
      state.textContent = run.stopping ? "stopping" : run.state;
      const place = run.place ? `place ${run.place}` : "";
      row.querySelector(".share").textContent = run.state === "running" ? `${Math.round(100 * run.progress)} %` : place;
    });
  } catch (error) { active = true; }
  if (active) { window.setTimeout(look, EVERY); }
}
