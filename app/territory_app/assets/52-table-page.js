/* The table twin of the map: a real table, one page of rows at a time. */
(function () {
  "use strict";
  const T = window.territory;
  const PAGE = 25;
  const state = { page: 0, chosen: null, current: null };
  T.tableState = state;

  function header(column, sort, config) {
    const active = sort.key === column.key;
    const next = active && !sort.down ? `-${column.key}` : column.key;
    const title = column.key === "rank"
      ? config.words.rankHelp : T.say(config.words.sort, { column: column.label });
    const button = T.element(
      "button",
      {
        type: "button",
        "data-sort": column.key,
        title,
        onclick: () => T.set("sort", next === "rank" ? "" : next),
      },
      T.element("span", { class: "heading" }, column.label),
      column.unit ? T.element("span", { class: "unit" }, column.unit) : null,
    );
    const direction = active ? (sort.down ? "descending" : "ascending") : "none";
    return T.element("th", { scope: "col", "aria-sort": direction, class: `col-${column.kind}` }, button);
  }

  const smallWords = (table, config) => table.smallWords || config.words.small;

  function smallSign(table, id, config) {
    if (!state.current.small.has(id)) return null;
    return T.element(
      "span",
      { class: "small-sign", title: smallWords(table, config) },
      T.element("span", { "aria-hidden": "true" }, "\u00a0†"),
      T.element("span", { class: "visually-hidden" }, ` (${config.words.smallShort})`),
    );
  }

  function cell(table, column, id, config) {
    if (column.kind === "name") {
      return T.element(
        "th",
        { scope: "row" },
        T.element(
          "button",
          { type: "button", class: "row-name", "data-territory": table.ids[id] },
          table.names[id],
        ),
        smallSign(table, id, config),
      );
    }
    if (column.kind === "class") {
      const paint = table.paint[table.judgements[id]];
      return T.element("td", { class: "col-class" }, T.swatch(paint), table.classes[id]);
    }
    if (column.kind === "rank") return T.element("td", { class: "col-rank" }, T.rankWords(table, id, config));
    if (column.kind === "test") return T.element("td", { class: "col-test" }, T.verdictWords(table, column.key, id) || "—");
    const value = table.values[column.key][id];
    return T.element("td", { class: "col-number" }, T.written(column, value, config.language));
  }

  /* Why there is nothing, and the buttons that bring something back. */
  function empty(table, config, filter) {
    const { words } = config;
    const remove = (field, label) => T.element(
      "button",
      { type: "button", class: "empty-action", "data-remove": field, onclick: () => T.set(field, "") },
      T.say(words.remove, { filter: label }),
    );
    const said = T.filterWords(config, filter);
    const content = T.element(
      "td",
      { colspan: table.columns.length, class: "no-rows" },
      T.element("p", {}, T.say(words.none, { filters: said.join(" · ") })),
      filter.name ? remove("within", filter.name) : null,
      filter.isolated ? remove("isolated", T.classWords(filter.isolated) || words.onlyOne) : null,
    );
    return T.element("tr", {}, content);
  }

  /* What stays from one drawing to the next, so that the line read aloud is always the same. */
  function frame(config) {
    const place = document.getElementById("table");
    if (!place) return null;
    if (!place.querySelector(".scroller")) {
      const page = (name, step, sign) => T.element("button", {
        type: "button",
        class: "page-button",
        "data-page": name,
        "aria-label": config.words[name],
        onclick: () => turn(step),
      }, sign);
      place.replaceChildren(
        T.element(
          "div",
          { class: "scroller", role: "region", tabindex: "0", "aria-labelledby": "table-caption" },
          T.element("table", {}),
        ),
        T.element("p", { class: "small-note", hidden: true }),
        T.element(
          "div",
          { class: "pager" },
          T.element("p", { role: "status" }),
          page("previous", -1, "‹"),
          page("next", 1, "›"),
        ),
      );
    }
    return place;
  }

  function turn(step) {
    state.page += step;
    draw();
    const button = document.querySelector(`[data-page="${step < 0 ? "previous" : "next"}"]`);
    if (button.disabled) document.querySelector(".page-button:not([disabled])")?.focus();
  }

  function rowOf(table, id, config, indicator) {
    const chosen = table.ids[id] === state.chosen;
    return T.element(
      "tr",
      { "data-row": table.ids[id], "data-id": id, class: chosen ? "chosen" : null, "aria-current": chosen ? "true" : null },
      ...table.columns.map((column) => {
        const made = cell(table, column, id, config);
        if (column.key === indicator) made.classList.add("shown");
        return made;
      }),
    );
  }

  function caption() {
    const { table, config, filter } = state.current;
    return [table.caption, ...T.filterWords(config, filter)].join(" — ");
  }

  /* The words of the legend came: what the table says with them is said again. */
  T.captionTable = function () {
    const line = document.getElementById("table-caption");
    if (!line || !state.current || line.textContent === caption()) return;
    line.textContent = caption();
    if (!state.current.rows.length) draw();
  };

  function draw() {
    const { table, config, indicator, rows, filter, sort, small } = state.current;
    const place = frame(config);
    if (!place) return;
    const kept = document.activeElement?.closest?.("#table [data-sort], #table [data-territory]");
    const shown = rows.slice(state.page * PAGE, (state.page + 1) * PAGE);
    const grid = place.querySelector("table");
    grid.className = table.columns.length < 10 ? "ranking few" : "ranking";
    grid.replaceChildren(
      T.element("caption", { id: "table-caption" }, caption()),
      T.element("thead", {}, T.element("tr", {}, ...table.columns.map((column) => {
        const made = header(column, sort, config);
        if (column.key === indicator) made.classList.add("shown");
        return made;
      }))),
      T.element("tbody", {}, ...(shown.length
        ? shown.map((id) => rowOf(table, id, config, indicator)) : [empty(table, config, filter)])),
    );
    const sign = place.querySelector(".small-note");
    sign.hidden = !shown.some((id) => small.has(id));
    sign.textContent = `† ${smallWords(table, config)}`;
    tellRows(place, rows.length, table.ids.length, config);
    if (kept) {
      const { sort: column, territory } = kept.dataset;
      const again = column ? `[data-sort="${CSS.escape(column)}"]` : `[data-territory="${CSS.escape(territory)}"]`;
      place.querySelector(again)?.focus({ preventScroll: true });
    }
  }

  function tellRows(place, count, all, config) {
    const write = (value) => T.number(value, 0, config.language);
    const first = state.page * PAGE;
    const pieces = { first: write(Math.min(first + 1, count)), last: write(Math.min(first + PAGE, count)), count: write(count) };
    const line = place.querySelector(".pager [role=status]");
    const said = T.say(config.words.rows, pieces);
    line.textContent = count === all ? said : `${said} ${T.say(config.words.filtered, { count: write(all) })}`;
    place.querySelector('[data-page="previous"]').disabled = state.page === 0;
    place.querySelector('[data-page="next"]').disabled = first + PAGE >= count;
  }

  function pageOf(territory) {
    const { table, rows } = state.current;
    const position = territory ? rows.findIndex((id) => table.ids[id] === territory) : -1;
    return position < 0 ? null : Math.floor(position / PAGE);
  }

  T.drawTable = async function (config, view) {
    state.wanted = view;
    const [table, filter] = await Promise.all([T.table(config, view), T.filter(config, view)]);
    if (state.wanted !== view) return table;
    const { language } = config;
    const key = [view.sort, view.within, filter.isolated, filter.isolated && T.paintAddress(config, view)].join("|");
    const before = state.current;
    const same = before && document.querySelector("#table table caption") && before.table === table && before.key === key;
    state.chosen = view.territory || null;
    if (same && before.indicator === view.indicator) return table;
    const sort = T.sortOf(table, view.sort);
    const rows = T.ordered(table, view.sort, language).filter(filter.holds);
    const small = new Set(table.small || []);
    state.current = { table, config, filter, sort, rows, small, key, indicator: view.indicator };
    if (!same) state.page = (before && before.table === table ? 0 : pageOf(view.territory)) || 0;
    draw();
    return table;
  };

  /* The last good table stays; without one, the place says what happened and offers to retry. */
  T.tableFailed = function (config, view, fault) {
    const place = document.getElementById("table");
    if (!place || place.querySelector("table caption")) return;
    if (!(fault instanceof Error)) return;
    place.replaceChildren(T.element(
      "p",
      { class: "no-rows", role: "alert" },
      `${config.words.tableFailed} `,
      T.element("button", {
        type: "button",
        class: "empty-action",
        onclick: () => T.drawTable(config, view).catch((again) => T.tableFailed(config, view, again)),
      }, config.words.retry),
    ));
  };

  /* Show the page that holds the chosen territory. */
  T.markTable = function (territory) {
    state.chosen = territory || null;
    if (!state.current) return;
    const page = pageOf(territory) ?? state.page;
    if (page !== state.page) {
      state.page = page;
      draw();
      return;
    }
    for (const row of document.querySelectorAll("#table [data-row]")) {
      const chosen = row.dataset.row === state.chosen;
      row.classList.toggle("chosen", chosen);
      if (chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#table [data-row]");
    if (row) T.set("territory", row.dataset.row);
  });

  /* The row under the mouse or the focus shows on the map. */
  for (const [name, far] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(name, (event) => {
      const row = event.target.closest && event.target.closest("#table [data-row]");
      if (row) T.pointMap(Number(row.dataset.id));
    });
    document.addEventListener(far, (event) => {
      const row = event.target.closest && event.target.closest("#table [data-row]");
      if (row && !row.contains(event.relatedTarget)) T.pointMap(null);
    });
  }
})();
