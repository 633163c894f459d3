/* Service points on the live map: grouped from afar, sized by staff, reached by mouse and keys. */
(function () {
  "use strict";
  const T = window.territory;
  const SOURCE = "sites";
  const SINGLE = "sites";
  const CLUSTERS = "sites-clusters";
  const LAST_GROUPED = 10;
  const MOST_BUTTONS = 40;
  const INK = "#1d2733";
  const PAPER = "#ffffff";
  const STAFF = ["get", "staff"];
  const TOTAL = ["get", "total"];
  const EMPTY = { type: "FeatureCollection", features: [] };

  class GlSites {
    constructor(map, config, hooks) {
      this.map = map;
      this.gl = map.gl;
      this.config = config;
      this.hooks = hooks;
      this.kinds = [];
      this.marks = new Map();
      this.gl.on("idle", () => this.place());
      this.gl.on("zoomstart", () => this.clear());
    }

    /* Show the points of some kinds; of a place, those that `inside` lists by kind. */
    async show(kinds, inside) {
      if (kinds.join() === this.kinds.join() && inside === this.inside) return;
      this.kinds = kinds;
      this.inside = inside;
      const answers = await Promise.all(kinds.map((kind) => T.sites(this.config, kind)));
      if (kinds !== this.kinds || inside !== this.inside) return;
      this.answers = Object.fromEntries(answers.map((one) => [one.kind, one]));
      const features = answers.flatMap((one) => (inside ? inside[one.kind] : [...one.lon.keys()]).map((i) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [one.lon[i], one.lat[i]] },
        properties: { kind: one.kind, i, staff: one.fte[i] === null ? -1 : one.fte[i] },
      })));
      this.clear();
      if (features.length && !this.gl.getSource(SOURCE)) this.addLayers();
      const source = this.gl.getSource(SOURCE);
      if (!source) return;
      const one = kinds.length === 1 ? this.config.kinds[kinds[0]].colour : INK;
      this.gl.setPaintProperty(CLUSTERS, "circle-color", ["case", [">", TOTAL, 0], one, PAPER]);
      this.gl.setPaintProperty(CLUSTERS, "circle-stroke-color", ["case", [">", TOTAL, 0], PAPER, one]);
      source.setData({ ...EMPTY, features });
    }

    addLayers() {
      const { gl } = this;
      const counted = Object.fromEntries(Object.keys(this.config.kinds).map((kind) => [
        `n_${kind}`, ["+", ["case", ["==", ["get", "kind"], kind], 1, 0]],
      ]));
      gl.addSource(SOURCE, {
        type: "geojson",
        data: EMPTY,
        cluster: true,
        clusterRadius: 44,
        clusterMaxZoom: LAST_GROUPED,
        clusterProperties: {
          ...counted,
          total: ["+", ["max", STAFF, 0]],
          known: ["+", ["case", [">=", STAFF, 0], 1, 0]],
        },
      });
      for (const [kind, drawn] of Object.entries(this.config.kinds)) {
        for (const hollow of [false, true]) {
          const name = `site-${kind}${hollow ? "-hollow" : ""}`;
          gl.addImage(name, T.markImage(drawn, hollow), { pixelRatio: T.imageScale });
        }
      }
      gl.addLayer({
        id: CLUSTERS,
        type: "circle",
        source: SOURCE,
        filter: ["has", "point_count"],
        paint: {
          "circle-radius": [
            "case", [">", TOTAL, 0], ["max", 11, ["min", 26, ["*", 1.7, ["sqrt", TOTAL]]]], 12,
          ],
          "circle-opacity": 0.92,
          "circle-stroke-width": 1.6,
        },
      });
      // The surface of a mark follows its staff; a hollow one, of unknown staff, has one size.
      const size = ["case", ["<", STAFF, 0], 1, ["max", 0.6, ["min", 2.6, ["sqrt", ["/", STAFF, 2]]]]];
      const sized = (scale) => ["*", scale * T.markScale, size];
      gl.addLayer({
        id: SINGLE,
        type: "symbol",
        source: SOURCE,
        filter: ["!", ["has", "point_count"]],
        layout: {
          "icon-image": [
            "concat", "site-", ["get", "kind"], ["case", ["<", STAFF, 0], "-hollow", ""],
          ],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "icon-size": [
            "interpolate", ["linear"], ["zoom"], 4, sized(0.6), 8, sized(0.85), 11, sized(1.1), 14, sized(1.5),
          ],
          "symbol-sort-key": ["-", 0, STAFF],
        },
      });
    }

    drawn() {
      return Boolean(this.kinds.length && this.gl.getLayer(SINGLE));
    }

    under(point, reach) {
      if (!this.drawn()) return [];
      const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
      return this.gl.queryRenderedFeatures(box, { layers: [SINGLE, CLUSTERS] });
    }

    told(features) {
      const seen = new Set();
      const sites = [];
      for (const { properties: { kind, i } } of features) {
        if (seen.has(`${kind}/${i}`) || !this.answers[kind]) continue;
        seen.add(`${kind}/${i}`);
        sites.push(T.siteOf(this.answers[kind], i));
      }
      return sites;
    }

    onClick(point) {
      const found = this.under(point, 4);
      if (!found.length) return false;
      const group = found.find((one) => one.properties.cluster);
      if (group) this.open(group);
      else this.hooks.card(this.told(found), null);
      return true;
    }

    onMove(point) {
      const found = this.under(point, 2);
      if (!found.length) return false;
      this.gl.getCanvas().style.cursor = "pointer";
      const group = found.find((one) => one.properties.cluster);
      if (group) this.hooks.tellGroup(point, this.groupWords(group.properties));
      else this.hooks.tellSites(point, this.told(found));
      return true;
    }

    groupWords(properties) {
      const { language, words } = this.config;
      const counts = this.kinds.filter((kind) => properties[`n_${kind}`]).map((kind) => (
        `${this.answers[kind].label}${T.colon(language)} ${T.number(properties[`n_${kind}`], 0, language)}`
      ));
      const staff = properties.known ? T.say(words.staff, {
        fte: T.number(properties.total, 1, language),
      }) : words.staffUnknown;
      return {
        title: T.say(words.group, { count: T.number(properties.point_count, 0, language) }),
        lines: [counts.join("; "), staff],
      };
    }

    async open(group) {
      const zoom = await this.gl.getSource(SOURCE).getClusterExpansionZoom(group.properties.cluster_id);
      this.gl.easeTo({ center: group.geometry.coordinates, zoom: zoom + 0.2, duration: 500 });
    }

    /* Counts are words, and words need glyphs the map library lacks: they are buttons over it,
       and so are the points themselves when they are few enough to be gone through. */
    place() {
      if (!this.drawn() || this.gl.isMoving()) return;
      const query = (layer) => this.gl.queryRenderedFeatures({ layers: [layer] });
      const wanted = new Map(query(CLUSTERS).map((one) => [`g${one.properties.cluster_id}`, one]));
      const single = new Map(query(SINGLE).map((one) => [
        `s${one.properties.kind}/${one.properties.i}`, one,
      ]));
      if (single.size <= MOST_BUTTONS) for (const [key, one] of single) wanted.set(key, one);
      for (const [key, mark] of this.marks) {
        if (!wanted.has(key)) {
          mark.remove();
          this.marks.delete(key);
        }
      }
      for (const [key, one] of wanted) if (!this.marks.has(key)) this.marks.set(key, this.mark(one));
      this.rove();
    }

    mark(one) {
      const { cluster, point_count: count } = one.properties;
      const said = cluster ? this.groupWords(one.properties) : null;
      const site = cluster ? null : this.told([one])[0];
      const button = T.element("button", {
        type: "button",
        class: cluster ? "site-group" : "site-mark",
        "data-dark": cluster && one.properties.total > 0,
        "aria-label": cluster ? `${said.title}, ${said.lines.join("; ")}` : T.siteLabel(site),
        onclick: (event) => {
          event.stopPropagation();
          if (cluster) this.open(one);
          else this.hooks.card(this.told(this.under(this.gl.project(one.geometry.coordinates), 4)), button);
        },
        onkeydown: (event) => this.onKey(event, button),
        onfocus: () => {
          const point = this.gl.project(one.geometry.coordinates);
          if (!button.matches(":focus-visible")) return;
          if (cluster) this.hooks.tellGroup(point, said);
          else this.hooks.tellSites(point, [site]);
        },
        onblur: () => this.hooks.hush(),
      }, cluster ? T.number(count, 0, this.config.language) : null);
      return new window.maplibregl.Marker({ element: button })
        .setLngLat(one.geometry.coordinates).addTo(this.gl);
    }

    buttons() {
      return [...this.marks.values()].map((mark) => mark.getElement())
        .sort((one, other) => one.getBoundingClientRect().x - other.getBoundingClientRect().x);
    }

    /* One stop for the Tab key; arrows go from point to point, Escape back to the map. */
    rove(current) {
      const all = this.buttons();
      const kept = current || all.find((one) => one === document.activeElement) || all[0];
      for (const one of all) one.tabIndex = one === kept ? 0 : -1;
    }

    onKey(event, button) {
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (event.key === "Escape") {
        this.hooks.hush();
        this.gl.getCanvas().focus();
      } else if (event.key in steps) {
        const all = this.buttons();
        const next = all[(all.indexOf(button) + steps[event.key] + all.length) % all.length];
        this.rove(next);
        next.focus();
        event.preventDefault();
      } else return;
      event.stopPropagation();
    }

    clear() {
      const held = [...this.marks.values()].some((one) => one.getElement() === document.activeElement);
      for (const mark of this.marks.values()) mark.remove();
      this.marks.clear();
      if (held) this.gl.getCanvas().focus();
    }

    destroy() {
      this.clear();
    }
  }

  T.GlSites = GlSites;
})();
