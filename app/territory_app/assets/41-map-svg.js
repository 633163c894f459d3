/* The static map: the server's drawing, put in the page so that a territory can be chosen on it. */
(function () {
  "use strict";
  const T = window.territory;
  const SVG = "http://www.w3.org/2000/svg";

  class SvgMap {
    constructor(holder, config, hooks) {
      this.holder = holder;
      this.config = config;
      this.hooks = hooks;
      this.kinds = [];
      this.selected = null;
      this.isolated = null;
      holder.classList.add("static-map");
      this.onClick = (event) => {
        const path = event.target.closest("path[data-i]");
        if (path) hooks.select(Number(path.dataset.i));
      };
      this.onMove = (event) => {
        const path = event.target.closest("path[data-i]");
        const box = holder.getBoundingClientRect();
        const point = { x: event.clientX - box.left, y: event.clientY - box.top };
        if (path) hooks.tell(point, this.level, Number(path.dataset.i));
        else hooks.hush();
      };
      this.onLeave = () => hooks.hush();
      holder.addEventListener("click", this.onClick);
      holder.addEventListener("mousemove", this.onMove);
      holder.addEventListener("mouseleave", this.onLeave);
    }

    async show(level, answer, places, indicator) {
      this.level = level;
      this.indicator = indicator;
      await this.fetchDrawing();
    }

    async fetchDrawing() {
      if (!this.level) return;
      const { data, language, version } = this.config;
      const query = new URLSearchParams({ v: version, points: this.kinds.join(",") });
      const address = `${data}/map/${language}/${this.level}/${this.indicator}.svg?${query}`;
      this.wanted = address;
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw new Error(`${response.status} ${address}`);
      const text = await response.text();
      if (this.wanted !== address) return;
      const drawing = new DOMParser().parseFromString(text, SVG_TYPE).documentElement;
      const old = this.holder.querySelector("svg.drawing");
      const fresh = document.importNode(drawing, true);
      fresh.classList.add("drawing");
      if (old) old.replaceWith(fresh);
      else this.holder.prepend(fresh);
      this.drawing = fresh;
      this.isolate(this.isolated);
      this.outline(this.selected);
      this.hooks.note("");
    }

    async points(kinds) {
      if (kinds.join() === this.kinds.join()) return;
      this.kinds = kinds;
      await this.fetchDrawing();
    }

    async select(id) {
      this.selected = id;
      this.outline(id);
    }

    outline(id) {
      if (!this.drawing) return;
      for (const old of this.drawing.querySelectorAll(".chosen")) old.remove();
      const path = id === null ? null : this.drawing.querySelector(`path[data-i="${id}"]`);
      if (!path) return;
      for (const [colour, width] of [["#ffffff", "5"], ["#10202b", "2.4"]]) {
        const ring = document.createElementNS(SVG, "path");
        ring.setAttribute("d", path.getAttribute("d"));
        ring.setAttribute("class", "chosen");
        ring.setAttribute("stroke", colour);
        ring.setAttribute("stroke-width", width);
        this.drawing.append(ring);
      }
    }

    isolate(code) {
      this.isolated = code;
      if (!this.drawing) return;
      for (const path of this.drawing.querySelectorAll("path[data-c]")) {
        path.setAttribute("opacity", code && path.dataset.c !== code ? "0.12" : "1");
      }
    }

    fit() {}

    resize() {}

    destroy() {
      this.holder.classList.remove("static-map");
      this.holder.removeEventListener("click", this.onClick);
      this.holder.removeEventListener("mousemove", this.onMove);
      this.holder.removeEventListener("mouseleave", this.onLeave);
      if (this.drawing) this.drawing.remove();
    }
  }

  const SVG_TYPE = "image/svg+xml";
  T.SvgMap = SvgMap;
})();
