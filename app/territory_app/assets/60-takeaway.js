/* What each file of the view holds, and how to cite it: asked for a moment after the view
   changes, once the map and the table have been. */
(function () {
  "use strict";
  const T = window.territory;
  const WAIT = 600;
  const state = { asked: null, wanted: "", timer: 0 };

  const block = () => document.querySelector("[data-offer]");

  async function ask() {
    const place = block();
    const query = state.wanted;
    if (!place || state.asked === query) return;
    state.asked = query;
    try {
      const answer = await fetch(`${place.dataset.offer}${query}`);
      if (!answer.ok || state.wanted !== query) return;
      const told = await answer.json();
      for (const span of place.querySelectorAll("[data-detail]")) {
        span.textContent = told.details[span.dataset.detail] || "";
      }
      place.querySelector(".citation").textContent = told.citation;
    } catch {
      state.asked = null; // The server does not answer: what was said stays, and is asked again.
    }
  }

  /* Not at once: the map and the table come first. */
  function later() {
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, WAIT);
  }

  const keep = T.keepView;
  T.keepView = function (search) {
    keep(search);
    state.wanted = search;
    later();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy-citation]");
    if (!button || !navigator.clipboard) return;
    await ask();
    await navigator.clipboard.writeText(block().querySelector(".citation").textContent);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    T.announce(button.dataset.copied);
    setTimeout(() => { button.textContent = before; }, 1800);
  });
})();
