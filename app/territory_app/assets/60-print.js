/* On paper: the map as it is seen, and the address of the view. */
(function () {
  "use strict";

  /* Paper is light, whatever the screen is. */
  function inLight(backend, draw) {
    const { dataset } = document.documentElement;
    const { theme } = dataset;
    dataset.theme = "light";
    if (backend.retheme) backend.retheme();
    draw();
    if (theme) dataset.theme = theme;
    else delete dataset.theme;
    if (backend.retheme) backend.retheme();
  }

  function picture() {
    const { backend, holder } = (window.territory && window.territory.map) || {};
    if (!backend || !backend.gl || !holder) return null;
    const source = backend.gl.getCanvas();
    const copy = document.createElement("canvas");
    copy.width = source.width;
    copy.height = source.height;
    copy.className = "printed";
    inLight(backend, () => {
      backend.gl.redraw(); // What WebGL drew is gone once shown: draw and copy in one turn.
      copy.getContext("2d").drawImage(source, 0, 0);
    });
    holder.append(copy);
    return copy;
  }

  function address() {
    const footer = document.querySelector(".shell > .footer");
    if (!footer) return null;
    const line = document.createElement("p");
    line.className = "page-address";
    line.textContent = window.location.href;
    footer.append(line);
    return line;
  }

  let added = [];
  window.addEventListener("beforeprint", () => {
    added.forEach((one) => one.remove());
    added = [picture(), address()].filter(Boolean);
  });
  window.addEventListener("afterprint", () => {
    added.forEach((one) => one.remove());
    added = [];
  });
})();
