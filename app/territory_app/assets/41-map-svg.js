/* The static map: the server's drawing, put in the page so that a territory can be chosen on it. */
(function () {
  "use strict";
  const T = window.territory;
  const SVG = "http://www.w3.org/2000/svg";
  const TYPE = "image/svg+xml";
  const DRAWN = ["kinds", "overlay", "within"];

  class SvgMap {
    constructor(holder, config, hooks) {
      this.holder = holder;
      this.config = config;
      this.hooks = hooks;
      this.selected = null;
      this.isolated = null;
      holder.classList.add("static-map");
      this.heard = {
        click: (event) => this.onClick(event),
        mousemove: (event) => this.onMove(event),
        mouseleave: () => hooks.hush(),
      };
      for (const [name, heard] of Object.entries(this.heard)) holder.addEventListener(name, heard);
    }

    async show(scene) {
      this.scene = scene;
      this.isolated = scene.isolated;
      const { language, query } = this.config;
      const asked = T.writeQuery(scene, this.config, [...query.painted, ...DRAWN]);
      const path = `map/${language}/${scene.level}/${scene.indicator}.svg`;
      const place = this.place === undefined ? "" : `${asked ? "&" : "?"}cadre=${this.place}`;
      const address = T.dataAddress(path, asked + place, this.config);
      if (address !== this.address) await this.fetchDrawing(address);
      this.fade();
    }

    async fetchDrawing(address) {
      this.address = address;
      const response = await fetch(address, { credentials: "same-origin" }).catch((fault) => {
        this.address = null;
        throw fault;
      });
      if (!response.ok) {
        this.address = null;
        throw new Error(`${response.status} ${address}`);
      }
      const text = await response.text();
      if (this.address !== address) return;
      const drawing = new DOMParser().parseFromString(text, TYPE).documentElement;
      const old = this.holder.querySelector("svg.drawing");
      const fresh = document.importNode(drawing, true);
      fresh.classList.add("drawing");
      if (old) old.replaceWith(fresh);
      else this.holder.prepend(fresh);
      this.drawing = fresh;
      this.outline(this.selected);
    }

    where(event) {
      const box = this.holder.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    }

    /* Points of a mark: one, or all that a numbered circle stands for. */
    async sites(mark) {
      const found = mark.dataset.p.split(" ").map((one) => one.split("/"));
      return Promise.all(found.map(async ([kind, i]) => T.siteOf(await T.sites(this.config, kind), Number(i))));
    }

    onClick(event) {
      const mark = event.target.closest("[data-p]");
      const path = event.target.closest("path[data-i]");
      if (mark) this.sites(mark).then((sites) => this.hooks.card(sites, null));
      else if (path) this.hooks.select(Number(path.dataset.i));
    }

    onMove(event) {
      const point = this.where(event);
      const mark = event.target.closest("[data-p]");
      const path = event.target.closest("path[data-i]");
      if (mark) this.sites(mark).then((sites) => this.hooks.tellSites(point, sites));
      else if (path) this.hooks.tell(point, this.scene.level, Number(path.dataset.i));
      else this.hooks.hush();
    }

    async select(id) {
      this.selected = id;
      this.outline(id);
    }

    outline(id) {
      this.rings("chosen", id, [["halo", "5"], ["ring", "2.4"]]);
    }

    point(id) {
      this.rings("pointed", id, [["hover", "1.6"]]);
    }

    rings(name, id, widths) {
      if (!this.drawing) return;
      for (const old of this.drawing.querySelectorAll(`.${name}`)) old.remove();
      const path = id === null ? null : this.drawing.querySelector(`path[data-i="${id}"]`);
      if (!path) return;
      const theme = T.theme();
      for (const [colour, width] of widths) {
        const ring = document.createElementNS(SVG, "path");
        ring.setAttribute("d", path.getAttribute("d"));
        ring.setAttribute("class", `outlined ${name}`);
        ring.setAttribute("stroke", theme[colour]);
        ring.setAttribute("stroke-width", width);
        ring.setAttribute("vector-effect", "non-scaling-stroke");
        this.drawing.append(ring);
      }
    }

    fade() {
      if (!this.drawing) return;
      const { isolated } = this;
      for (const path of this.drawing.querySelectorAll("path[data-c]")) {
        path.setAttribute("opacity", isolated && path.dataset.c !== isolated ? "0.12" : "1");
      }
    }

    /* A shortcut is drawn again by the server, so that lines and marks keep their size. */
    fit(box) {
      const places = [...document.querySelectorAll("[data-box]")].map((one) => one.dataset.box);
      const found = places.findIndex((one) => one.split(",").every((side, i) => Math.abs(side - box[i]) < 1e-3));
      const { scene } = this;
      this.place = found < 0 || (found === 0 && !(scene && scene.within)) ? undefined : found;
      if (scene) this.show(scene).catch(() => this.hooks.note(this.config.words.failed));
    }

    resize() {}

    destroy() {
      this.holder.classList.remove("static-map");
      for (const [name, heard] of Object.entries(this.heard)) this.holder.removeEventListener(name, heard);
      if (this.drawing) this.drawing.remove();
    }
  }

  T.SvgMap = SvgMap;
})();
