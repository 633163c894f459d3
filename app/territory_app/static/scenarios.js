/* The scenarios page: a scenario is launched without leaving the form, its progress followed,
   its result put in place. Without this script, the same forms post and the page refreshes. */
(function () {
  "use strict";
  const article = document.querySelector("article.scenarios");
  if (!article || !window.fetch) return;
  const said = article.dataset;
  const live = document.getElementById("annonce");
  const EVERY = 700;
  let turn = 0;

  function announce(text) {
    if (text && live.textContent !== text) live.textContent = text;
  }

  async function answered(address, options) {
    const answer = await fetch(address, options);
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { ok: answer.ok, told: json ? await answer.json() : {}, text: json ? "" : await answer.text() };
  }

  function refuse(form, sentence, field) {
    const place = form.querySelector(".refusal") || document.getElementById("formulaire-refus");
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    const box = document.createElement("div");
    box.className = "callout error";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = sentence;
    box.append(line);
    const own = form.querySelector(".refusal");
    if (own) own.replaceChildren(box);
    else {
      const before = form.previousElementSibling;
      if (before && before.classList.contains("callout")) before.remove();
      form.before(box);
    }
    const wrong = field ? form.elements.namedItem(field) : null;
    if (wrong && wrong.setAttribute) {
      const details = wrong.closest("details");
      if (details) details.open = true;
      wrong.setAttribute("aria-invalid", "true");
      wrong.focus();
    } else if (place === own && own) own.focus();
  }

  function clear(form) {
    const own = form.querySelector(".refusal");
    if (own) own.replaceChildren();
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  }

  /* Put what an address shows in place of what is shown; the form keeps what it holds. */
  async function show(href, { push = true, focus = true } = {}) {
    turn += 1;
    const mine = turn;
    const { text } = await answered(href, { headers: { Accept: "text/html" } });
    if (mine !== turn || !text) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const id of ["resultat", "fournis"]) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    document.title = page.title;
    for (const link of document.querySelectorAll(".language")) {
      const fresh = page.querySelector(".language");
      if (fresh) link.setAttribute("href", fresh.getAttribute("href"));
    }
    if (push) history.pushState({ scenarios: true }, "", href);
    dress();
    document.dispatchEvent(new CustomEvent("territory:result"));
    const heading = document.getElementById("resultat-titre");
    if (focus && heading) {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    }
    follow(mine);
  }

  function going() {
    return [...document.querySelectorAll('[data-state="waiting"], [data-state="running"]')];
  }

  function tell(item, told) {
    const words = (told.step || {})[document.documentElement.lang] || "";
    const step = item.querySelector("[data-step]");
    if (step && words && step.textContent !== words) {
      step.textContent = words;
      announce(words);
    }
    const bar = item.querySelector("progress");
    if (bar && typeof told.share === "number") bar.value = Math.round(told.share * 100);
  }

  async function follow(mine) {
    let missed = 0;
    while (mine === turn && going().length) {
      await new Promise((resolve) => { setTimeout(resolve, document.hidden ? 4 * EVERY : EVERY); });
      let ended = false;
      for (const item of going()) {
        try {
          const { ok, told } = await answered(`${said.jobs}/etat/${item.dataset.job}`, {});
          if (mine !== turn) return;
          missed = ok ? 0 : missed + 1;
          if (!ok) continue;
          if (told.state === "waiting" || told.state === "running") tell(item, told);
          else {
            ended = true;
            item.dataset.state = told.state;
            announce(told.state === "done" ? said.done : "");
          }
        } catch (fault) {
          missed += 1;
        }
        if (missed > 8) { announce(said.failed); return; }
      }
      if (ended) {
        await show(window.location.href, { push: false, focus: !typing() });
        return;
      }
    }
  }

  function typing() {
    const here = document.activeElement;
    return Boolean(here && here.closest("#construire") && here.matches("input, select"));
  }

  async function launch(form, button) {
    const body = new FormData(form, button || undefined);
    const address = (button && button.getAttribute("formaction")) || form.getAttribute("action");
    clear(form);
    if (button) button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      const { ok, told } = await answered(address, {
        method: "POST", body, headers: { Accept: "application/json" },
      });
      if (ok && told.href) await show(told.href);
      else refuse(form, told.error || said.failed, told.field);
    } catch (fault) {
      refuse(form, said.failed);
    } finally {
      if (button) button.disabled = false;
      form.removeAttribute("aria-busy");
    }
  }

  async function cancel(form) {
    try {
      await answered(form.getAttribute("action"), {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      // Whoever computes hears of it in a moment.
      await new Promise((resolve) => { setTimeout(resolve, 600); });
      await show(window.location.href, { push: false });
      announce(said.stopped);
    } catch (fault) {
      announce(said.failed);
    }
  }

  /* What only scripts can do. */
  function dress() {
    const actions = document.querySelector("#resultat .shown .actions");
    if (!actions || !navigator.clipboard || actions.querySelector("[data-copy]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain";
    button.dataset.copy = "";
    button.textContent = said.copy;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(window.location.href.split("#")[0]).then(() => {
        button.textContent = said.copied;
        announce(said.copied);
        setTimeout(() => { button.textContent = said.copy; }, 1800);
      });
    });
    actions.append(button);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.matches("[data-cancel]")) {
      event.preventDefault();
      cancel(form);
    } else if (form.matches("[data-launch]")) {
      const method = (button && button.getAttribute("formmethod")) || form.getAttribute("method");
      if (method !== "post") return;
      event.preventDefault();
      launch(form, button);
    }
  });
  window.addEventListener("popstate", () => { show(window.location.href, { push: false }); });
  dress();
  follow(turn);
})();
