/* Points of a file dropped on the data page: seen on the map of this tab, counted nowhere.
   They are in the tab's own storage, put there by that page; names are only ever set as text. */
(function () {
  "use strict";
  const T = window.territory;
  const LAYER = "dropped";
  const RING = "#b3470b";
  const EVERY = 500;
  const state = { told: null, bar: null, on: null, fitted: false, timer: null };

  function prefix() {
    const config = T.map && T.map.config;
    return config ? config.prefix : null;
  }

  function key() {
    return `territory.dropped:${prefix()}/`;
  }

  function read() {
    try {
      const told = JSON.parse(sessionStorage.getItem(key()));
      const features = told && told.points && told.points.features;
      return Array.isArray(features) && features.length ? told : null;
    } catch (fault) {
      return null;
    }
  }

  function language() {
    return T.map.config.language;
  }

  function spoken(words) {
    return (words && (words[language()] || words.fr)) || "";
  }

  function box(features) {
    const xs = features.map((one) => one.geometry.coordinates[0]);
    const ys = features.map((one) => one.geometry.coordinates[1]);
    const pad = 0.08;
    return [Math.min(...xs) - pad, Math.min(...ys) - pad, Math.max(...xs) + pad, Math.max(...ys) + pad];
  }

  function remove() {
    sessionStorage.removeItem(key());
    clearInterval(state.timer);
    if (state.on && state.on.gl.getLayer(LAYER)) {
      state.on.gl.removeLayer(LAYER);
      state.on.gl.removeSource(LAYER);
    }
    if (state.on) state.on.hooks.tell = state.tell;
    if (state.bar) state.bar.remove();
    state.told = null;
    const heading = document.querySelector("main h1, h1");
    if (heading) {
      heading.setAttribute("tabindex", "-1");
      heading.focus();
    }
  }

  function bar(still) {
    const written = language();
    const same = state.bar && state.bar.lang === written && state.still === still;
    if (same && state.bar.isConnected) return;
    state.still = still;
    if (state.bar) state.bar.remove();
    const button = T.element("button", { type: "button", class: "button plain", onclick: remove },
      spoken(state.told.remove));
    state.bar = T.element("aside", { class: "dropped-bar", lang: written },
      T.element("p", { role: "status" }, T.element("span", { class: "ring", "aria-hidden": "true" }),
        T.element("strong", {}, state.told.file), T.element("span", {}, spoken(state.told.notice)),
        still ? T.element("span", {}, spoken(state.told.still)) : ""),
      button);
    document.body.append(state.bar);
  }

  /* The ring under a point of the screen, if any. */
  function under(gl, point) {
    return gl.getLayer(LAYER) ? gl.queryRenderedFeatures(point, { layers: [LAYER] })[0] : null;
  }

  function draw(map) {
    const { gl } = map;
    if (state.on !== map) {
      state.on = map;
      state.tell = map.hooks.tell;
      map.hooks.tell = (point, level, id) => {
        const ring = under(gl, point);
        if (ring) map.hooks.tellSite(point, ring.properties);
        else state.tell(point, level, id);
      };
    }
    if (gl.getLayer(LAYER) || !gl.isStyleLoaded()) return;
    gl.addSource(LAYER, { type: "geojson", data: state.told.points });
    gl.addLayer({
      id: LAYER,
      type: "circle",
      source: LAYER,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, 4, 9, 7, 13, 10],
        "circle-color": "rgba(255, 255, 255, 0.75)",
        "circle-stroke-color": RING,
        "circle-stroke-width": 2.5,
      },
    });
    if (!state.fitted) {
      state.fitted = true;
      gl.fitBounds(box(state.told.points.features), { padding: 60, maxZoom: 11, duration: 0 });
    }
  }

  function look() {
    const map = T.map && T.map.backend;
    if (!map || prefix() === null) return;
    if (!state.told) {
      state.told = read();
      if (!state.told) {
        clearInterval(state.timer);
        return;
      }
    }
    bar(!map.gl);
    if (map.gl) draw(map);
  }

  /* The map may be made again at any time (static map, other place): look now and then. */
  function start() {
    const kept = Object.keys(sessionStorage).some((one) => one.startsWith("territory.dropped:"));
    if (kept) state.timer = setInterval(look, EVERY);
  }

  try {
    start();
  } catch (fault) {
    state.timer = null;
  }
})();
