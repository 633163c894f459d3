/* The data page: a filled template is sent to this very application and its account shown.
   Whatever comes back is set as text; points stay in this tab until they are taken away. */
(function () {
  "use strict";
  const form = document.getElementById("depot");
  const shown = document.getElementById("depot-compte");
  if (!form || !shown || !window.fetch) return;
  const input = form.querySelector('input[type="file"]');
  const progress = form.querySelector(".depot-progress");
  const said = { ...form.dataset, ...shown.dataset };
  const KEY = `territory.dropped:${form.dataset.scope}`;
  let turn = 0;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== null && value !== false) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  function wait(text) {
    progress.hidden = !text;
    progress.textContent = text;
  }

  function show(...parts) {
    shown.replaceChildren(...parts.filter(Boolean));
    shown.hidden = false;
    shown.focus();
  }

  function refuse(sentence) {
    show(element("div", { class: "callout error", role: "alert" },
      element("p", { class: "callout-title" }, said.refused), element("p", {}, sentence)));
  }

  function lines(title, rows, left, more) {
    if (!rows.length && !(more || []).length) return null;
    const list = element("ul", {});
    for (const row of rows) {
      list.append(element("li", {}, said.line.replace("{line}", () => row.line).replace("{said}", () => row.said)));
    }
    if (left) list.append(element("li", {}, left));
    for (const one of more || []) list.append(element("li", {}, one));
    return element("section", {}, element("h3", {}, title), list);
  }

  function figures(counts) {
    return element("dl", { class: "figures" }, ...counts.map(([value, label]) => (
      element("div", {}, element("dt", {}, label), element("dd", {}, value)))));
  }

  function table(listed) {
    if (!listed) return null;
    const figure = (i) => (listed.figures.includes(i) ? "figure" : null);
    const head = element("tr", {}, ...listed.headings.map((text, i) => (
      element("th", { scope: "col", class: figure(i) }, text))));
    const rows = listed.rows.map((row) => element("tr", {}, ...row.map((text, i) => (
      i ? element("td", { class: figure(i) }, text || "—") : element("th", { scope: "row" }, text)))));
    const caption = element("caption", { id: "compris-titre" }, listed.caption,
      listed.left ? element("span", { class: "fine" }, listed.left) : "");
    return element("div", { class: "scroller", role: "region", tabindex: "0", "aria-labelledby": "compris-titre" },
      element("table", { class: "plain-table" }, caption,
        element("thead", {}, head), element("tbody", {}, ...rows)));
  }

  /* Where the points stand in the study: rings over its outlines, as the map will draw them. */
  function plan(drawn) {
    const name = "http://www.w3.org/2000/svg";
    const made = (tag, attributes) => {
      const one = document.createElementNS(name, tag);
      for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
      return one;
    };
    const drawing = made("svg", { viewBox: drawn.box, class: "depot-plan", "aria-hidden": "true" });
    drawing.append(made("path", { d: drawn.land }));
    for (const [x, y] of drawn.rings) {
      drawing.append(made("circle", { cx: x, cy: y, r: 5 * drawn.pen }));
    }
    return drawing;
  }

  function keep(told) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({
        file: told.file, notice: told.notice, still: told.still, remove: told.remove, points: told.points,
      }));
      return true;
    } catch (fault) {
      return false;
    }
  }

  function points(told) {
    const some = told.points && told.points.features.length;
    const open = () => { if (keep(told)) window.location.assign(said.map); };
    return element("section", {}, some ? element("h3", {}, said.show) : "",
      element("p", {}, told.placed), told.plan ? plan(told.plan) : "",
      some ? element("p", { class: "actions" },
        element("button", { type: "button", class: "button", onclick: open }, said.show)) : "");
  }

  function copied(text) {
    const button = element("button", { type: "button", class: "button plain" }, said.copy);
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(text).then(() => {
        button.textContent = said.copied;
        setTimeout(() => { button.textContent = said.copy; }, 1800);
      });
    });
    return element("div", { class: "copy" }, element("pre", { class: "formula" }, text),
      navigator.clipboard ? button : "");
  }

  function account(told) {
    show(
      element("h3", {}, told.file),
      element("p", {}, `${told.template} ${told.said}`),
      figures(told.counts),
      lines(said.rejected, told.rejected, told.rejected_left),
      lines(said.questioned, told.questioned, told.questioned_left, told.notes),
      told.usable ? points(told) : null,
      table(told.listed),
      told.usable ? element("section", {}, element("h3", {}, said.count),
        element("p", {}, said.how), copied(told.study), copied(told.commands)) : null,
    );
  }

  async function send() {
    const file = input.files[0];
    if (!file) { refuse(said.none); return; }
    if (file.size > Number(said.most)) { refuse(said.tooLarge); return; }
    turn += 1;
    const mine = turn;
    wait(said.reading);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      const plain = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const told = plain ? await answer.json() : {};
      if (mine !== turn) return;
      if (answer.ok && plain) account(told);
      else refuse(told.error || (answer.status === 413 ? said.tooLarge : said.failed));
    } catch (fault) {
      if (mine === turn) refuse(said.failed);
    } finally {
      if (mine === turn) {
        wait("");
        form.removeAttribute("aria-busy");
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
})();
