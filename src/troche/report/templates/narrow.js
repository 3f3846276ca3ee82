// The layout of a figure as a box of this width shows it: on a phone less around, and smaller type.
window.trocheNarrow = 620;
window.trocheLayout = function (given, width) {
  "use strict";
  var layout = JSON.parse(JSON.stringify(given));
  if (width >= window.trocheNarrow) { return layout; }
  layout.font.size = 11;
  if (layout.legend) { layout.legend.font = { size: 11 }; }
  layout.margin.l = 40;
  layout.margin.r = 10;
  layout.height += 70;
  Object.keys(layout).filter(function (name) { return /^[xy]axis/.test(name); }).forEach(function (name) {
    var title = layout[name].title; // at its usual size it would be wider than the axis, and cut
    if (title && title.text) { title.font = Object.assign({}, title.font, { size: 11 }); }
  });
  layout.dragmode = false; // a finger scrolls the page
  (layout.annotations || []).forEach(function (note) {
    if (note.name === "value") { note.visible = false; }
    if (note.font) { note.font.size = Math.min(note.font.size, 11); }
  });
  return layout;
};
