/* What lies over the colours of the live map: outlines of another level, circles of counts. */
(function () {
  "use strict";
  const T = window.territory;
  const LAYER = "t";
  const INK = "#1d2733";
  const HALO = "#ffffff";

  class GlOverlay {
    constructor(map, before) {
      this.map = map;
      this.before = before;
      this.level = "";
      this.serial = 0;
    }

    /* Lay the outlines of a level over the map; none for an empty level. */
    show(level) {
      if (level === this.level) return;
      const { gl } = this.map;
      const old = `overlay-${this.serial}`;
      for (const part of ["halo", "dash"]) {
        if (gl.getLayer(`${old}-${part}`)) gl.removeLayer(`${old}-${part}`);
      }
      if (gl.getSource(old)) gl.removeSource(old);
      this.level = level;
      if (!level) return;
      this.serial += 1;
      const source = `overlay-${this.serial}`;
      this.map.addTiles(source, level);
      const width = (near, far) => ["interpolate", ["linear"], ["zoom"], 4, near, 10, far];
      const add = (part, paint, layout) => gl.addLayer({
        id: `${source}-${part}`, type: "line", source, "source-layer": LAYER, paint, layout,
      }, this.before);
      const round = { "line-join": "round" };
      add("halo", { "line-color": HALO, "line-opacity": 0.85, "line-width": width(2.2, 4.4) }, round);
      add("dash", {
        "line-color": INK, "line-width": width(0.9, 1.7), "line-dasharray": [3.5, 1.8],
      }, round);
    }

    /* Counts are circles whose surface is proportional to them, never a colour. */
    async counts(counts, level, holds) {
      const name = "counts";
      const { gl } = this.map;
      this.counted = holds;
      if (!counts && !gl.getSource(name)) return;
      const { anchors } = counts ? await T.boxes(this.map.config, level) : {};
      if (this.counted !== holds) return;
      const most = counts ? counts.reduce((one, other) => Math.max(one, other), 0) : 0;
      const features = !most ? [] : counts
        .map((count, i) => ({ count, i }))
        .filter(({ count, i }) => count > 0 && holds(i))
        .sort((one, other) => other.count - one.count)
        .map(({ count, i }) => ({
          type: "Feature",
          geometry: { type: "Point", coordinates: anchors[i] },
          properties: { r: Math.sqrt(count / most) },
        }));
      const content = { type: "FeatureCollection", features };
      if (gl.getSource(name)) {
        gl.getSource(name).setData(content);
        return;
      }
      gl.addSource(name, { type: "geojson", data: content });
      const size = (pixels) => ["*", pixels, ["get", "r"]];
      gl.addLayer({
        id: name,
        type: "circle",
        source: name,
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, size(18), 7, size(34), 11, size(46)],
          "circle-color": INK,
          "circle-opacity": 0.24,
          "circle-stroke-color": INK,
          "circle-stroke-width": 0.8,
        },
      }, gl.getLayer("sites") ? "sites-clusters" : undefined);
    }
  }

  T.GlOverlay = GlOverlay;
})();
