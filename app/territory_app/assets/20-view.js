/* The view and its query string; view_state.py reads what this writes. */
(function () {
  "use strict";
  const T = window.territory;

  function encode(text) {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }

  const text = (value) => (typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value));

  /* How each field is written; a list keeps its commas. */
  function written(name, value, config) {
    if (name === "static") return value ? config.query.staticWord : "";
    if (name === "kinds") {
      return Object.keys(config.kinds).filter((kind) => (value || []).includes(kind)).join(",");
    }
    if (Array.isArray(value)) return value.map(text).join(",");
    return value === null || value === undefined ? "" : text(value);
  }

  function plain(name, config) {
    const value = config.defaults[name];
    return value === undefined ? "" : String(value);
  }

  /* The query string of a view, or of some of its fields; defaults are left out. */
  T.writeQuery = function (view, config, only) {
    const pairs = [];
    for (const [name, key] of Object.entries(config.query.keys)) {
      if (only && !only.includes(name)) continue;
      const value = written(name, view[name], config);
      if (value === "" || value === plain(name, config)) continue;
      pairs.push(`${key}=${value.split(",").map(encode).join(",")}`);
    }
    return pairs.length ? `?${pairs.join("&")}` : "";
  };

  const among = (value, known) => (known && known.includes(value) ? value : "");

  T.readQuery = function (search, config) {
    const asked = new URLSearchParams(search || "");
    const { keys } = config.query;
    const get = (name) => asked.get(keys[name]) || "";
    const level = get("level");
    const indicator = get("indicator");
    const kinds = get("kinds").split(",");
    const bounds = get("bounds").split(",").filter(Boolean).map(Number);
    const rising = bounds.every((one, i) => Number.isFinite(one) && (!i || one > bounds[i - 1]));
    return {
      level: level in config.levels ? level : config.defaults.level,
      indicator: indicator in config.indicators ? indicator : config.defaults.indicator,
      service: among(get("service"), config.services),
      need: among(get("need"), config.needs),
      method: among(get("method"), config.methods) || config.defaults.method,
      count: config.counts.includes(Number(get("count"))) ? get("count") : String(config.defaults.count),
      bounds: rising && bounds.length <= 7 ? bounds : [],
      kinds: Object.keys(config.kinds).filter((kind) => kinds.includes(kind)),
      overlay: get("overlay") in config.levels ? get("overlay") : "",
      within: get("within"),
      sort: /^-?[a-z][a-z0-9_-]{0,39}$/.test(get("sort")) ? get("sort") : "",
      isolated: /^[0-9a-z]$/.test(get("isolated")) ? get("isolated") : "",
      territory: get("territory") || null,
      static: get("static") === config.query.staticWord,
    };
  };

  /* The part of the query that decides the colours. */
  T.paintQuery = function (view, config) {
    return T.writeQuery(view, config, config.query.painted);
  };

  /* An address of the data, with the version that lets a browser keep it. */
  T.dataAddress = function (path, query, config) {
    return `${config.data}/${path}${query ? `${query}&` : "?"}v=${config.version}`;
  };

  /* Links to other pages, to the other language and to downloads carry the view along. */
  T.keepView = function (search) {
    for (const link of document.querySelectorAll("a[data-keep-view]")) link.search = search;
  };
})();

/* The territory search ignores accents and case, and finds a code as well as a name. */
(function () {
  "use strict";
  const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").replace(/’/g, "'").toLowerCase();

  function findTerritory({ options, search, limit }) {
    const words = fold(search).split(/[\s-]+/).filter(Boolean);
    const found = [];
    for (const option of options) {
      const label = `${fold(option.label).replaceAll("-", " ")} ${option.value.toLowerCase()}`;
      if (words.every((word) => label.includes(word))) found.push(option);
      if (found.length === limit) break;
    }
    return found;
  }

  window.territory.fold = fold;
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.findTerritory = findTerritory;
})();
