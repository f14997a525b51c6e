// The graph as SVG: boxes, frames and lines of a layout, moved and zoomed; it decides nothing about what is seen.

const SVG = "http://www.w3.org/2000/svg";
const BOX_HEIGHT = 30;
const FIRST_HARMLESS = 2;
const MARKS = ["!", "±", "○", "◇", "◇"];

class Picture {
  /** `on` is told of `select(node)`, `toggle(node)`, `hover(node | link | null, event)`, `choose(link)` and `clear()`. */
  constructor(svg, on) {
    this.svg = svg;
    this.on = on;
    this.view = { x: 0, y: 0, scale: 1 };
    this.scene = null;
    this.layout = null;
    this.shapes = new Map();
    this.lineShapes = [];
    this.ruler = document.createElement("canvas").getContext("2d");
    this.listen();
  }

  measure(node) {
    if (!this.font) this.font = getComputedStyle(this.svg).getPropertyValue("font");
    this.ruler.font = this.font;
    const count = node.module && node.size === 1 ? 0 : this.ruler.measureText(String(node.size)).width + 34;
    const mark = node.worst >= 0 ? 16 : 0;
    return [Math.ceil(this.ruler.measureText(node.label).width + count + mark + 24), BOX_HEIGHT];
  }

  draw(model, scene) {
    this.scene = scene;
    this.layout = layOut(model.root, scene, (node) => this.measure(node));
    this.shapes.clear();
    this.world = make("g", { class: "world" });
    const frames = make("g");
    const lines = make("g", { class: "lines" });
    const boxes = make("g");
    this.overlay = make("g", { class: "overlay" });
    for (const frame of scene.frames) frames.append(this.frame(frame));
    this.lineShapes = this.layout.lines.map((line) => this.line(line));
    lines.append(...this.lineShapes.map((line) => line.shape));
    for (const box of scene.boxes) boxes.append(this.box(box));
    this.world.append(frames, lines, this.overlay, boxes);
    this.svg.replaceChildren(arrowHeads(model.classes), this.world);
    this.place();
  }

  frame(node) {
    const at = this.layout.places.get(node);
    const shape = make("g", { class: `frame depth-${depthOf(node) % 2}${worstClass(node)}`, "data-key": node.key });
    shape.append(make("rect", { x: at.x, y: at.y, width: at.width, height: at.height, rx: 10 }));
    const head = make("g", { class: "head" });
    head.append(
      make("rect", { class: "hit", x: at.x, y: at.y, width: at.width, height: FRAME_HEAD, rx: 10 }),
      chevron(at.x + 14, at.y + FRAME_HEAD / 2, true),
      text(at.x + 26, at.y + FRAME_HEAD / 2, node.label),
    );
    shape.append(head);
    this.shapes.set(node, shape);
    return shape;
  }

  box(node) {
    const at = this.layout.places.get(node);
    const shape = make("g", {
      class: `box ${node.module ? "leaf" : "closed"}${worstClass(node)}`, "data-key": node.key,
    });
    const middle = at.y + at.height / 2;
    let left = at.x + 12;
    if (!node.module) shape.append(make("rect", { class: "stack", x: at.x + 3, y: at.y + 3, width: at.width, height: at.height, rx: 6 }));
    shape.append(make("rect", { class: "face", x: at.x, y: at.y, width: at.width, height: at.height, rx: 6 }));
    if (!node.module) {
      shape.append(chevron(left + 2, middle, false));
      left += 14;
    }
    if (node.worst >= 0) {
      shape.append(text(left, middle, MARKS[node.worst], "mark"));
      left += 16;
    }
    shape.append(text(left, middle, node.label));
    if (!node.module || node.size > 1) shape.append(text(at.x + at.width - 10, middle, String(node.size), "count"));
    this.shapes.set(node, shape);
    return shape;
  }

  line(line) {
    const { link } = line;
    const cycle = colouredCycle(link, line.back);
    const shape = make("g", { class: `line kind-${link.kind}${line.detour ? " detour" : ""}${cycleClass(cycle)}` });
    const path = pathOf(line.points);
    const width = Math.min(4, 1 + Math.log10(link.imports.length));
    shape.append(
      make("path", { class: "stroke", d: path, "stroke-width": cycle >= 0 ? width + 0.6 : width, "marker-end": `url(#arrow${cycle < 0 ? "" : `-${cycle}`})` }),
      make("path", { class: "near", d: path }),
    );
    shape.link = link;
    return { shape, link };
  }

  /** Shows what belongs to a node or to a link, the rest faintly; to nothing: everything as it is. */
  highlight(about) {
    this.overlay.replaceChildren();
    for (const shape of this.svg.querySelectorAll(".lit")) shape.classList.remove("lit");
    this.svg.classList.toggle("faint", Boolean(about));
    if (!about) return;
    const links = [...this.scene.links.values()].filter((link) => belongs(link, about));
    const lit = new Set(links.flatMap((link) => [link.from, link.to]));
    if (about.node) lit.add(about.node);
    for (const module of about.modules ?? []) lit.add(this.scene.boxOf.get(module));
    for (const node of lit) {
      for (let each = node; each; each = each.parent) this.shapes.get(each)?.classList.add("lit");
    }
    for (const node of this.shapes.keys()) if (about.node && isInside(node, about.node)) this.shapes.get(node).classList.add("lit");
    for (const link of links.slice(0, 400)) this.overlay.append(this.exact(link, about));
  }

  /** A line between the very boxes, where the layout has only one between the frames around them. */
  exact(link, about) {
    const known = this.layout.lines.find((line) => line.link.from === link.from && line.link.to === link.to);
    const direction = about.node && isInside(link.from, about.node) ? "out" : about.node ? "in" : "out";
    const points = known ? known.points : directPoints(this.layout.places.get(link.from), this.layout.places.get(link.to));
    const cycle = about.cycleClass ?? (link.cycle < FIRST_HARMLESS ? link.cycle : -1);
    const marker = cycle >= 0 ? `-${cycle}` : `-${direction}`;
    return make("path", {
      class: `exact ${direction} kind-${link.kind}${cycleClass(cycle)}`, d: pathOf(points), "marker-end": `url(#arrow${marker})`,
    });
  }

  listen() {
    const { svg } = this;
    const nodeAt = (event) => this.nodes?.get(event.target.closest?.("[data-key]")?.dataset.key) ?? null;
    const linkAt = (event) => event.target.closest?.(".line")?.link ?? null;
    let drag = null;
    svg.addEventListener("pointerdown", (event) => {
      drag = { x: event.clientX, y: event.clientY, moved: false, id: event.pointerId };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!drag || !event.buttons) {
        const node = nodeAt(event);
        const box = node && (this.scene.boxOf.has(node.module) || event.target.closest(".head") || !this.scene.inside.has(node)) ? node : null;
        this.on.hover(box ? { node: box } : linkAt(event) ? { link: linkAt(event) } : null, event);
        return;
      }
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.moved && Math.hypot(dx, dy) < 4) return;
      if (!drag.moved) svg.setPointerCapture(drag.id);
      Object.assign(drag, { x: event.clientX, y: event.clientY, moved: true });
      this.move(dx, dy);
    });
    svg.addEventListener("pointerup", (event) => {
      const wasDrag = drag?.moved;
      drag = null;
      if (wasDrag) return;
      const node = nodeAt(event);
      const link = linkAt(event);
      if (event.target.closest(".chevron") || event.target.closest(".head")) this.on.toggle(node);
      else if (node && !this.scene.inside.has(node)) this.on.select(node);
      else if (link) this.on.choose(link);
      else this.on.clear();
    });
    svg.addEventListener("pointerleave", () => this.on.hover(null));
    svg.addEventListener("dblclick", (event) => {
      const node = nodeAt(event);
      if (node && !node.module && !this.scene.inside.has(node)) this.on.toggle(node);
    });
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY * 0.01), event.offsetX, event.offsetY);
      else this.move(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY);
    }, { passive: false });
  }

  move(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.place();
  }

  zoom(factor, x = this.svg.clientWidth / 2, y = this.svg.clientHeight / 2) {
    const scale = Math.min(3, Math.max(0.05, this.view.scale * factor));
    const change = scale / this.view.scale;
    this.view = { scale, x: x - (x - this.view.x) * change, y: y - (y - this.view.y) * change };
    this.place();
  }

  /** Everything, or the place of one node, in the middle of the window, no larger than life. */
  fit(node = null) {
    const at = node ? this.layout.places.get(node) : { x: 0, y: 0, width: this.layout.width, height: this.layout.height };
    const [width, height] = [this.svg.clientWidth, this.svg.clientHeight];
    if (!width || !at) return;
    const down = this.margin();
    const scale = Math.min(1.15, Math.max(node ? 0.45 : 0.08, this.scaleOf(at)));
    this.view = { scale, x: (width - at.width * scale) / 2 - at.x * scale, y: Math.max(20, (height - down + 22 - at.height * scale) / 2) - at.y * scale };
    this.place();
  }

  /** How large a place can be drawn so that the window holds it. */
  scaleOf(at = this.layout) {
    return Math.min((this.svg.clientWidth - 48) / at.width, (this.svg.clientHeight - this.margin()) / at.height);
  }

  margin() {
    return 44 + (this.reserved?.() ?? 0);
  }

  /** Moves a node into the window where it is outside. */
  reveal(node) {
    const at = this.layout.places.get(node);
    if (!at) return;
    const { scale } = this.view;
    const [x, y] = [at.x * scale + this.view.x, at.y * scale + this.view.y];
    const margin = 40;
    const dx = x < margin ? margin - x : Math.min(0, this.svg.clientWidth - margin - (x + at.width * scale));
    const dy = y < margin ? margin - y : Math.min(0, this.svg.clientHeight - margin - (y + at.height * scale));
    if (dx || dy) this.move(dx, dy);
  }

  place() {
    const { x, y, scale } = this.view;
    this.world?.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.svg.classList.toggle("far", scale < 0.45);
  }
}

/** Of a cycle that harms nobody only the lines are coloured that go against the rest: without them nothing goes round. */
function colouredCycle(link, isBack) {
  return link.cycle < FIRST_HARMLESS || isBack ? link.cycle : -1;
}

function belongs(link, about) {
  if (about.link) return link.imports.some((item) => about.link.imports.includes(item));
  if (about.modules) return link.imports.some((item) => about.imports.has(item));
  return isInside(link.from, about.node) !== isInside(link.to, about.node);
}

function make(name, attributes = {}) {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
}

function text(x, y, words, look = "label") {
  const shape = make("text", { x, y, class: look, "dominant-baseline": "central" });
  shape.textContent = words;
  return shape;
}

function chevron(x, y, isOpen) {
  const shape = make("g", { class: "chevron" });
  shape.append(
    make("circle", { cx: x, cy: y, r: 9 }),
    make("path", { d: isOpen ? `M${x - 4} ${y - 2}l4 4l4 -4` : `M${x - 2} ${y - 4}l4 4l-4 4` }),
  );
  return shape;
}

function arrowHeads(classes) {
  const defs = make("defs");
  for (const name of ["", "-in", "-out", ...classes.map((_, index) => `-${index}`)]) {
    const marker = make("marker", { id: `arrow${name}`, class: `arrow arrow${name}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" });
    marker.append(make("path", { d: "M0 0.8L8 4L0 7.2z" }));
    defs.append(marker);
  }
  return defs;
}

/** A line that leaves and enters boxes upright, and bends between rows only. */
function pathOf(points) {
  let path = `M${points[0].map(round)}`;
  for (let index = 1; index < points.length; index += 1) {
    const [[x, y], [toX, toY]] = [points[index - 1], points[index]];
    const middle = (y + toY) / 2;
    path += Math.abs(x - toX) < 0.5 ? `L${round(toX)} ${round(toY)}` : `C${round(x)} ${round(middle)} ${round(toX)} ${round(middle)} ${round(toX)} ${round(toY)}`;
  }
  return path;
}

function directPoints(from, to) {
  const middle = (at) => at.x + at.width / 2;
  if (to.y >= from.y + from.height) return [[middle(from), from.y + from.height], [middle(to), to.y]];
  if (from.y >= to.y + to.height) return [[middle(from), from.y], [middle(to), to.y + to.height]];
  return [[middle(from), from.y + from.height], [(middle(from) + middle(to)) / 2, Math.max(from.y + from.height, to.y + to.height) + 24], [middle(to), to.y + to.height]];
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function worstClass(node) {
  return cycleClass(node.worst);
}

function cycleClass(cycle) {
  return cycle < 0 ? "" : ` cycle-${cycle}`;
}
