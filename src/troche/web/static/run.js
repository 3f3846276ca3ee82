// One run: its progress as it comes, then its figure.
(function () {
  "use strict";
  var OVER = ["done", "failed", "cancelled"];
  var standing = document.querySelector(".standing");

  document.querySelectorAll(".delete").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (!window.confirm("Delete this run and all its files?")) { event.preventDefault(); }
    });
  });

  function left(seconds) {
    if (seconds === null || seconds === undefined) { return ""; }
    if (seconds < 60) { return " About " + Math.max(1, Math.round(seconds)) + " s left."; }
    return " About " + Math.round(seconds / 60) + " min left.";
  }

  var spokenAt = -1;
  function show(run) {
    var share = Math.round(100 * run.progress);
    var bar = document.querySelector(".bar");
    bar.setAttribute("aria-valuenow", String(share));
    bar.firstElementChild.style.width = (100 * run.progress).toFixed(1) + "%";
    var parts = run.total ? " " + run.done + " of " + run.total + " parts." : "";
    var words = run.place ? "Place " + run.place + " in the queue." : run.message + parts + left(run.seconds_left);
    bar.setAttribute("aria-valuetext", words);
    document.getElementById("now").textContent = words;
    var state = standing.querySelector(".state");
    state.textContent = run.stopping ? "stopping" : run.state;
    state.className = "state state-" + run.state;
    var step = Math.floor(share / 25); // a listener hears every quarter, not every part
    if (step !== spokenAt) {
      spokenAt = step;
      document.getElementById("spoken").textContent = share + " per cent computed." + left(run.seconds_left);
    }
  }

  function again() { window.location.reload(); }

  function follow() {
    var stream = new EventSource("/api/studies/" + standing.dataset.run + "/events");
    stream.addEventListener("run", function (event) {
      var run = JSON.parse(event.data);
      show(run);
      if (OVER.indexOf(run.state) >= 0) { stream.close(); again(); }
    });
    // The stream ends with the server or the run; the browser tries again by itself, and gives
    // up where it is refused: then the state is asked for now and then.
    stream.addEventListener("error", function () {
      if (stream.readyState === EventSource.CLOSED) { window.setTimeout(ask, 3000); }
    });
    window.addEventListener("pagehide", function () { stream.close(); });
  }

  function ask() {
    fetch("/api/studies/" + standing.dataset.run).then(function (answer) {
      if (answer.status === 404) { window.location.assign("/compare#runs"); return null; }
      return answer.json();
    }).then(function (run) {
      if (!run) { return; }
      show(run);
      if (OVER.indexOf(run.state) >= 0) { again(); } else { window.setTimeout(ask, 3000); }
    }).catch(function () { window.setTimeout(ask, 3000); });
  }

  if (standing && document.querySelector(".bar")) {
    if (window.EventSource) { follow(); } else { ask(); }
  }

  var data = document.getElementById("figure-data");
  var box = document.querySelector("#main-figure .plot");
  if (!data || !box || !window.Plotly) { return; }
  var figure = JSON.parse(data.textContent);
  var config = JSON.parse(document.getElementById("figure-config").textContent);

  function draw(width) {
    var space = width || box.clientWidth;
    var layout = window.trocheLayout(figure.layout, space);
    layout.width = space;
    var options = Object.assign({}, config, { responsive: false });
    if (layout.width < window.trocheNarrow) { options.displayModeBar = false; }
    box.style.minHeight = layout.height + "px";
    window.Plotly.react(box, figure.data, layout, options);
  }

  draw();
  var waiting = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { draw(); }, 150);
  });
  window.addEventListener("beforeprint", function () { draw(670); });
  window.addEventListener("afterprint", function () { draw(); });
})();
