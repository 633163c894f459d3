/* The table twin of the map: a real table, sorted and paged here, drawn from JSON. */
(function () {
  "use strict";
  const T = window.territory;
  const PAGE = 25;
  const state = { sort: "rank", down: false, page: 0, chosen: null };
  T.tableState = state;

  T.table = function (config, view, level = view.level) {
    const query = T.writeQuery(view, config, ["service", "need"]);
    return T.fetchJson(T.dataAddress(`table/${config.language}/${level}`, query, config));
  };

  /* What one territory is worth, in words: the tooltip says what the table says. */
  T.valueWords = function (table, indicator, id, config) {
    const column = table.columns.find((one) => one.key === indicator);
    if (!column) return table.classes[id];
    const value = table.values[indicator][id];
    if (value === null) return table.classes[id];
    const unit = column.unit ? ` ${column.unit}` : "";
    return `${column.label}\u00a0: ${written(column, value, config.language)}${unit}`;
  };

  function written(column, value, language) {
    if (column.kind === "share") return T.percent(value, column.digits, language);
    return T.number(value, column.digits, language);
  }

  function rankWords(table, id, config) {
    const rank = table.values.rank[id];
    if (rank === null) return "—";
    const low = table.values.rank_low[id] ?? rank;
    const high = table.values.rank_high[id] ?? rank;
    if (low === high) return T.number(low, 0, config.language);
    return T.say(config.words.rank, {
      low: T.number(low, 0, config.language), high: T.number(high, 0, config.language),
    });
  }

  /* Row numbers in the order asked for; what is absent comes last both ways. */
  function ordered(table, collator) {
    const { sort, down } = state;
    const numbers = table.ids.map((_id, i) => i);
    const text = { name: table.names, class: table.judgements }[sort];
    const compareNames = (a, b) => collator.compare(table.names[a], table.names[b]);
    const sign = down ? -1 : 1;
    if (text) {
      return numbers.sort((a, b) => sign * collator.compare(text[a], text[b]) || compareNames(a, b));
    }
    const values = table.values[sort] || table.values.rank;
    return numbers.sort((a, b) => {
      if (values[a] === null || values[b] === null) {
        return (values[a] === null) - (values[b] === null) || compareNames(a, b);
      }
      return sign * (values[a] - values[b]) || compareNames(a, b);
    });
  }

  function header(column, config, redraw) {
    const active = state.sort === column.key;
    const button = T.element(
      "button",
      {
        type: "button",
        "data-sort": column.key,
        title: column.key === "rank" ? config.words.rankHelp : T.say(config.words.sort, { column: column.label }),
        onclick: () => {
          state.down = active ? !state.down : false;
          state.sort = column.key;
          state.page = 0;
          redraw(`[data-sort="${column.key}"]`);
        },
      },
      T.element("span", { class: "heading" }, column.label),
      column.unit ? T.element("span", { class: "unit" }, column.unit) : null,
    );
    const direction = active ? (state.down ? "descending" : "ascending") : "none";
    return T.element(
      "th",
      { scope: "col", "aria-sort": direction, class: `col-${column.kind}` },
      button,
    );
  }

  function cell(table, column, id, config) {
    const { language } = config;
    if (column.kind === "name") {
      return T.element(
        "th",
        { scope: "row" },
        T.element(
          "button",
          { type: "button", class: "row-name", "data-territory": table.ids[id] },
          table.names[id],
        ),
      );
    }
    if (column.kind === "class") {
      const paint = table.paint[table.judgements[id]];
      return T.element("td", { class: "col-class" }, T.swatch(paint), table.classes[id]);
    }
    if (column.kind === "rank") {
      return T.element("td", { class: "col-rank" }, rankWords(table, id, config));
    }
    const value = table.values[column.key][id];
    return T.element("td", { class: "col-number" }, written(column, value, language));
  }

  function pager(count, config, redraw) {
    const last = Math.max(0, Math.ceil(count / PAGE) - 1);
    const button = (name, page, sign) => T.element("button", {
      type: "button",
      class: "page-button",
      "data-page": name,
      "aria-label": config.words[name],
      disabled: page < 0 || page > last,
      onclick: () => {
        state.page = page;
        redraw(`[data-page="${name}"]:not([disabled])`);
      },
    }, sign);
    const first = state.page * PAGE;
    const { language } = config;
    const rows = T.say(config.words.rows, {
      first: T.number(Math.min(first + 1, count), 0, language),
      last: T.number(Math.min(first + PAGE, count), 0, language),
      count: T.number(count, 0, language),
    });
    return T.element(
      "div",
      { class: "pager" },
      T.element("p", { role: "status" }, rows),
      button("previous", state.page - 1, "‹"),
      button("next", state.page + 1, "›"),
    );
  }

  function draw(table, config, indicator, focus) {
    const frame = document.getElementById("table");
    if (!frame) return;
    const collator = new Intl.Collator(T.locale(config.language), { numeric: true });
    const order = ordered(table, collator);
    const redraw = (selector) => draw(table, config, indicator, selector);
    const rows = order.slice(state.page * PAGE, (state.page + 1) * PAGE).map((id) => T.element(
      "tr",
      {
        "data-row": table.ids[id],
        class: table.ids[id] === state.chosen ? "chosen" : null,
        "aria-current": table.ids[id] === state.chosen ? "true" : null,
      },
      ...table.columns.map((column) => {
        const made = cell(table, column, id, config);
        if (column.key === indicator) made.classList.add("shown");
        return made;
      }),
    ));
    const columns = table.columns.map((column) => {
      const made = header(column, config, redraw);
      if (column.key === indicator) made.classList.add("shown");
      return made;
    });
    const grid = T.element(
      "table",
      { class: table.columns.length < 10 ? "ranking few" : "ranking" },
      T.element("caption", { id: "table-caption" }, table.caption),
      T.element("thead", {}, T.element("tr", {}, ...columns)),
      T.element("tbody", {}, ...rows),
    );
    const scroller = T.element(
      "div",
      { class: "scroller", role: "region", tabindex: "0", "aria-labelledby": "table-caption" },
      grid,
    );
    const left = frame.querySelector(".scroller")?.scrollLeft || 0;
    frame.replaceChildren(scroller, pager(table.ids.length, config, redraw));
    scroller.scrollLeft = left;
    if (focus) frame.querySelector(focus)?.focus();
    state.current = { table, config, indicator, order };
  }

  T.drawTable = async function (config, view) {
    const { indicator, territory } = view;
    const table = await T.table(config, view);
    const same = state.current && state.current.table === table;
    if (same && state.current.indicator === indicator && document.querySelector("#table table")) {
      return table;
    }
    if (!same) Object.assign(state, { sort: "rank", down: false, page: 0 });
    state.chosen = territory || null;
    draw(table, config, indicator);
    if (!same && territory) T.markTable(territory);
    return table;
  };

  /* Show the page that holds the chosen territory. */
  T.markTable = function (territory) {
    state.chosen = territory || null;
    if (!state.current) return;
    const { table, config, indicator, order } = state.current;
    const position = territory ? order.findIndex((id) => table.ids[id] === territory) : -1;
    const page = position >= 0 ? Math.floor(position / PAGE) : state.page;
    if (page === state.page) {
      for (const row of document.querySelectorAll("#table [data-row]")) {
        const chosen = row.dataset.row === state.chosen;
        row.classList.toggle("chosen", chosen);
        if (chosen) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
      return;
    }
    const here = document.activeElement?.closest?.("#table [data-territory]");
    state.page = page;
    draw(table, config, indicator, here ? `[data-territory="${CSS.escape(here.dataset.territory)}"]` : null);
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#table [data-row]");
    if (row) window.dash_clientside.set_props("territory", { value: row.dataset.row });
  });
})();
