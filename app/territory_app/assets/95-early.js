/* The map is drawn in the skeleton of the page while the rest of it still loads. */
(function () {
  "use strict";
  const T = window.territory;
  const told = document.getElementById("map-config");
  if (!told || !document.querySelector(".waiting .map") || !T.hasWebgl()) return;
  const config = JSON.parse(told.textContent);
  const view = T.readQuery(window.location.search, config);
  if (!view.static) T.draw(config, view);
})();
