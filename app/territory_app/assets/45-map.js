/* The map of the page: which of the two drawings it is, what it shows, its shortcuts. */
(function () {
  "use strict";
  const T = window.territory;
  const state = { backend: null, kind: null, holder: null, turn: 0, cards: null, filter: {} };
  const SLOW = 700;
  T.map = state;
  T.firstDrawing = new Promise((done) => { state.first = done; });

  T.hasWebgl = function () {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
    } catch (fault) {
      return false;
    }
  };

  T.loadLibrary = function (address) {
    if (window.maplibregl) return Promise.resolve();
    T.library = T.library || new Promise((done, fail) => {
      let script = document.getElementById("map-library");
      if (!script) {
        script = T.element("script", { id: "map-library", src: address });
        document.head.append(script);
      }
      script.addEventListener("load", done);
      script.addEventListener("error", () => {
        T.library = null;
        script.remove();
        fail(new Error(address));
      });
    });
    return T.library;
  };

  function holder() {
    return document.getElementById("map");
  }

  function note(text, retry) {
    const line = document.getElementById("map-note");
    if (!line) return;
    line.replaceChildren(text);
    line.classList.toggle("trouble", Boolean(retry));
    if (retry) line.append(" ", T.element("button", { type: "button", onclick: retry }, state.config.words.retry));
  }

  function busy(how) {
    const place = holder();
    if (!place) return;
    place.dataset.state = how;
    place.setAttribute("aria-busy", String(how === "loading"));
  }

  const hooks = {
    note,
    select(id) {
      T.table(state.config, state.view).then((table) => T.set("territory", table.ids[id]));
    },
    tell(point, level, id) {
      const { view, config, answer } = state;
      const codes = answer && (level === view.level ? answer.codes : answer.coarser);
      T.table(config, view, level).then((table) => {
        state.cards.territory(point, table, id, view.indicator, codes && codes[id]);
      });
    },
    tellSites: (point, sites) => state.cards.sites(point, sites),
    tellGroup: (point, said) => state.cards.group(point, said),
    card: (sites, from) => state.cards.open(sites, from),
    hush: () => state.cards && state.cards.hush(),
  };

  /* The place the skeleton of the page keeps for the map, until the page is whole. */
  function waitingPlace() {
    return document.querySelector(".waiting .map");
  }

  function settle(config) {
    const skeleton = document.querySelector(".waiting");
    state.holder = holder();
    state.cards = new T.Cards(state.holder, config);
    state.holder.dataset.kind = state.kind;
    state.fresh = true;
    return skeleton;
  }

  async function backend(config, wantStatic, box) {
    const kind = wantStatic || !T.hasWebgl() ? "svg" : "gl";
    if (state.backend && state.kind === kind && state.holder === holder()) return state.backend;
    if (state.early && kind === "gl" && holder()) {
      // Drawn before the page was whole: it only moves.
      state.early = false;
      const skeleton = settle(config);
      state.backend.settle(state.holder);
      if (skeleton) skeleton.remove();
      return state.backend;
    }
    if (state.backend) state.backend.destroy();
    state.backend = null;
    state.drawn = null;
    state.kind = kind;
    if (kind === "gl") {
      await T.loadLibrary(config.script);
      const place = holder() || waitingPlace();
      state.early = place !== holder();
      try {
        state.backend = new T.GlMap(place, config, hooks, box);
      } catch (fault) {
        state.early = false;
        state.kind = "svg";
      }
    }
    if (state.early) return state.backend;
    if (!state.backend) state.backend = new T.SvgMap(holder(), config, hooks);
    const skeleton = settle(config);
    if (skeleton) skeleton.remove();
    return state.backend;
  }

  T.paintAddress = function (config, view) {
    return T.dataAddress(`paint/${view.level}/${view.indicator}`, T.paintQuery(view, config), config);
  };

  T.inside = function (config, level, place) {
    const query = T.writeQuery({ within: place }, config, ["within"]);
    return T.fetchJson(T.dataAddress(`inside/${level}`, query, config));
  };

  /* Where each territory is: asked for once the map is drawn, for it is as heavy as the map. */
  T.boxes = function (config, level) {
    return T.fetchJson(T.dataAddress(`boxes/${level}`, "", config));
  };

  /* What keeps territories out: a place, a class alone; the same for the map and the table. */
  T.filter = async function (config, view) {
    const filter = {
      name: "", box: null, inside: null, sites: null, isolated: "", codes: "", paint: null,
    };
    if (view.within) {
      const answer = await T.inside(config, view.level, view.within);
      const { name, box, sites } = answer;
      Object.assign(filter, { name, box, sites, inside: new Set(answer.rows) });
    }
    if (view.isolated) {
      const { codes, paint } = await T.fetchJson(T.paintAddress(config, view));
      if (view.isolated in paint) {
        Object.assign(filter, { isolated: view.isolated, codes, paint: paint[view.isolated] });
      }
    }
    filter.holds = (id) => (!filter.inside || filter.inside.has(id))
      && (!filter.isolated || filter.codes[id] === filter.isolated);
    return filter;
  };

  /* What the map shows of a view: the rest of it belongs to the table, or is an outline. */
  function drawing(config, view) {
    const named = Object.keys(config.query.keys).filter((one) => !["sort", "territory"].includes(one));
    return T.writeQuery(view, config, named);
  }

  async function scene(config, view, asked, filter) {
    const [answer, places] = await Promise.all(asked);
    const wide = view.within && places.coarser
      ? await T.inside(config, places.coarser, view.within) : null;
    return {
      ...view,
      answer,
      places,
      inside: filter.inside,
      sites: filter.sites,
      coarseInside: wide && new Set(wide.rows),
      isolated: filter.isolated || null,
    };
  }

  /* Draw a view; a later call wins over an earlier one still waiting. */
  T.draw = async function (config, view) {
    state.config = config;
    state.view = view;
    const wanted = drawing(config, view);
    if (wanted === state.wanted && state.holder === holder()) return;
    state.wanted = wanted;
    state.turn += 1;
    const { turn } = state;
    busy("loading");
    const slow = setTimeout(() => turn === state.turn && note(config.words.making), SLOW);
    try {
      const asked = [
        T.fetchJson(T.paintAddress(config, view)),
        T.fetchJson(T.dataAddress(`places/${view.level}`, "", config)),
      ];
      const filtering = T.filter(config, view);
      const known = Promise.all([filtering, ...asked]).then(([filter]) => scene(config, view, asked, filter));
      state.making = (state.making || Promise.resolve()).catch(() => {}).then(async () => (
        backend(config, view.static, view.within ? (await filtering).box : null)
      ));
      const [map, shown, filter] = await Promise.all([state.making, known, filtering]);
      if (turn !== state.turn) return;
      note("");
      clearTimeout(slow);
      await map.show(shown);
      if (turn !== state.turn) return;
      if (!state.fresh && view.within !== state.within) map.fit(filter.box || config.home);
      Object.assign(state, { filter, answer: shown.answer, within: view.within });
      if (!view.static && state.kind === "svg") note(config.words.noWebgl);
      if (state.early) return;
      state.drawn = `${view.level}/${view.indicator}`;
      tellAround(config, view);
      await T.markMap(view.territory, state.fresh);
      state.fresh = false;
      busy("ready");
      state.first();
    } catch (fault) {
      if (turn !== state.turn) return;
      state.wanted = null;
      busy("failed");
      note(config.words.failed, () => T.draw(config, view));
      state.first();
    } finally {
      clearTimeout(slow);
    }
  };

  function tellAround(config, view) {
    T.drawChips(config, state.filter);
    const key = document.getElementById("sites-key");
    if (key) key.hidden = !view.kinds.length;
    T.summarise();
  }

  /* The map in one sentence, for those who do not see it: its title, its classes, its filters. */
  T.summarise = function () {
    const line = document.getElementById("map-summary");
    if (!line || !state.config) return;
    const colon = T.colon(state.config.language);
    const said = [...document.querySelectorAll(".legend-entry")].map((one) => {
      const label = one.querySelector(".legend-label");
      if (!label) return one.title;
      return `${label.textContent}${colon} ${one.querySelector(".legend-count").textContent}`;
    });
    const title = document.getElementById("map-title");
    const parts = [title ? title.textContent : "", said.join("; "), ...T.filterWords(state.config, state.filter)];
    const text = parts.filter(Boolean).join(". ");
    if (line.textContent !== text) line.textContent = text;
  };

  /* The legend came or changed: what is said in its words is said again. */
  T.legendChanged = function () {
    T.captionTable();
    if (!state.config || !state.drawn) return;
    T.drawChips(state.config, state.filter);
    T.summarise();
  };

  /* Outline a territory on the map; `move` brings it into sight. */
  T.markMap = async function (territory, move) {
    if (!state.backend || !state.view) return;
    const { view, backend: map } = state;
    const table = territory ? await T.table(state.config, view) : null;
    const id = table ? table.ids.indexOf(territory) : -1;
    if (map === state.backend && view.level === state.view.level) await map.select(id < 0 ? null : id, move);
  };

  T.pointMap = function (id) {
    if (state.backend) state.backend.point(id);
  };

  document.addEventListener("click", (event) => {
    const shortcut = event.target.closest("[data-box]");
    if (shortcut && state.backend) state.backend.fit(shortcut.dataset.box.split(",").map(Number));
    const copy = event.target.closest("[data-copy-link]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(window.location.href).then(() => {
        const before = copy.textContent;
        copy.textContent = state.config.words.copied;
        T.announce(state.config.words.copied);
        setTimeout(() => { copy.textContent = before; }, 1800);
      });
    }
  });

  /* A letter goes to a place while the map has the focus, and only then. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.closest || !event.target.closest("#map")) return;
    const shortcut = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (shortcut) shortcut.click();
  });
})();
