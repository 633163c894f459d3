/* The live map: vector tiles recoloured by feature state, so that no geometry is sent again. */
(function () {
  "use strict";
  const T = window.territory;
  const LAYER = "t";
  const GROUND = "#eaf0f1";
  const UNKNOWN = "#e8e8e4";
  /* Everything that changes is in the state of a feature: no expression is ever written again,
     which would have every tile prepared anew. */
  const COLOUR = ["to-color", ["coalesce", ["feature-state", "colour"], UNKNOWN]];
  const STRENGTH = ["coalesce", ["feature-state", "strength"], 1];
  const FADED = 0.12;
  const ABOVE = "above-territories";

  class GlMap {
    constructor(holder, config, hooks) {
      this.config = config;
      this.hooks = hooks;
      this.shown = null;
      this.isolated = null;
      this.selected = null;
      this.hovered = null;
      this.kinds = [];
      const words = config.words;
      this.gl = new window.maplibregl.Map({
        container: holder,
        style: {
          version: 8,
          sources: {},
          layers: [
            { id: "ground", type: "background", paint: { "background-color": GROUND } },
            { id: ABOVE, type: "background", layout: { visibility: "none" } },
          ],
        },
        bounds: config.home,
        fitBoundsOptions: { padding: 16 },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        renderWorldCopies: false,
        fadeDuration: 0,
        maxZoom: 15,
        locale: {
          "Map.Title": words.map,
          "NavigationControl.ZoomIn": words.zoomIn,
          "NavigationControl.ZoomOut": words.zoomOut,
        },
      });
      this.gl.touchZoomRotate.disableRotation();
      this.gl.keyboard.disableRotation();
      const { NavigationControl, ScaleControl } = window.maplibregl;
      this.gl.addControl(new NavigationControl({ showCompass: false }), "top-right");
      this.gl.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
      this.gl.on("click", (event) => this.onClick(event));
      this.gl.on("mousemove", (event) => this.onMove(event));
      this.gl.on("mouseout", () => this.onLeave());
      this.gl.on("zoomend", () => this.tellScale());
      this.gl.getCanvas().addEventListener("keydown", (event) => {
        if (event.key === "Escape") event.target.blur();
      });
      this.ready = new Promise((done) => this.gl.once("load", done)).then(() => this.addPatterns());
    }

    addPatterns() {
      this.circles(null, null);
      for (const [code, paint] of Object.entries(this.config.patterns)) {
        this.gl.addImage(`pattern-${code}`, T.patternImage(paint), { pixelRatio: T.imageScale });
      }
    }

    async show(level, answer, places) {
      await this.ready;
      if (!this.shown || this.shown.level !== level) this.addLevel(level, places);
      this.paint(answer);
      this.circles(answer.counts, places);
      this.tellScale();
    }

    addLevel(level, places) {
      const old = this.shown;
      const { coarser, complete: below } = places;
      const serial = (old ? old.serial : 0) + 1;
      this.shown = {
        level, coarser, below, places, serial, layers: [], sources: [], painted: {},
      };
      this.hovered = null;
      this.selected = null;
      const lowest = this.config.levels[level].zooms[0];
      // Below this zoom some territories could not be seen.
      this.gl.setMinZoom(coarser ? Math.max(0, lowest - 1) : Math.min(below, lowest + 1));
      if (places.backdrop) this.addLand(places.backdrop);
      if (coarser) this.addLayers(coarser, { maxzoom: below });
      this.addLayers(level, coarser ? { minzoom: below } : {});
      if (!old) return;
      const drop = () => {
        for (const layer of old.layers) if (this.gl.getLayer(layer)) this.gl.removeLayer(layer);
        for (const source of old.sources) if (this.gl.getSource(source)) this.gl.removeSource(source);
      };
      // The old map stays until the new one is drawn.
      this.gl.once("idle", drop);
    }

    addTiles(source, level) {
      const known = this.config.levels[level];
      const address = `${window.location.origin}${this.config.tiles}/${level}/{z}/{x}/{y}`;
      this.gl.addSource(source, {
        type: "vector",
        tiles: [`${address}?v=${this.config.version}`],
        minzoom: known.zooms[0],
        maxzoom: known.zooms[1],
        bounds: known.bounds,
        promoteId: "i",
      });
      this.shown.sources.push(source);
    }

    /* Land where the level has no territory: without it, such places would read as lakes. */
    addLand(level) {
      const source = `land-${this.shown.serial}`;
      this.addTiles(source, level);
      const paint = { "fill-color": this.config.land };
      this.gl.addLayer({ id: source, type: "fill", source, "source-layer": LAYER, paint }, ABOVE);
      this.shown.layers.push(source);
    }

    addLayers(level, range) {
      const known = this.config.levels[level];
      const source = this.source(level);
      this.addTiles(source, level);
      const add = (name, type, paint, layout = {}) => {
        const id = `${source}-${name}`;
        const layer = { id, type, source, "source-layer": LAYER, paint, layout, ...range };
        this.gl.addLayer(layer, ABOVE);
        this.shown.layers.push(id);
      };
      // No width rather than no opacity: what is not drawn costs nothing.
      const wide = (state, width) => [
        "case", ["boolean", ["feature-state", state], false], width, 0,
      ];
      add("fill", "fill", {
        "fill-color": COLOUR, "fill-opacity": STRENGTH, "fill-antialias": false,
      });
      for (const code of Object.keys(this.config.patterns)) {
        const coded = ["==", ["feature-state", "code"], code];
        add(code, "fill", {
          "fill-pattern": `pattern-${code}`, "fill-opacity": ["case", coded, STRENGTH, 0],
        }, { visibility: "none" });
      }
      const seen = this.zoomOfOutlines(known);
      add("line", "line", {
        "line-color": "#ffffff",
        "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.5, 8, 1, 12, 1.6],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], seen - 1, 0, seen + 0.7, 0.9],
      });
      add("hover", "line", { "line-color": "#1d2733", "line-width": wide("hover", 1.6) });
      add("case", "line", { "line-color": "#ffffff", "line-width": wide("on", 6) });
      add("on", "line", { "line-color": "#10202b", "line-width": wide("on", 3) });
    }

    /* The zoom at which a territory of middling size is wide enough for its outline: many small
       ones side by side would be nothing but outlines. */
    zoomOfOutlines(known) {
      const [west, south, east, north] = known.bounds;
      const side = Math.sqrt(((east - west) * (north - south)) / Math.max(1, known.count));
      const pixels = known.count > 300 ? 32 : 10;
      return Math.log2((pixels * 360) / (512 * side));
    }

    source(level) {
      return `${level}-${this.shown.serial}`;
    }

    target(level, id) {
      return { source: this.source(level), sourceLayer: LAYER, id };
    }

    paint(answer) {
      this.answer = answer;
      const { level, coarser } = this.shown;
      this.state(level, answer.codes);
      if (coarser) this.state(coarser, answer.coarser || "");
    }

    state(level, codes) {
      const { paint } = this.answer;
      const before = this.shown.painted[level] || [];
      const now = Array.from(codes, (code) => ({
        code,
        colour: paint[code].colour,
        strength: this.isolated && this.isolated !== code ? FADED : 1,
      }));
      now.forEach((state, id) => {
        const old = before[id];
        const same = old && old.code === state.code && old.colour === state.colour
          && old.strength === state.strength;
        if (!same) this.gl.setFeatureState(this.target(level, id), state);
      });
      this.shown.painted[level] = now;
      // A pattern costs drawing: its layer shows from the first time it is needed.
      for (const code of new Set(codes)) {
        const layer = `${this.source(level)}-${code}`;
        if (this.gl.getLayer(layer) && this.gl.getLayoutProperty(layer, "visibility") === "none") {
          this.gl.setLayoutProperty(layer, "visibility", "visible");
        }
      }
    }

    /* Counts are circles whose surface is proportional to them, never a colour. */
    circles(counts, places) {
      const name = "counts";
      const most = counts ? Math.max(...counts) : 0;
      const features = !most ? [] : counts
        .map((count, i) => ({ count, i }))
        .filter(({ count }) => count > 0)
        .sort((one, other) => other.count - one.count)
        .map(({ count, i }) => ({
          type: "Feature",
          geometry: { type: "Point", coordinates: places.anchors[i] },
          properties: { r: Math.sqrt(count / most) },
        }));
      const content = { type: "FeatureCollection", features };
      if (this.gl.getSource(name)) {
        this.gl.getSource(name).setData(content);
        return;
      }
      this.gl.addSource(name, { type: "geojson", data: content });
      const size = (pixels) => ["*", pixels, ["get", "r"]];
      this.gl.addLayer({
        id: name,
        type: "circle",
        source: name,
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, size(18), 7, size(34), 11, size(46)],
          "circle-color": "#1d2733",
          "circle-opacity": 0.24,
          "circle-stroke-color": "#1d2733",
          "circle-stroke-width": 0.8,
        },
      });
    }

    async points(kinds) {
      await this.ready;
      this.kinds = kinds;
      for (const [kind, drawn] of Object.entries(this.config.kinds)) {
        const name = `points-${kind}`;
        const wanted = kinds.includes(kind);
        if (this.gl.getLayer(name)) {
          this.gl.setLayoutProperty(name, "visibility", wanted ? "visible" : "none");
        } else if (wanted) {
          const address = `${this.config.data}/points/${this.config.language}/${kind}`;
          const content = await T.fetchJson(address);
          if (!this.gl.getLayer(name) && this.kinds.includes(kind)) this.addPoints(name, drawn, content);
        }
      }
    }

    addPoints(name, drawn, content) {
      this.gl.addImage(name, T.markImage(drawn), { pixelRatio: T.imageScale });
      this.gl.addSource(name, { type: "geojson", data: content });
      this.gl.addLayer({
        id: name,
        type: "symbol",
        source: name,
        layout: {
          "icon-image": name,
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.34, 7, 0.62, 10, 1, 13, 1.4],
        },
      });
    }

    async select(id, move) {
      await this.ready;
      if (!this.shown) return;
      const { level } = this.shown;
      if (this.selected !== null) {
        this.gl.setFeatureState(this.target(level, this.selected), { on: false });
      }
      this.selected = id;
      if (id === null) return;
      this.gl.setFeatureState(this.target(level, id), { on: true });
      if (move) this.reveal(this.shown.places.boxes[id]);
    }

    /* Move only when the territory is out of sight or too small to be seen. */
    reveal(box) {
      const view = this.gl.getBounds();
      const inside = box[0] >= view.getWest() && box[2] <= view.getEast()
        && box[1] >= view.getSouth() && box[3] <= view.getNorth();
      const [left, top] = Object.values(this.gl.project([box[0], box[3]]));
      const [right, bottom] = Object.values(this.gl.project([box[2], box[1]]));
      if (inside && Math.max(right - left, bottom - top) > 30) return;
      this.gl.fitBounds(box, { padding: 120, maxZoom: 11, duration: 500 });
    }

    isolate(code) {
      this.isolated = code;
      if (this.shown && this.answer) this.paint(this.answer);
    }

    fit(box) {
      this.gl.fitBounds(box, { padding: 16, duration: 500 });
    }

    at(point) {
      const layers = [`${this.source(this.shown.level)}-fill`];
      if (this.shown.coarser) layers.push(`${this.source(this.shown.coarser)}-fill`);
      const present = layers.filter((layer) => this.gl.getLayer(layer));
      const found = this.gl.queryRenderedFeatures(point, { layers: present })[0];
      if (!found) return null;
      const coarse = found.source !== this.source(this.shown.level);
      return { id: found.id, coarse, level: coarse ? this.shown.coarser : this.shown.level };
    }

    onClick(event) {
      if (!this.shown) return;
      const found = this.at(event.point);
      if (!found) return;
      if (found.coarse) {
        const zoom = this.shown.below + 0.2;
        this.gl.easeTo({ center: event.lngLat, zoom, duration: 500 });
      } else {
        this.hooks.select(found.id);
      }
    }

    onMove(event) {
      if (!this.shown) return;
      const drawn = this.kinds.map((kind) => `points-${kind}`).filter((name) => this.gl.getLayer(name));
      const site = drawn.length
        ? this.gl.queryRenderedFeatures(event.point, { layers: drawn })[0] : null;
      const found = this.at(event.point);
      this.hover(found);
      this.gl.getCanvas().style.cursor = found ? "pointer" : "";
      if (site) this.hooks.tellSite(event.point, site.properties);
      else if (found) this.hooks.tell(event.point, found.level, found.id);
      else this.hooks.hush();
    }

    onLeave() {
      this.hover(null);
      this.hooks.hush();
    }

    hover(found) {
      if (this.hovered) {
        this.gl.setFeatureState(this.target(this.hovered.level, this.hovered.id), { hover: false });
      }
      this.hovered = found;
      if (found) this.gl.setFeatureState(this.target(found.level, found.id), { hover: true });
    }

    tellScale() {
      if (!this.shown) return;
      const { level, coarser, below } = this.shown;
      const wide = Boolean(coarser) && this.gl.getZoom() < below;
      const levels = this.config.levels;
      this.hooks.note(wide ? T.say(this.config.words.coarse, {
        coarse: levels[coarser].label, level: levels[level].label,
      }) : "");
    }

    resize() {
      this.gl.resize();
    }

    destroy() {
      this.gl.remove();
    }
  }

  T.GlMap = GlMap;
})();
