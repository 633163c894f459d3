// Linked maps: what moves one moves the others, and a territory shows on all of them.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const CLOSEST = 60;
  const STEP = 1.5;
  const SLACK = 4;

  function box(text) {
    const [x, y, w, h] = text.split(" ").map(Number);
    return { x, y, w, h };
  }

  function make(name, content) {
    const element = document.createElement(name);
    if (content) element.textContent = content;
    return element;
  }

  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  }

  function Group(root) {
    this.root = root;
    this.words = root.dataset;
    this.drawings = Array.from(root.querySelectorAll("svg.map-drawing"));
    this.told = JSON.parse(root.dataset.territories);
    this.home = box(this.drawings[0].getAttribute("viewBox"));
    this.whole = box(this.drawings[0].dataset.whole);
    this.view = { ...this.home };
    this.patterns = Array.from(root.querySelectorAll(".map-drawing pattern"), (one) => ({
      element: one,
      scale: parseFloat(/scale\(([^)]+)\)/.exec(one.getAttribute("patternTransform"))[1]),
    }));
    this.row = root.querySelector(".maps-row");
    this.pinned = -1;
    this.lit = -1;
    this.dress();
    this.listen();
    root.dataset.linked = "";
  }

  Group.prototype.dress = function () {
    const words = this.words;
    const tools = make("div");
    tools.className = "map-tools";
    const acts = [
      ["+", words.closer, () => this.zoom(1 / STEP)],
      ["−", words.farther, () => this.zoom(STEP)],
      [words.home, "", () => this.show(this.home)],
      [words.whole, "", () => this.show(this.whole)],
    ];
    for (const [sign, label, act] of acts) {
      const button = make("button", sign);
      button.type = "button";
      if (label) button.setAttribute("aria-label", label);
      button.addEventListener("click", act);
      tools.append(button);
    }
    tools.append(this.finder());
    this.row.before(tools);
    this.caption = make("p", words.point);
    this.caption.className = "map-told";
    this.caption.setAttribute("aria-live", "off");
    this.row.after(this.caption);
    this.row.tabIndex = 0;
    this.row.setAttribute("role", "group");
    this.row.setAttribute("aria-label", words.keys);
  };

  Group.prototype.finder = function () {
    const label = make("label", this.words.find);
    const input = make("input");
    const list = make("datalist");
    list.id = `${this.drawings[0].id}-noms`;
    for (const name of new Set(this.told.names)) {
      const option = make("option");
      option.value = name;
      list.append(option);
    }
    input.setAttribute("list", list.id);
    input.autocomplete = "off";
    input.addEventListener("change", () => this.find(input.value));
    label.append(input, list);
    return label;
  };

  Group.prototype.find = function (text) {
    const asked = plain(text);
    const names = this.told.names.map(plain);
    let row = asked ? names.indexOf(asked) : -1;
    if (row < 0 && asked) row = names.findIndex((name) => name.includes(asked));
    this.pinned = row;
    this.caption.setAttribute("aria-live", "polite");
    this.light(row);
    const lit = row < 0 ? null : this.drawings[0].querySelector(".map-lit");
    if (!lit) return;
    const around = lit.getBBox();
    const middle = { x: around.x + around.width / 2, y: around.y + around.height / 2 };
    const ratio = this.home.w / this.home.h;
    const width = Math.max(around.width, around.height * ratio) * 4;
    const w = Math.min(Math.max(width, this.home.w / 12), Math.max(this.view.w, width));
    this.show({ x: middle.x - w / 2, y: middle.y - w / ratio / 2, w, h: w / ratio });
  };

  // Puts a part of the drawing in view, the same in every map.
  Group.prototype.show = function (asked) {
    const ratio = this.home.w / this.home.h;
    const most = Math.max(this.home.w, this.whole.w, this.whole.h * ratio) * 1.1;
    const w = Math.min(Math.max(asked.w, asked.h * ratio, this.home.w / CLOSEST), most);
    const h = w / ratio;
    const left = Math.min(this.home.x, this.whole.x);
    const top = Math.min(this.home.y, this.whole.y);
    const right = Math.max(this.home.x + this.home.w, this.whole.x + this.whole.w);
    const bottom = Math.max(this.home.y + this.home.h, this.whole.y + this.whole.h);
    const x = Math.min(Math.max(asked.x + asked.w / 2, left), right) - w / 2;
    const y = Math.min(Math.max(asked.y + asked.h / 2, top), bottom) - h / 2;
    this.view = { x, y, w, h };
    const text = [x, y, w, h].map((side) => Number(side.toFixed(2))).join(" ");
    for (const drawing of this.drawings) drawing.setAttribute("viewBox", text);
    for (const one of this.patterns) {
      const scale = (one.scale * w) / this.home.w;
      one.element.setAttribute("patternTransform", `scale(${scale.toFixed(3)})`);
    }
  };

  // Zooms about a point of the drawing that stays where it is; about the middle by default.
  Group.prototype.zoom = function (factor, at) {
    const { x, y, w, h } = this.view;
    const point = at || { x: x + w / 2, y: y + h / 2 };
    this.show({
      x: point.x - (point.x - x) * factor,
      y: point.y - (point.y - y) * factor,
      w: w * factor,
      h: h * factor,
    });
  };

  Group.prototype.pan = function (right, down) {
    const { x, y, w, h } = this.view;
    this.show({ x: x + right, y: y + down, w, h });
  };

  Group.prototype.place = function (drawing, event) {
    const frame = drawing.getBoundingClientRect();
    return {
      x: this.view.x + ((event.clientX - frame.left) / frame.width) * this.view.w,
      y: this.view.y + ((event.clientY - frame.top) / frame.height) * this.view.h,
    };
  };

  Group.prototype.light = function (row) {
    if (row === this.lit) return;
    this.lit = row;
    for (const drawing of this.drawings) {
      drawing.querySelectorAll(".map-lit, .map-lit-under").forEach((one) => one.remove());
      const shape = row < 0 ? null : drawing.querySelector(`use[data-i="${row}"]`);
      if (!shape) continue;
      for (const name of ["map-lit-under", "map-lit"]) {
        const line = document.createElementNS(SVG, "use");
        line.setAttribute("href", shape.getAttribute("href"));
        line.setAttribute("class", name);
        drawing.append(line);
      }
    }
    this.caption.textContent = row < 0 ? this.words.point : this.sentence(row);
  };

  Group.prototype.sentence = function (row) {
    const parts = this.told.parts.map(([label, values]) => `${label} ${values[row]}`);
    const told = { name: this.told.names[row], told: parts.join("; ") };
    return this.words.told.replace(/\{(\w+)\}/g, (_whole, key) => told[key]);
  };

  Group.prototype.listen = function () {
    this.row.addEventListener("keydown", (event) => this.key(event));
    for (const drawing of this.drawings) this.touch(drawing);
  };

  Group.prototype.key = function (event) {
    if (event.target !== this.row || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = this.view.w / 8;
    const acts = {
      "+": () => this.zoom(1 / STEP),
      "=": () => this.zoom(1 / STEP),
      "-": () => this.zoom(STEP),
      "−": () => this.zoom(STEP),
      0: () => this.show(this.home),
      ArrowLeft: () => this.pan(-step, 0),
      ArrowRight: () => this.pan(step, 0),
      ArrowUp: () => this.pan(0, -step),
      ArrowDown: () => this.pan(0, step),
    };
    if (!Object.hasOwn(acts, event.key)) return;
    acts[event.key]();
    event.preventDefault();
  };

  // A mouse drags; one finger scrolls the page, two move and zoom the maps.
  Group.prototype.touch = function (drawing) {
    const fingers = new Map();
    let moved = 0;
    drawing.addEventListener("wheel", (event) => {
      const asked = event.ctrlKey || event.metaKey || this.row.contains(document.activeElement);
      if (!asked) return;
      event.preventDefault();
      this.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), this.place(drawing, event));
    }, { passive: false });
    drawing.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      fingers.set(event.pointerId, event);
      moved = 0;
      this.row.focus({ preventScroll: true });
    });
    drawing.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) {
        this.hover(event);
        return;
      }
      const mouse = event.pointerType === "mouse";
      if (fingers.size === 2) this.pinch(drawing, fingers, event);
      else if (mouse) this.drag(drawing, before, event);
      moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
      if (mouse && moved > SLACK) drawing.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
    });
    const end = (event) => {
      const held = fingers.delete(event.pointerId);
      if (!fingers.size) delete this.root.dataset.dragging;
      if (event.type === "pointerup" && held && moved <= SLACK) this.pin(event);
    };
    drawing.addEventListener("pointerup", end);
    drawing.addEventListener("pointercancel", end);
    drawing.addEventListener("pointerleave", () => this.light(this.pinned));
  };

  Group.prototype.drag = function (drawing, before, event) {
    const scale = this.view.w / drawing.getBoundingClientRect().width;
    this.root.dataset.dragging = "";
    this.pan((before.clientX - event.clientX) * scale, (before.clientY - event.clientY) * scale);
  };

  Group.prototype.pinch = function (drawing, fingers, event) {
    const other = Array.from(fingers.values()).find((one) => one.pointerId !== event.pointerId);
    const before = fingers.get(event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    this.drag(drawing, {
      clientX: before.clientX / 2, clientY: before.clientY / 2,
    }, { clientX: event.clientX / 2, clientY: event.clientY / 2 });
    const middle = {
      clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2,
    };
    this.zoom(apart(before) / Math.max(apart(event), 1), this.place(drawing, middle));
  };

  Group.prototype.rowOf = function (event) {
    const shape = event.target.closest ? event.target.closest("use[data-i]") : null;
    return shape ? Number(shape.dataset.i) : -1;
  };

  Group.prototype.hover = function (event) {
    this.caption.setAttribute("aria-live", "off");
    const row = this.rowOf(event);
    this.light(row < 0 ? this.pinned : row);
  };

  Group.prototype.pin = function (event) {
    const row = this.rowOf(event);
    this.pinned = row === this.pinned ? -1 : row;
    this.light(row);
  };

  function link() {
    document.querySelectorAll("[data-maps]:not([data-linked])").forEach((root) => new Group(root));
  }

  link();
  document.addEventListener("territory:result", link);
})();
