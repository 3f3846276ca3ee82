// Undo and redo are the browser's Back and Forward: each change of the picture is one entry.

const KEY = "explore-last";

function place() { return history.state?.explore ?? 0; }

function last() {
  try { return Math.max(place(), Number(sessionStorage.getItem(KEY)) || 0); } catch (error) { return place(); }
}

function setLast(value) {
  try { sessionStorage.setItem(KEY, value); } catch (error) { /* private mode */ }
}

/** Return the way through past states. `restore` is called after each step. */
export function past(restore) {
  const undo = document.getElementById("undo");
  const redo = document.getElementById("redo");
  let here = place();

  function show() {
    undo.disabled = place() <= 0;
    redo.disabled = place() >= last();
  }

  function back() { if (place() > 0) { history.back(); } }
  function forward() { if (place() < last()) { history.forward(); } }

  if (history.state?.explore === undefined) {
    history.replaceState({ explore: 0 }, "");
    setLast(0);
  }
  undo.addEventListener("click", back);
  redo.addEventListener("click", forward);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) { return; }
    if (event.target.closest("textarea, input[type='text'], input[type='number'], dialog")) { return; }
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) { forward(); } else { back(); }
    }
  });
  window.addEventListener("popstate", (event) => {
    // A jump within the page brings an entry without a place: it is no change of the picture.
    if (event.state?.explore === undefined) {
      history.replaceState({ explore: here }, "");
      return;
    }
    here = place();
    show();
    restore();
  });
  show();

  return {
    /** A change that Undo takes back. */
    commit(address) {
      if (address === location.search) { return; }
      here += 1;
      history.pushState({ explore: here }, "", address);
      setLast(here);
      show();
    },
    /** A small change, such as a tab. */
    replace(address) {
      if (address !== location.search) { history.replaceState({ explore: here }, "", address); }
    },
  };
}
