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

  T.readQuery = function (search, config) {
    const asked = new URLSearchParams(search || "");
    const keys = config.query;
    const level = asked.get(keys.level);
    const indicator = asked.get(keys.indicator);
    const kinds = (asked.get(keys.kinds) || "").split(",");
    return {
      level: level in config.levels ? level : config.defaults.level,
      indicator: indicator in config.indicators ? indicator : config.defaults.indicator,
      kinds: Object.keys(config.kinds).filter((kind) => kinds.includes(kind)),
      territory: asked.get(keys.territory) || null,
      static: asked.get(keys.static) === keys.staticWord,
    };
  };

  T.writeQuery = function (view, config) {
    const keys = config.query;
    const pairs = [];
    if (view.level !== config.defaults.level) pairs.push([keys.level, encode(view.level)]);
    if (view.indicator !== config.defaults.indicator) {
      pairs.push([keys.indicator, encode(view.indicator)]);
    }
    const kinds = Object.keys(config.kinds).filter((kind) => (view.kinds || []).includes(kind));
    if (kinds.length) pairs.push([keys.kinds, kinds.map(encode).join(",")]);
    if (view.territory) pairs.push([keys.territory, encode(view.territory)]);
    if (view.static) pairs.push([keys.static, keys.staticWord]);
    return pairs.length ? `?${pairs.map((pair) => pair.join("=")).join("&")}` : "";
  };

  /* Links to the other page and the other language carry the view along. */
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
      const text = `${fold(option.label).replaceAll("-", " ")} ${option.value.toLowerCase()}`;
      if (words.every((word) => text.includes(word))) found.push(option);
      if (found.length === limit) break;
    }
    return found;
  }

  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.findTerritory = findTerritory;
})();
