/* What Dash calls in the browser; each function reads its inputs and calls the namespace. */
(function () {
  "use strict";
  const T = window.territory;
  const none = () => window.dash_clientside.no_update;
  /* A class shown alone means nothing once the classes are others; kept bounds are those of one
     indicator. */
  const CLASSES = ["level", "indicator", "service", "need", "method", "count", "bounds"];
  /* A list so long is slow to hand to the search box. */
  const LONG = 1500;
  const AFTER_WORDS = 60;
  const OTHER_SCALE = ["indicator", "need", "method", "count"];

  function triggered() {
    return window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
  }

  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

  /* What a choice undoes of the others. */
  function settle(view, changed) {
    const touched = (names) => names.some((name) => changed.includes(name));
    if (touched(["level"]) && !touched(["territory"])) view.territory = null;
    if (touched(CLASSES) && !touched(["isolated"])) view.isolated = "";
    if (touched(OTHER_SCALE) && !touched(["bounds"])) view.bounds = [];
  }

  /* The address and the controls say the same thing, whichever changed first.
     Arguments: the address, one value per field of the view, the configuration, what was asked. */
  function sync(search, ...rest) {
    const asked = rest.pop();
    const config = rest.pop();
    const view = Object.fromEntries(config.fields.map((name, i) => [name, rest[i]]));
    const before = { ...view };
    const changed = triggered();
    let address = none();
    if (changed.length === 1 && changed[0] === "view-url.search" && T.synced) {
      Object.assign(view, T.readQuery(search, config));
    } else {
      if (T.synced) settle(view, changed.map((one) => one.split(".")[0]));
      const query = T.writeQuery(view, config);
      if (T.synced && query !== (search || "")) address = query;
    }
    T.synced = true;
    const query = T.writeQuery(view, config);
    T.keepView(query);
    const painted = T.writeQuery(view, config, ["level", "indicator", ...config.query.painted]);
    // The map does not wait for the round the choices make.
    if (document.getElementById("map")) T.draw(config, T.readQuery(query, config));
    return [
      address,
      ...config.fields.map((name) => (same(view[name], before[name]) ? none() : view[name])),
      query,
      painted === asked ? none() : painted,
    ];
  }

  function draw(query, config) {
    T.draw(config, T.readQuery(query, config));
    return none();
  }

  /* Every territory, by name; of a long list, only the one chosen until the box is used. */
  function options(table, config, territory) {
    const one = (i) => ({ value: table.ids[i], label: table.names[i] || table.ids[i] });
    if (table.ids.length > LONG && T.searched !== table) {
      const row = table.ids.indexOf(territory);
      return row < 0 ? [] : [one(row)];
    }
    const order = T.nameOrder(table, config.language);
    const all = new Array(table.ids.length);
    table.ids.forEach((_id, i) => { all[order[i]] = one(i); });
    return all;
  }

  /* The search box and the table read the same answer; the box waits until the map is drawn. */
  function fill(query, config) {
    const view = T.readQuery(query, config);
    return T.drawTable(config, view).then(async (table) => {
      const long = table.ids.length > LONG && T.searched !== table;
      const filled = long ? `${view.level}/${view.territory}` : view.level;
      if (T.filled === filled) return none();
      T.filled = filled;
      await T.firstDrawing;
      return T.filled === filled ? options(table, config, view.territory) : none();
    }).catch((fault) => {
      T.tableFailed(config, view, fault);
      return none();
    });
  }

  /* A long list comes when the box is used. */
  document.addEventListener("focusin", (event) => {
    const { config, view } = T.map;
    if (event.target.id !== "territory" || !view) return;
    T.table(config, view).then((table) => {
      if (table.ids.length <= LONG || T.searched === table) return;
      T.searched = table;
      T.filled = view.level;
      window.dash_clientside.set_props("territory", { data: options(table, config, view.territory) });
    }).catch(() => {});
  });

  function mark(query, config) {
    const { territory } = T.readQuery(query, config);
    const move = T.marked !== undefined && T.marked !== territory;
    T.marked = territory;
    // What is said of a territory comes first: drawing its outline would hold it back.
    setTimeout(() => {
      if (T.marked !== territory) return;
      T.markTable(territory);
      T.markMap(territory, move);
    }, move ? AFTER_WORDS : 0);
    return none();
  }

  function isolate(_clicks, isolated, config) {
    const last = window.dash_clientside.callback_context.triggered[0];
    if (!last || !last.value) return none();
    const clicked = JSON.parse(last.prop_id.split(".")[0]).index;
    const alone = clicked === isolated ? "" : clicked;
    T.announceClass(config, alone);
    return alone;
  }

  function press(isolated, ids) {
    setTimeout(T.legendChanged, 0);
    return ids.map((id) => String(id.index === isolated));
  }

  /* The page's path, when the layout came with another page or none. */
  function want(path, shown) {
    return shown && shown.split("?")[0] === path ? none() : path;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.territory = { want, sync, draw, fill, mark, isolate, press };
})();
