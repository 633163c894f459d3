/* The search box of map_<level>.html: names found without accents or case, by mouse or keyboard. */
"use strict";

function territorySearch(names, page) {
  const MOST = 12;
  const box = document.getElementById("search");
  const list = document.getElementById("matches");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/œ/gi, "oe").replace(/’/g, "'").toLowerCase();
  const folded = names.map(fold);
  let found = [];
  let current = -1;

  function entry(text, attributes) {
    const item = document.createElement("li");
    item.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) item.setAttribute(key, value);
    return item;
  }

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    current = -1;
  }

  /* Names that start with what is typed come first, then those that hold it. */
  function hits(wanted) {
    const all = [];
    folded.forEach((name, i) => {
      const place = name.indexOf(wanted);
      if (place >= 0) all.push([place > 0, name, i]);
    });
    all.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    return all.map((hit) => hit[2]);
  }

  function look() {
    found = [];
    const wanted = fold(box.value.trim());
    if (!wanted) return close();
    const all = hits(wanted);
    found = all.slice(0, MOST);
    const items = found.map((i, position) => {
      const item = entry(names[i], {
        role: "option", id: "match-" + position, "aria-selected": "false",
      });
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(position);
      });
      return item;
    });
    if (!all.length) items.push(entry(page.none()));
    if (all.length > MOST) items.push(entry(page.more(all.length - MOST)));
    list.replaceChildren(...items);
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    current = -1;
  }

  function move(step) {
    if (list.hidden) look();
    if (!found.length || list.hidden) return;
    current = current < 0 && step < 0 ? found.length - 1
      : (current + step + found.length) % found.length;
    list.querySelectorAll("[role=option]").forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === current));
      if (i === current) item.scrollIntoView({ block: "nearest" });
    });
    box.setAttribute("aria-activedescendant", "match-" + current);
  }

  function choose(position) {
    const i = found[position];
    if (i === undefined) return;
    box.value = names[i];
    close();
    page.choose(i);
  }

  box.addEventListener("input", look);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") choose(Math.max(current, 0));
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
