// What every page has: a switch between light and dark, remembered in this browser. The script
// runs before the page is drawn, so that a page that was dark does not flash.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try { return window.localStorage.getItem("theme"); } catch (error) { return null; }
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  function show(button) {
    button.textContent = isDark() ? "☀" : "☾";
    button.setAttribute("aria-label", isDark() ? "Switch to light" : "Switch to dark");
    document.dispatchEvent(new CustomEvent("theme"));
  }

  function begin() {
    var button = document.querySelector("[data-theme-switch]");
    if (!button) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { window.localStorage.setItem("theme", root.dataset.theme); } catch (error) { /* private mode */ }
      show(button);
    });
    dark.addEventListener("change", function () { show(button); });
    show(button);
  }

  var kept = remembered();
  if (kept === "dark" || kept === "light") { root.dataset.theme = kept; }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
