(function () {
  "use strict";
  var figures = JSON.parse(document.getElementById("figure-data").textContent);
  var config = JSON.parse(document.getElementById("figure-config").textContent);
  var plots = Array.prototype.slice.call(document.querySelectorAll(".plot"));
  var PAPER = 670; // px: the width of text on A4 and Letter with the margins of the style sheet
  var TALLEST = 760; // px: what a page of Letter has for a figure, less its heading and caption
  var FINER = 1.35; // how much smaller type is in a figure on paper than on a screen

  function fitted(key, width) {
    var layout = window.trocheLayout(figures[key].layout, width);
    layout.width = width;
    return layout;
  }

  function draw(box, paper) {
    var key = box.dataset.figure;
    var finer = paper ? Math.max(FINER, figures[key].layout.height / TALLEST) : 1;
    var layout = fitted(key, paper ? Math.round(PAPER * finer) : box.clientWidth);
    var scale = box.dataset.scale || "log";
    if (scale === "linear") { linear(layout); }
    box.style.minHeight = paper ? "0" : layout.height + "px";
    box.style.height = paper ? Math.ceil(layout.height / finer) + "px" : "";
    var options = Object.assign({}, config);
    options.responsive = false;
    if (layout.width < window.trocheNarrow) { options.displayModeBar = false; }
    options.toImageButtonOptions = { format: "svg", filename: "troche-" + key };
    box.dataset.drawn = "yes";
    Plotly.react(box, figures[key].data, layout, options);
    // A transform would be printed as a picture of dots; zoom stays lines and letters.
    box.querySelector(".plot-container").style.zoom = paper ? 1 / finer : "";
  }

  function linear(layout) {
    Object.keys(layout).forEach(function (name) {
      if (name.indexOf("yaxis") === 0) {
        var axis = layout[name];
        axis.type = "linear";
        axis.autorange = true;
        axis.rangemode = "tozero";
        axis.tickmode = "auto";
        delete axis.range;
        delete axis.tickvals;
        delete axis.ticktext;
      }
    });
  }

  document.querySelectorAll(".scales").forEach(function (group) {
    group.hidden = false;
    group.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      group.querySelectorAll("button").forEach(function (other) {
        other.setAttribute("aria-pressed", String(other === button));
      });
      var box = document.querySelector('.plot[data-figure="' + group.dataset.for + '"]');
      box.dataset.scale = button.dataset.scale;
      draw(box, false);
    });
  });

  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting && entry.target.dataset.drawn !== "yes") { draw(entry.target, false); }
    });
  }, { rootMargin: "800px" });
  plots.forEach(function (box) { seen.observe(box); });

  var waiting = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      plots.forEach(function (box) { if (box.dataset.drawn === "yes") { draw(box, false); } });
    }, 150);
  });
  var folded = []; // what paper shows and the screen does not, until it is asked for
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("details.paper:not([open])"));
    folded.forEach(function (part) { part.open = true; });
    plots.forEach(function (box) { draw(box, true); });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) { part.open = false; });
    plots.forEach(function (box) { draw(box, false); });
  });
})();
