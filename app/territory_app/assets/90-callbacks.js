/* What Dash calls in the browser; each function reads its inputs and calls the namespace. */
(function () {
  "use strict";
  const T = window.territory;
  const none = () => window.dash_clientside.no_update;

  function triggered() {
    return window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
  }

  function sync(search, level, indicator, kinds, territory, isStatic, config) {
    const changed = triggered();
    const view = { level, indicator, kinds: kinds || [], territory, static: Boolean(isStatic) };
    const keep = [none(), none(), none(), none(), none(), none()];
    if (!T.synced) {
      T.synced = true;
      T.keepView(T.writeQuery(view, config));
      return keep;
    }
    if (changed.length === 1 && changed[0] === "view-url.search") {
      const asked = T.readQuery(search, config);
      if (T.writeQuery(asked, config) === T.writeQuery(view, config)) return keep;
      T.keepView(T.writeQuery(asked, config));
      return [none(), asked.level, asked.indicator, asked.kinds, asked.territory, asked.static];
    }
    const moved = changed.includes("level.value");
    if (moved && !changed.includes("territory.value")) view.territory = null;
    const query = T.writeQuery(view, config);
    T.keepView(query);
    return [
      query === (search || "") ? none() : query,
      none(), none(), none(),
      view.territory === territory ? none() : view.territory,
      none(),
    ];
  }

  function draw(level, indicator, isStatic, kinds, config, territory) {
    T.draw(config, { level, indicator, static: Boolean(isStatic), kinds: kinds || [], territory });
    return none();
  }

  /* The search box and the table read the same answer. */
  function fill(level, indicator, config, territory) {
    return T.drawTable(config, level, indicator, territory).then((table) => {
      if (T.filled === level) return none();
      T.filled = level;
      const collator = new Intl.Collator(T.locale(config.language), { numeric: true });
      return table.ids
        .map((value, i) => ({ value, label: table.names[i] || value }))
        .sort((a, b) => collator.compare(a.label, b.label));
    }).catch(() => none());
  }

  function mark(territory) {
    T.markTable(territory);
    T.markMap(territory, true);
    return none();
  }

  function isolate(clicks, isolated) {
    const last = window.dash_clientside.callback_context.triggered[0];
    const clicked = last && last.value ? JSON.parse(last.prop_id.split(".")[0]).index : null;
    const code = clicked === isolated ? null : clicked;
    T.isolateMap(code);
    return code;
  }

  function press(isolated, ids) {
    return ids.map((id) => String(id.index === isolated));
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.territory = { sync, draw, fill, mark, isolate, press };
})();
