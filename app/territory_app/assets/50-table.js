/* The figures of the table: one answer per level, put in order and filtered here. */
(function () {
  "use strict";
  const T = window.territory;
  const orders = new WeakMap();

  T.table = function (config, view, level = view.level) {
    const query = T.writeQuery(view, config, ["service", "need"]);
    return T.fetchJson(T.dataAddress(`table/${config.language}/${level}`, query, config));
  };

  T.written = function (column, value, language) {
    if (column.kind === "share") return T.percent(value, column.digits, language);
    return T.number(value, column.digits, language);
  };

  /* The verdict of a test, in words; undefined where there is none. */
  T.verdictWords = function (table, key, id) {
    const told = table.verdicts?.[key];
    return told && told.words[told.codes[id]];
  };

  /* What one territory is worth, in words: the tooltip says what the table says, and what the
     legend says of its code on the map where it has no value. */
  T.valueWords = function (table, indicator, id, config, code) {
    const column = table.columns.find((one) => one.key === indicator);
    const verdict = T.verdictWords(table, indicator, id);
    const colon = T.colon(config.language);
    if (column && verdict) return `${column.label}${colon} ${verdict}`;
    const value = column && table.values[indicator] ? table.values[indicator][id] : null;
    if (value === null) return (code && T.classWords(code)) || table.classes[id];
    const unit = column.unit ? ` ${column.unit}` : "";
    return `${column.label}${colon} ${T.written(column, value, config.language)}${unit}`;
  };

  T.rankWords = function (table, id, config) {
    const rank = table.values.rank[id];
    if (rank === null) return "—";
    const low = table.values.rank_low[id] ?? rank;
    const high = table.values.rank_high[id] ?? rank;
    if (low === high) return T.number(low, 0, config.language);
    return T.say(config.words.rank, {
      low: T.number(low, 0, config.language), high: T.number(high, 0, config.language),
    });
  };

  function remembered(table, key, make) {
    if (!orders.has(table)) orders.set(table, new Map());
    const known = orders.get(table);
    if (!known.has(key)) known.set(key, make());
    return known.get(key);
  }

  /* Place of each row among the names, as the language sorts them; found once per table. */
  T.nameOrder = function (table, language) {
    return remembered(table, " names", () => {
      const { compare } = new Intl.Collator(T.locale(language), { numeric: true });
      const rows = table.names.map((_name, i) => i);
      rows.sort((a, b) => compare(table.names[a], table.names[b]) || a - b);
      const place = new Int32Array(rows.length);
      rows.forEach((row, i) => { place[row] = i; });
      return place;
    });
  };

  function sortable(table, key) {
    return key === "name" || key === "class" || key in table.values || key in (table.verdicts || {});
  }

  /* Severity of each verdict, the worst lowest; null where none is known. */
  function severities(codes) {
    return Array.from(codes, (code) => (code >= "0" && code <= "9" ? Number(code) : null));
  }

  /* Column and direction of an address' `tri`; by rank where there is none or no such column. */
  T.sortOf = function (table, sort) {
    const down = sort.startsWith("-");
    const key = down ? sort.slice(1) : sort;
    const known = table.columns.some((one) => one.key === key) && sortable(table, key);
    return known ? { key, down } : { key: "rank", down: false };
  };

  /* Row numbers in the order asked for; what is absent comes last both ways. */
  T.ordered = function (table, sort, language) {
    return remembered(table, sort, () => {
      const { key, down } = T.sortOf(table, sort);
      const names = T.nameOrder(table, language);
      const sign = down ? -1 : 1;
      const rows = table.ids.map((_id, i) => i);
      if (key === "name") return rows.sort((a, b) => sign * (names[a] - names[b]));
      if (key === "class") {
        const code = Array.from(table.judgements, (one) => one.charCodeAt(0));
        return rows.sort((a, b) => sign * (code[a] - code[b]) || names[a] - names[b]);
      }
      const told = table.verdicts?.[key];
      const values = told ? severities(told.codes) : table.values[key] || table.values.rank;
      return rows.sort((a, b) => {
        if (values[a] === null || values[b] === null) {
          return (values[a] === null) - (values[b] === null) || names[a] - names[b];
        }
        return sign * (values[a] - values[b]) || names[a] - names[b];
      });
    });
  };
})();
