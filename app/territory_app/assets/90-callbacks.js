/* What Dash calls in the browser; each function reads its inputs and calls the namespace. */
(function () {
  "use strict";
  const T = window.territory;
  const none = () => window.dash_clientside.no_update;

  function triggered() {
    return window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
  }

  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

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
      const moved = changed.includes("level.value");
      if (T.synced && moved && !changed.includes("territory.value")) view.territory = null;
      const query = T.writeQuery(view, config);
      if (T.synced && query !== (search || "")) address = query;
    }
    T.synced = true;
    const query = T.writeQuery(view, config);
    T.keepView(query);
    const painted = T.writeQuery(view, config, ["level", "indicator", ...config.query.painted]);
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

  /* The search box and the table read the same answer. */
  function fill(query, config) {
    const view = T.readQuery(query, config);
    return T.drawTable(config, view).then((table) => {
      if (T.filled === view.level) return none();
      T.filled = view.level;
      const collator = new Intl.Collator(T.locale(config.language), { numeric: true });
      return table.ids
        .map((value, i) => ({ value, label: table.names[i] || value }))
        .sort((a, b) => collator.compare(a.label, b.label));
    }).catch(() => none());
  }

  function mark(query, config) {
    const { territory, isolated } = T.readQuery(query, config);
    T.markTable(territory);
    T.markMap(territory, T.marked !== undefined && T.marked !== territory);
    T.isolateMap(isolated || null);
    T.marked = territory;
    return none();
  }

  function isolate(clicks, isolated) {
    const last = window.dash_clientside.callback_context.triggered[0];
    const clicked = last && last.value ? JSON.parse(last.prop_id.split(".")[0]).index : "";
    return clicked === isolated ? "" : clicked;
  }

  function press(isolated, ids) {
    return ids.map((id) => String(id.index === isolated));
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.territory = { sync, draw, fill, mark, isolate, press };
})();
