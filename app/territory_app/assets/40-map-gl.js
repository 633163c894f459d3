/* The live map: vector tiles recoloured by feature state, so that no geometry is sent again. */
(function () {
  "use strict";
  const T = window.territory;
  const LAYER = "t";
  /* Everything that changes is in the state of a feature: no expression is ever written again,
     which would have every tile prepared anew. */
  const STRENGTH = ["coalesce", ["feature-state", "strength"], 1];
  const FADED = 0.12;
  const ABOVE = "above-territories";
  const OUTLINES = "above-outlines";

  class GlMap {
    /* The map lives in a frame of its own, which the page may put elsewhere once it is whole. */
    constructor(holder, config, hooks, box) {
      this.frame = T.element("div", { class: "map-canvas" });
      holder.append(this.frame);
      this.opened = box || config.home;
      this.config = config;
      this.hooks = hooks;
      this.theme = T.theme();
      this.shown = null;
      this.scene = null;
      this.isolated = null;
      this.selected = null;
      this.hovered = null;
      const words = config.words;
      const hidden = { visibility: "none" };
      this.gl = new window.maplibregl.Map({
        container: this.frame,
        style: {
          version: 8,
          transition: { duration: 0, delay: 0 },
          sources: {},
          layers: [
            { id: "ground", type: "background", paint: { "background-color": this.theme.ground } },
            { id: ABOVE, type: "background", layout: hidden },
            { id: OUTLINES, type: "background", layout: hidden },
          ],
        },
        bounds: this.opened,
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
      const canvas = this.gl.getCanvas();
      canvas.setAttribute("aria-describedby", "map-summary");
      canvas.addEventListener("keydown", (event) => {
        if (event.key === "Escape") event.target.blur();
      });
      this.overlay = new T.GlOverlay(this, OUTLINES);
      this.sites = new T.GlSites(this, config, hooks);
      this.stopTheme = T.onTheme(() => this.retheme());
      this.ready = new Promise((done) => this.gl.once("style.load", done));
    }

    /* Move to where the page now has its map. */
    settle(holder) {
      holder.append(this.frame);
      this.gl.resize();
      this.gl.fitBounds(this.opened, { padding: 16, duration: 0 });
    }

    /* Show a scene: level, answer, places, inside, coarseInside, isolated, overlay, kinds. */
    async show(scene) {
      await this.ready;
      const { level, answer, places } = scene;
      this.scene = scene;
      this.isolated = scene.isolated;
      if (!this.shown || this.shown.level !== level) this.addLevel(level, places);
      this.paint(answer);
      this.overlay.counts(answer.counts, level, this.holds(scene));
      this.overlay.show(scene.overlay === level ? "" : scene.overlay);
      this.tellScale();
      await this.sites.show(scene.kinds, scene.sites);
    }

    /* Whether a territory is in the place and the class shown. */
    holds({ inside, isolated, answer }) {
      return (id) => (!inside || inside.has(id)) && (!isolated || answer.codes[id] === isolated);
    }

    addLevel(level, places) {
      const old = this.shown;
      const { coarser, complete: below } = places;
      const serial = (old ? old.serial : 0) + 1;
      this.shown = {
        level, coarser, below, places, serial, layers: [], sources: [], painted: {}, ranges: {},
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
    }

    /* Land where the level has no territory: without it, such places would read as lakes. */
    addLand(level) {
      const source = `land-${this.shown.serial}`;
      this.addTiles(source, level);
      this.shown.sources.push(source);
      const paint = { "fill-color": this.theme.land };
      this.gl.addLayer({ id: source, type: "fill", source, "source-layer": LAYER, paint }, ABOVE);
      this.shown.layers.push(source);
    }

    addLayers(level, range) {
      const known = this.config.levels[level];
      const { theme } = this;
      const source = this.source(level);
      this.shown.ranges[level] = range;
      this.addTiles(source, level);
      this.shown.sources.push(source);
      const add = (name, type, paint) => {
        const id = `${source}-${name}`;
        const layer = { id, type, source, "source-layer": LAYER, paint, ...range };
        this.gl.addLayer(layer, ABOVE);
        this.shown.layers.push(id);
      };
      // No width rather than no opacity: what is not drawn costs nothing.
      const wide = (state, width) => [
        "case", ["boolean", ["feature-state", state], false], width, 0,
      ];
      add("fill", "fill", {
        "fill-color": ["to-color", ["coalesce", ["feature-state", "colour"], theme.unknown]],
        "fill-opacity": STRENGTH,
        "fill-antialias": false,
      });
      const seen = this.zoomOfOutlines(known);
      add("line", "line", {
        "line-color": theme.line,
        "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.5, 8, 1, 12, 1.6],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], seen - 1, 0, seen + 0.7, 0.9],
      });
      add("hover", "line", { "line-color": theme.hover, "line-width": wide("hover", 1.6) });
      add("case", "line", { "line-color": theme.halo, "line-width": wide("on", 6) });
      add("on", "line", { "line-color": theme.ring, "line-width": wide("on", 3) });
    }

    /* A pattern costs drawing: its layer comes the first time a class needs it. */
    addPattern(level, code, paint) {
      const source = this.source(level);
      const id = `${source}-${code}`;
      const image = `pattern-${paint.pattern}-${paint.colour}-${paint.ink}`;
      if (!this.gl.hasImage(image)) {
        this.gl.addImage(image, T.patternImage(paint), { pixelRatio: T.imageScale });
      }
      if (this.gl.getLayer(id)) {
        if (this.gl.getPaintProperty(id, "fill-pattern") !== image) {
          this.gl.setPaintProperty(id, "fill-pattern", image);
        }
        return;
      }
      this.gl.addLayer({
        ...this.shown.ranges[level],
        id,
        type: "fill",
        source,
        "source-layer": LAYER,
        paint: {
          "fill-pattern": image,
          "fill-opacity": ["case", ["==", ["feature-state", "code"], code], STRENGTH, 0],
        },
      }, `${source}-line`);
      this.shown.layers.push(id);
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
      this.state(level, answer.codes, this.scene.inside);
      if (coarser) this.state(coarser, answer.coarser || "", this.scene.coarseInside);
    }

    /* Only what changes is set: of a class shown alone, or of another indicator, that is little. */
    state(level, codes, inside) {
      const { paint } = this.answer;
      const { isolated, theme } = this;
      const before = this.shown.painted[level] || [];
      const kinds = new Map();
      for (const code of new Set(codes)) {
        const themed = T.inTheme(paint[code]);
        if (themed.pattern) this.addPattern(level, code, themed);
        const strength = isolated && isolated !== code ? FADED : 1;
        kinds.set(code, { code, colour: themed.colour, strength });
      }
      const outside = { code: "", colour: theme.outside, strength: 1 };
      const now = Array.from(codes, (code, id) => (inside && !inside.has(id) ? outside : kinds.get(code)));
      const source = this.source(level);
      const target = { source, sourceLayer: LAYER, id: 0 };
      now.forEach((state, id) => {
        const old = before[id];
        const same = old && old.code === state.code && old.colour === state.colour
          && old.strength === state.strength;
        if (same) return;
        target.id = id;
        this.gl.setFeatureState(target, state);
      });
      this.shown.painted[level] = now;
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
      if (!move) return;
      const { boxes } = await T.boxes(this.config, level);
      if (this.selected === id && this.shown.level === level) this.reveal(boxes[id]);
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
      if (!this.shown || this.sites.onClick(event.point)) return;
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
      const found = this.at(event.point);
      this.hover(found);
      this.gl.getCanvas().style.cursor = found ? "pointer" : "";
      if (this.sites.onMove(event.point)) return;
      if (found) this.hooks.tell(event.point, found.level, found.id);
      else this.hooks.hush();
    }

    onLeave() {
      this.hover(null);
      this.hooks.hush();
    }

    hover(found) {
      const before = this.hovered;
      if (before && found && before.level === found.level && before.id === found.id) return;
      if (before) this.gl.setFeatureState(this.target(before.level, before.id), { hover: false });
      this.hovered = found;
      if (found) this.gl.setFeatureState(this.target(found.level, found.id), { hover: true });
    }

    /* Show on the map the row of the table under the mouse or the focus. */
    point(id) {
      if (this.shown) this.hover(id === null ? null : { level: this.shown.level, id });
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

    retheme() {
      this.theme = T.theme();
      const { theme } = this;
      const colours = {
        fill: ["fill-color", ["to-color", ["coalesce", ["feature-state", "colour"], theme.unknown]]],
        line: ["line-color", theme.line],
        hover: ["line-color", theme.hover],
        case: ["line-color", theme.halo],
        on: ["line-color", theme.ring],
      };
      this.gl.setPaintProperty("ground", "background-color", theme.ground);
      for (const layer of this.shown ? this.shown.layers : []) {
        const changed = layer.startsWith("land-")
          ? ["fill-color", theme.land] : colours[layer.split("-").pop()];
        if (changed) this.gl.setPaintProperty(layer, ...changed);
      }
      if (this.scene) this.paint(this.answer);
    }

    resize() {
      this.gl.resize();
    }

    destroy() {
      this.stopTheme();
      this.sites.destroy();
      this.gl.remove();
      this.frame.remove();
    }
  }

  T.GlMap = GlMap;
})();
