/* The list of the API, drawn by the vendored library from our own description. */
"use strict";

const place = document.getElementById("api");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  validatorUrl: null, // nobody outside is asked whether the description is sound
  deepLinking: false, // it would put a link into each button, which no screen reader can use
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
