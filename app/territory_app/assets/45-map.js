/* The map of the page: which of the two drawings it is, its tooltip, its shortcuts. */
(function () {
  "use strict";
  const T = window.territory;
  const state = { backend: null, kind: null, holder: null, turn: 0 };
  T.map = state;

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

  function choose(id) {
    T.table(state.config, state.view).then((table) => {
      window.dash_clientside.set_props("territory", { value: table.ids[id] });
    });
  }

  function tooltip() {
    let box = state.holder.querySelector(".tooltip");
    if (!box) {
      box = T.element("div", { class: "tooltip", "aria-hidden": "true", hidden: true });
      state.holder.append(box);
    }
    return box;
  }

  function place(box, point) {
    box.hidden = false;
    const left = Math.min(point.x + 14, state.holder.clientWidth - box.offsetWidth - 8);
    const top = point.y + 18 + box.offsetHeight > state.holder.clientHeight
      ? point.y - box.offsetHeight - 12 : point.y + 18;
    box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  /* Names come from files: they are only ever set as text. */
  function tell(point, level, id) {
    T.table(state.config, state.view, level).then((table) => {
      const box = tooltip();
      box.replaceChildren(
        T.element("strong", {}, table.names[id]),
        T.element("span", {}, T.valueWords(table, state.view.indicator, id, state.config)),
      );
      if (table.fictional) box.append(T.element("em", {}, table.fictional));
      place(box, point);
    });
  }

  function tellSite(point, site) {
    const box = tooltip();
    box.replaceChildren(T.element("strong", {}, site.name));
    if (site.detail) box.append(T.element("span", {}, site.detail));
    place(box, point);
  }

  function hush() {
    const box = state.holder && state.holder.querySelector(".tooltip");
    if (box) box.hidden = true;
  }

  async function backend(config, wantStatic) {
    const kind = wantStatic || !T.hasWebgl() ? "svg" : "gl";
    if (state.backend && state.kind === kind && state.holder === holder()) return state.backend;
    if (state.backend) state.backend.destroy();
    state.backend = null;
    state.drawn = null;
    state.holder = holder();
    state.kind = kind;
    const hooks = { select: choose, tell, tellSite, hush, note };
    if (kind === "gl") {
      await T.loadLibrary(config.script);
      try {
        state.backend = new T.GlMap(state.holder, config, hooks);
      } catch (fault) {
        state.kind = "svg";
      }
    }
    if (!state.backend) state.backend = new T.SvgMap(state.holder, config, hooks);
    state.holder.dataset.kind = state.kind;
    document.querySelector(".shortcuts").hidden = state.kind === "svg";
    return state.backend;
  }

  T.paintAddress = function (config, view) {
    return T.dataAddress(`paint/${view.level}/${view.indicator}`, T.paintQuery(view, config), config);
  };

  /* What the map shows of a view: the rest of it belongs to the table, or to an outline. */
  function drawing(config, view) {
    const painted = ["level", "indicator", "kinds", "static", ...config.query.painted];
    return T.writeQuery(view, config, painted);
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
    try {
      const paint = T.fetchJson(T.paintAddress(config, view));
      const places = T.fetchJson(T.dataAddress(`places/${view.level}`, "", config));
      const slow = setTimeout(() => turn === state.turn && note(config.words.making), 700);
      state.making = (state.making || Promise.resolve()).catch(() => {}).then(() => backend(config, view.static));
      const map = await state.making;
      const [answer, known] = [await paint, await places];
      clearTimeout(slow);
      note("");
      if (turn !== state.turn) return;
      await map.show(view.level, answer, known, view.indicator);
      if (turn !== state.turn) return;
      await map.points(view.kinds);
      if (!view.static && state.kind === "svg") note(config.words.noWebgl);
      state.drawn = `${view.level}/${view.indicator}`;
      await T.markMap(view.territory, false);
    } catch (fault) {
      if (turn !== state.turn) return;
      state.wanted = null;
      note(config.words.failed, () => T.draw(config, view));
    }
  };

  /* Outline a territory on the map; `move` brings it into sight. */
  T.markMap = async function (territory, move) {
    if (!state.backend || !state.view) return;
    const table = await T.table(state.config, state.view);
    const id = territory ? table.ids.indexOf(territory) : -1;
    await state.backend.select(id < 0 ? null : id, move);
  };

  T.isolateMap = function (code) {
    if (state.backend) state.backend.isolate(code);
  };

  document.addEventListener("click", (event) => {
    const shortcut = event.target.closest("[data-box]");
    if (shortcut && state.backend) state.backend.fit(shortcut.dataset.box.split(",").map(Number));
    const copy = event.target.closest("[data-copy-link]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(window.location.href).then(() => {
        const before = copy.textContent;
        copy.textContent = state.config.words.copied;
        setTimeout(() => { copy.textContent = before; }, 1800);
      });
    }
  });
})();
