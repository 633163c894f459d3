/* What the map says in words: a tooltip, the card of a point, the filters that hold.
   Names come from files: they are only ever set as text. */
(function () {
  "use strict";
  const T = window.territory;

  T.sites = function (config, kind) {
    return T.fetchJson(T.dataAddress(`points/${config.language}/${kind}`, "", config));
  };

  T.siteOf = function (answer, i) {
    return {
      kind: answer.kind,
      label: answer.label,
      name: answer.names[i],
      fte: answer.fte[i],
      roles: answer.roles.length ? answer.roles[i] : "",
      details: answer.details[answer.said[i]],
    };
  };

  function staffWords(site, config) {
    if (site.fte === null) return config.words.staffUnknown;
    return T.say(config.words.staff, { fte: T.number(site.fte, 1, config.language) });
  }

  T.siteLabel = (site) => `${site.name}, ${site.label}`;

  class Cards {
    constructor(holder, config) {
      this.holder = holder;
      this.config = config;
    }

    tooltip() {
      let box = this.holder.querySelector(".tooltip");
      if (!box) {
        box = T.element("div", { class: "tooltip", "aria-hidden": "true", hidden: true });
        this.holder.append(box);
      }
      return box;
    }

    show(point, ...content) {
      const box = this.tooltip();
      box.replaceChildren(...content.filter(Boolean));
      box.hidden = false;
      const { clientWidth, clientHeight } = this.holder;
      const left = Math.min(point.x + 14, clientWidth - box.offsetWidth - 8);
      const top = point.y + 18 + box.offsetHeight > clientHeight
        ? point.y - box.offsetHeight - 12 : point.y + 18;
      box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
    }

    hush() {
      const box = this.holder.querySelector(".tooltip");
      if (box) box.hidden = true;
    }

    line(text) {
      return text ? T.element("span", {}, text) : null;
    }

    territory(point, table, id, indicator, code) {
      this.show(
        point,
        T.element("strong", {}, table.names[id]),
        this.line(T.valueWords(table, indicator, id, this.config, code)),
        table.fictional ? T.element("em", {}, table.fictional) : null,
      );
    }

    group(point, said) {
      this.show(point, T.element("strong", {}, said.title), ...said.lines.map((one) => this.line(one)));
    }

    sites(point, sites) {
      if (!sites.length) return;
      const [site] = sites;
      const more = sites.length > 1 ? T.say(this.config.words.same, {
        count: T.number(sites.length, 0, this.config.language),
      }) : "";
      this.show(
        point,
        T.element("strong", {}, site.name),
        this.line(`${site.label}. ${staffWords(site, this.config)}`),
        this.line(more),
      );
    }

    /* Everything the points at one place say of themselves, until it is closed. */
    open(sites, from) {
      this.hush();
      this.close();
      if (!sites.length) return;
      const { words } = this.config;
      const shut = T.element("button", {
        type: "button", class: "card-close", "aria-label": words.close, onclick: () => this.close(from),
      }, "✕");
      const title = sites.length > 1 ? T.say(words.same, {
        count: T.number(sites.length, 0, this.config.language),
      }) : null;
      const card = T.element(
        "section",
        {
          class: "site-card",
          "aria-label": title || sites[0].name,
          tabindex: "-1",
          onkeydown: (event) => {
            event.stopPropagation();
            if (event.key === "Escape") this.close(from);
          },
        },
        shut,
        title ? T.element("p", { class: "card-count" }, title) : null,
        ...sites.map((site) => this.site(site)),
      );
      (this.holder.parentElement || this.holder).append(card);
      card.focus({ preventScroll: true });
    }

    site(site) {
      const { words } = this.config;
      const lines = [
        [words.staffLabel, staffWords(site, this.config)],
        ...(site.roles ? [[words.roles, site.roles]] : []),
        ...site.details,
      ];
      return T.element(
        "article",
        { class: "site" },
        T.element("h3", {}, site.name),
        T.element("p", { class: "kicker" }, site.label),
        this.config.fictional ? T.element("p", { class: "fictional" }, this.config.fictional) : null,
        T.element("dl", {}, ...lines.flatMap(([label, value]) => [
          T.element("dt", {}, label), T.element("dd", {}, value),
        ])),
      );
    }

    close(from) {
      const card = (this.holder.parentElement || this.holder).querySelector(".site-card");
      if (!card) return;
      const held = card.contains(document.activeElement);
      card.remove();
      if (!held) return;
      const back = from && from.isConnected ? from : this.holder.querySelector("canvas");
      if (back) back.focus({ preventScroll: true });
    }
  }

  T.Cards = Cards;

  function chip(text, sample, words, remove) {
    return T.element(
      "li",
      {},
      T.element(
        "button",
        { type: "button", class: "chip", "aria-label": T.say(words.remove, { filter: text }), onclick: remove },
        sample,
        T.element("span", {}, text),
        T.element("span", { class: "chip-cross", "aria-hidden": "true" }, "✕"),
      ),
    );
  }

  /* Give a field of the view a value, as its control would. */
  T.set = function (field, value) {
    const property = { sort: "data", isolated: "data", bounds: "data" }[field] || "value";
    window.dash_clientside.set_props(field, { [property]: value });
  };

  T.classWords = function (code) {
    const entry = document.querySelector(`.legend-entry[data-code="${CSS.escape(code)}"]`);
    if (!entry) return "";
    // A square of the crossed legend says all in one sentence: its label, then what it holds.
    const label = entry.querySelector(".legend-label");
    return label ? label.textContent : entry.title.split(", ").slice(0, -2).join(", ");
  };

  /* Say a sentence in the line read aloud; said twice in a row, it is read twice. */
  T.announce = function (sentence) {
    const line = document.getElementById("live");
    const again = line && line.textContent === sentence ? "\u00a0" : "";
    window.dash_clientside.set_props("live", { children: sentence + again });
  };

  T.announceClass = function ({ words }, code) {
    const name = code && T.classWords(code);
    T.announce(code ? (name ? T.say(words.only, { name }) : words.onlyOne) : words.everyClass);
  };

  /* Say which filters hold, in words; the same for the map, the table and their announcement. */
  T.filterWords = function (config, filter) {
    const said = [];
    if (filter.name) said.push(T.say(config.words.inside, { place: filter.name }));
    if (filter.isolated) {
      const name = T.classWords(filter.isolated);
      said.push(name ? T.say(config.words.only, { name }) : config.words.onlyOne);
    }
    return said;
  };

  T.drawChips = function (config, filter) {
    const list = document.getElementById("filters");
    if (!list) return;
    const held = list.contains(document.activeElement);
    const chips = [];
    if (filter.name) chips.push(chip(filter.name, null, config.words, () => T.set("within", "")));
    if (filter.isolated) {
      const name = T.classWords(filter.isolated) || config.words.onlyOne;
      chips.push(chip(name, T.swatch(filter.paint), config.words, () => {
        T.set("isolated", "");
        T.announceClass(config, "");
      }));
    }
    list.replaceChildren(...chips);
    list.hidden = !chips.length;
    if (held) (list.querySelector("button") || document.querySelector("#map canvas, #donnees"))?.focus();
  };
})();
