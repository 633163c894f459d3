/* The page of map_<level>.html. Data written by people (names) only ever becomes text nodes. */
"use strict";

function territoryPage(map) {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = data.territories;
  const total = all.name.length;
  const state = { language: "fr", indicator: 0, isolated: null, selected: null };
  const at = (id) => document.getElementById(id);
  const word = (key) => data.words[state.language][key];
  const said = (both) => both[state.language];
  const locale = () => (state.language === "fr" ? "fr-CA" : "en-CA");

  function node(tag, text, attributes) {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    return element;
  }

  function number(value, digits) {
    if (value === null || value === undefined) return "—";
    return new Intl.NumberFormat(locale(), {
      maximumFractionDigits: digits, minimumFractionDigits: digits,
    }).format(value);
  }

  function counted(noun, value) {
    const one = new Intl.PluralRules(locale()).select(value) === "one";
    return word(noun + (one ? "_one" : "_other")).replace("{count}", number(value, 0));
  }

  function share(value) {
    if (value === null || value === undefined) return "—";
    const figure = number(100 * value, 1);
    return state.language === "fr" ? figure + "\u00a0%" : figure + "%";
  }

  const PEOPLE = ["population", "people_beyond_reach"];

  function figure(key, i) {
    const value = all[key][i];
    if (key === "reach_share") return share(value);
    if (value === null) return "—";
    if (PEOPLE.includes(key)) return counted("person", value);
    const unit = said(data.labels[key].unit);
    return number(value, 1) + (unit ? "\u00a0" + unit : "");
  }

  const measured = (key) => all[key].some((value) => value !== null);

  // folium puts its map at the end of the page; its place is the page's main part.
  at("main").prepend(map.getContainer());

  /* ---- outlines ---- */

  function decodeRing(ring) {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i];
      y += ring[i + 1];
      points.push([y / data.scale, x / data.scale]);
    }
    return points;
  }

  const patterns = {};
  function pattern(kind, colour) {
    const key = kind + colour;
    if (patterns[key]) return patterns[key];
    const tile = document.createElement("canvas");
    const size = 8;
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = pen.fillStyle = "#6b6b6b";
    if (kind === "hatch") {
      pen.lineWidth = 1.5;
      for (const shift of [-size, 0, size]) {
        pen.beginPath();
        pen.moveTo(shift, size);
        pen.lineTo(shift + size, 0);
        pen.stroke();
      }
    } else {
      pen.beginPath();
      pen.arc(size / 2, size / 2, 1.2, 0, 2 * Math.PI);
      pen.fill();
    }
    patterns[key] = pen.createPattern(tile, "repeat");
    return patterns[key];
  }

  function fill(i) {
    const indicator = data.indicators[state.indicator];
    const entry = indicator.entries[indicator.of[i]];
    const dimmed = state.isolated !== null && state.isolated !== indicator.of[i];
    return {
      fillColor: entry.pattern ? pattern(entry.pattern, entry.colour) : entry.colour,
      fillOpacity: dimmed ? 0.08 : 0.9,
    };
  }

  // Outlines fade in with zoom, later where territories are many: they would hide the fill.
  function outlineWeight() {
    const crowded = Math.max(0, Math.log2(total / 100));
    return Math.max(0, Math.min(1, (map.getZoom() - 4 - crowded) / 4));
  }

  const polygons = all.shape.map((shape, i) => {
    if (!shape.length) return null;
    const polygon = L.polygon(shape.map((part) => part.map(decodeRing)), {
      color: "#4d4d4d", weight: 0.5, smoothFactor: 0.5, ...fill(i),
    });
    polygon.on("click", (event) => select(i, event.latlng));
    return polygon.addTo(map);
  });

  let ring = null;
  function select(i, where) {
    state.selected = i;
    if (ring) ring.remove();
    ring = null;
    const polygon = polygons[i];
    at("status").textContent = all.name[i] + ", " + said(data.classes[all.class[i]]);
    if (!polygon) return;
    ring = L.polygon(polygon.getLatLngs(), {
      fill: false, color: "#0b3d91", weight: 3, interactive: false,
    }).addTo(map);
    const place = where || polygon.getBounds().getCenter();
    L.popup({ maxWidth: 340, autoPanPadding: [20, 20] })
      .setLatLng(place).setContent(card(i)).openOn(map);
  }
  map.on("popupclose", () => {
    if (ring) ring.remove();
    ring = null;
  });

  function card(i) {
    const box = node("div", null, { "data-territory": all.territory_id[i] });
    box.append(node("h2", all.name[i]));
    const list = node("dl");
    const line = (term, value) => {
      list.append(node("dt", term), node("dd", value));
    };
    const labels = data.labels;
    line(said(labels.population.title), figure("population", i));
    line(said(labels.class.title), said(data.classes[all.class[i]]));
    const reason = data.reasons[all.class_reason[i]];
    if (reason) line(said(labels.class_reason.title), said(reason));
    if (all.class[i] !== "not_ranked") {
      const presence = data.presences[all.presence_test[i]];
      line(said(labels.presence_test.title), presence ? said(presence) : "—");
      const shown = ["reach_share", "people_beyond_reach", "nearest_cost_median", "fte",
        "access_mean"];
      for (const key of shown.filter(measured)) {
        line(said(labels[key].title), figure(key, i));
      }
      if (all.rank[i] !== null) line(word("rank"), number(all.rank[i], 0));
    }
    box.append(list);
    if (all.rank[i] !== null && all.rank_low[i] !== all.rank_high[i]) {
      box.append(node("p", word("rank") + word("colon") + word("rank_range")
        .replace("{low}", number(all.rank_low[i], 0))
        .replace("{high}", number(all.rank_high[i], 0))));
    }
    for (const flag of all.flags[i].split(";").filter(Boolean)) {
      box.append(node("p", data.flags[flag] ? said(data.flags[flag]) : flag));
    }
    if (data.fictional) box.append(node("p", said(data.fictional), { class: "notice" }));
    return box;
  }

  /* ---- sites ---- */

  const radius = () => Math.max(1.8, Math.min(7, (map.getZoom() - 3) * 0.85));
  // Where dots are small a white rim would hide them.
  const rim = () => ({ stroke: radius() > 3, weight: 0.7, color: "#fff" });
  const sites = data.sites;
  const layers = data.kinds.map(() => L.layerGroup());
  sites.name.forEach((name, i) => {
    const kind = data.kinds[sites.kind[i]];
    const dot = L.circleMarker([sites.lat[i], sites.lon[i]], {
      radius: radius(), fillOpacity: 1, fillColor: kind.colour, ...rim(),
    });
    dot.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      L.popup().setLatLng(dot.getLatLng()).setContent(siteCard(i)).openOn(map);
    });
    layers[sites.kind[i]].addLayer(dot);
  });

  function siteCard(i) {
    const box = node("div");
    box.append(node("h2", sites.name[i]), node("p", said(data.kinds[sites.kind[i]].label)));
    const fte = sites.supply[i];
    box.append(node("p", fte === null ? word("fte_unknown")
      : word("fte").replace("{fte}", number(fte, 1))));
    box.append(node("p", word(sites.door[i] ? "is_door" : "not_door")));
    if (sites.around[i]) { box.append(node("p", word("around"))); }
    if (data.fictional) box.append(node("p", said(data.fictional), { class: "notice" }));
    return box;
  }

  map.on("zoomend", () => {
    layers.forEach((layer) => layer.eachLayer((dot) => {
      dot.setRadius(radius());
      dot.setStyle(rim());
    }));
    const weight = outlineWeight();
    polygons.forEach((polygon) => polygon && polygon.setStyle({ weight, stroke: weight > 0 }));
  });

  const show = (bounds, animate) => map.fitBounds(bounds, { animate, padding: [8, 8] });

  /* ---- panel ---- */

  function repaint() {
    polygons.forEach((polygon, i) => polygon && polygon.setStyle(fill(i)));
  }

  function heading() {
    const indicator = data.indicators[state.indicator];
    const fictional = data.fictional ? " — " + said(data.fictional) : "";
    const title = word("title") + word("colon") + said(data.level.plural) + " — "
      + said(data.study.title) + fictional;
    document.title = title;
    at("title").textContent = title;
    const unit = indicator.key === "reach_share" ? "%" : said(indicator.unit);
    at("subtitle").textContent = said(indicator.title) + (unit ? " (" + unit + ")" : "") + ". "
      + said(indicator.meaning);
  }

  function legend() {
    const indicator = data.indicators[state.indicator];
    const method = indicator.method ? " (" + word("bounds_" + indicator.method) + ")" : "";
    at("legend-title").textContent = word("legend") + word("colon") + said(indicator.title) + method;
    at("legend").replaceChildren(...indicator.entries.map((entry, i) => {
      const swatch = node("span", null, { class: "swatch " + (entry.pattern || "") });
      swatch.style.backgroundColor = entry.colour;
      const button = node("button", null, {
        type: "button", "aria-pressed": String(state.isolated === i),
      });
      button.append(swatch, node("span", said(entry.label)), node("span",
        counted("territory", entry.count) + ", " + counted("person", entry.people),
        { class: "count" }));
      button.addEventListener("click", () => {
        state.isolated = state.isolated === i ? null : i;
        at("legend").querySelectorAll("button").forEach((other, j) =>
          other.setAttribute("aria-pressed", String(state.isolated === j)));
        repaint();
      });
      const item = node("li");
      item.append(button);
      return item;
    }));
  }

  function choices() {
    const box = at("indicators");
    box.querySelectorAll("label").forEach((label) => label.remove());
    data.indicators.forEach((indicator, i) => {
      const label = node("label");
      const radio = node("input", null, { type: "radio", name: "indicator", value: indicator.key });
      radio.checked = i === state.indicator;
      radio.addEventListener("change", () => {
        state.indicator = i;
        state.isolated = null;
        heading();
        legend();
        repaint();
      });
      label.append(radio, node("span", said(indicator.title)));
      box.append(label);
    });
  }

  function kinds() {
    const box = at("kinds");
    box.querySelectorAll("label").forEach((label) => label.remove());
    data.kinds.forEach((kind, i) => {
      const label = node("label");
      const check = node("input", null, { type: "checkbox", value: kind.key });
      check.checked = map.hasLayer(layers[i]);
      check.addEventListener("change", () => {
        if (check.checked) layers[i].addTo(map);
        else layers[i].remove();
      });
      const dot = node("span", null, { class: "dot" });
      dot.style.backgroundColor = kind.colour;
      label.append(check, dot, node("span", said(kind.label)), node("span",
        number(kind.count, 0) + " (" + number(kind.doors, 0) + " " + word("doors") + ")" +
          (kind.around ? " + " + number(kind.around, 0) + " " + word("surroundings") : ""),
        { class: "count" }));
      box.append(label);
    });
  }

  function foot() {
    const lines = [
      word("norm") + word("colon") + said(data.study.norm) + ". " + word("convention"),
      said(data.study.travel) + ". " + said(data.study.note),
    ];
    const sources = said(data.study.sources);
    if (sources) lines.push(word("sources") + word("colon") + sources);
    lines.push(word("tools").replace("{version}", data.study.version));
    at("foot").replaceChildren(...lines.map((line) => node("p", line.trim())));
  }

  function table() {
    const columns = ["population", "people_beyond_reach", "reach_share", "nearest_cost_median",
      "fte_per_10k", "access_mean"].filter(measured);
    const grid = node("table");
    grid.append(node("caption", at("title").textContent));
    const head = node("tr");
    const warned = data.fictional ? said(data.fictional) : null;
    if (warned) head.append(node("th", word("warning"), { scope: "col", class: "text" }));
    for (const key of ["name", "class", ...columns]) {
      const side = columns.includes(key) ? "" : "text";
      head.append(node("th", said(data.labels[key].title), { scope: "col", class: side }));
    }
    const body = node("tbody");
    all.name.forEach((name, i) => {
      const row = node("tr");
      if (warned) row.append(node("td", warned, { class: "text" }));
      row.append(node("th", name, { scope: "row" }),
        node("td", said(data.classes[all.class[i]]), { class: "text" }));
      for (const key of columns) {
        row.append(node("td", key === "reach_share" ? share(all[key][i])
          : number(all[key][i], PEOPLE.includes(key) ? 0 : 1)));
      }
      body.append(row);
    });
    const top = node("thead");
    top.append(head);
    grid.append(top, body);
    at("table").replaceChildren(grid);
  }

  function words() {
    document.documentElement.lang = state.language;
    at("cautions").hidden = !data.cautions.fr;
    at("cautions").textContent = said(data.cautions);
    at("banner").hidden = !data.banner;
    if (data.banner) at("banner").textContent = said(data.banner);
    at("language").textContent = word("other_language");
    at("language").lang = state.language === "fr" ? "en" : "fr";
    at("inhabited").textContent = word("inhabited");
    at("whole").textContent = word("whole");
    at("twin").textContent = word(at("table").hidden ? "as_table" : "as_map");
    at("search-label").textContent = word("search");
    at("indicators-title").textContent = word("indicator");
    at("kinds-title").textContent = word("sites");
    at("legend-hint").textContent = word("legend_hint");
    map.getContainer().setAttribute("aria-label", word("map_label"));
    map.closePopup();
    heading();
    choices();
    legend();
    kinds();
    foot();
    if (!at("table").hidden) table();
  }

  at("language").addEventListener("click", () => {
    state.language = state.language === "fr" ? "en" : "fr";
    words();
  });
  at("inhabited").addEventListener("click", () => show(data.inhabited, true));
  at("whole").addEventListener("click", () => show(data.whole, true));
  at("twin").addEventListener("click", () => {
    const shown = at("table").hidden;
    if (shown) table();
    at("table").hidden = !shown;
    map.getContainer().style.visibility = shown ? "hidden" : "";
    at("twin").setAttribute("aria-expanded", String(shown));
    at("twin").textContent = word(shown ? "as_map" : "as_table");
  });

  territorySearch(all.name, {
    none: () => word("no_match"),
    more: (count) => word("more").replace("{count}", number(count, 0)),
    choose: (i) => {
      if (!at("table").hidden) at("twin").click();
      if (polygons[i]) map.fitBounds(polygons[i].getBounds(), { maxZoom: 11, animate: false });
      select(i);
    },
  });

  new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  const first = data.kinds.findIndex((kind) => kind.key === "clsc");
  if (first >= 0) layers[first].addTo(map);
  words();
  map.invalidateSize();
  show(data.inhabited, false);
  document.documentElement.dataset.ready = "true";
}
