// The dependency structure matrix of what is seen: a row imports what its marks stand under (Steward 1981).

const LARGEST_CELL = 26;
const SMALLEST_CELL = 5;
/** Cells are not made smaller than this only to be all in sight. */
const LEGIBLE_CELL = 12;
const WIDEST = 3600;

class Matrix {
  /** `on` is told of `choose(link)`, `select(node)`, `hover(about | null, event, words)` and `say(words)`. */
  constructor(canvas, on) {
    this.canvas = canvas;
    this.on = on;
    this.cursor = null;
    canvas.addEventListener("pointermove", (event) => this.pointed(event));
    canvas.addEventListener("pointerleave", () => this.pointTo(null));
    canvas.addEventListener("click", () => this.choose());
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  draw(model, scene, layout) {
    this.scene = scene;
    this.order = inRows(model.root, scene, layout);
    const count = Math.max(1, this.order.length);
    const inSight = Math.max(LEGIBLE_CELL, Math.floor((this.canvas.parentElement.clientWidth - 340) / count));
    this.cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, inSight, Math.floor(WIDEST / count)));
    this.cursor = null;
    this.paint();
  }

  paint() {
    const { canvas, order, cell } = this;
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    const colours = Object.fromEntries(["--text", "--muted", "--line", "--surface", "--accent", "--cell", "--against", "--cycle-0", "--cycle-1", "--cycle-2", "--cycle-3", "--cycle-4"].map((name) => [name, resolved(canvas, colour(name))]));
    const size = Math.max(6, Math.min(12, cell - 4));
    pen.font = `${size}px ${style.fontFamily}`;
    this.left = Math.min(340, Math.ceil(Math.max(0, ...order.map((node) => pen.measureText(labelIn(node)).width)) + 46));
    this.top = 30;
    const [width, height] = [this.left + order.length * cell + 20, this.top + order.length * cell + 20];
    const scale = Math.min(window.devicePixelRatio || 1, 8000 / Math.max(width, height));
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    pen.scale(scale, scale);
    pen.font = `${size}px ${style.fontFamily}`;
    pen.textBaseline = "middle";
    const row = new Map(order.map((node, index) => [node, index]));
    this.at = new Map();
    this.stripes(pen, colours);
    for (const link of this.scene.links.values()) {
      const [y, x] = [row.get(link.from), row.get(link.to)];
      this.at.set(`${y} ${x}`, link);
      const cycle_ = colouredCycle(link, y > x);
      pen.globalAlpha = cycle_ >= 0 ? 1 : Math.min(1, 0.45 + Math.log10(link.imports.length) * 0.3);
      pen.fillStyle = cycle_ >= 0 ? colours[`--cycle-${cycle_}`] : y > x ? colours["--against"] : colours["--cell"];
      pen.fillRect(this.left + x * cell + 1, this.top + y * cell + 1, cell - 1.5, cell - 1.5);
      pen.globalAlpha = 1;
      if (cell >= 16 && link.imports.length > 1) {
        pen.fillStyle = colours["--surface"];
        pen.textAlign = "center";
        pen.font = `600 ${Math.min(10, cell - 8)}px ${style.fontFamily}`;
        pen.fillText(link.imports.length > 99 ? "…" : String(link.imports.length), this.left + (x + 0.5) * cell, this.top + (y + 0.5) * cell + 0.5);
      }
    }
    pen.font = `${size}px ${style.fontFamily}`;
    this.labels(pen, colours);
  }

  stripes(pen, colours) {
    const { order, cell, cursor, left, top } = this;
    const end = order.length * cell;
    if (cursor) {
      pen.fillStyle = colours["--accent"];
      pen.globalAlpha = 0.16;
      pen.fillRect(0, top + cursor.y * cell, left + end, cell);
      if (cursor.x >= 0) pen.fillRect(left + cursor.x * cell, 0, cell, top + end);
      pen.globalAlpha = 1;
    }
    pen.strokeStyle = colours["--line"];
    pen.lineWidth = 0.5;
    pen.beginPath();
    for (let index = 0; index <= order.length && cell >= 9; index += 1) {
      pen.moveTo(left, top + index * cell);
      pen.lineTo(left + end, top + index * cell);
      pen.moveTo(left + index * cell, top);
      pen.lineTo(left + index * cell, top + end);
    }
    pen.rect(left, top, end, end);
    pen.stroke();
    pen.fillStyle = colours["--line"];
    order.forEach((_, index) => pen.fillRect(left + index * cell, top + index * cell, cell, cell));
  }

  labels(pen, colours) {
    const { order, cell, left, top } = this;
    const every = Math.ceil(16 / cell);
    order.forEach((node, index) => {
      const middle = (index + 0.5) * cell;
      pen.textAlign = "right";
      pen.fillStyle = node.worst >= 0 ? colours[`--cycle-${node.worst}`] : colours["--text"];
      pen.fillText(labelIn(node), left - 32, top + middle, left - 40);
      if (index % every === 0 || this.cursor?.x === index || this.cursor?.y === index) {
        pen.fillStyle = colours["--muted"];
        pen.fillText(String(index + 1), left - 6, top + middle);
        pen.textAlign = "center";
        pen.fillText(String(index + 1), left + middle, top - 10);
      }
    });
  }

  pointed(event) {
    const x = Math.floor((event.offsetX - this.left) / this.cell);
    const y = Math.floor((event.offsetY - this.top) / this.cell);
    const inside = y >= 0 && y < this.order.length && x < this.order.length;
    this.pointTo(inside ? { x: Math.max(-1, x), y } : null, event);
  }

  pointTo(cursor, event) {
    if (cursor?.x === this.cursor?.x && cursor?.y === this.cursor?.y) {
      if (event) this.on.hover(null, event, this.words());
      return;
    }
    this.cursor = cursor;
    this.paint();
    this.on.hover(null, event, this.words());
  }

  words() {
    if (!this.cursor) return "";
    const { x, y } = this.cursor;
    const [from, to] = [this.order[y], this.order[x]];
    if (!to || from === to) return from.name;
    const link = this.at.get(`${y} ${x}`);
    const said = link ? counted(link.imports.length, "import") : "no import";
    return `${from.name} → ${to.name}: ${said}${link?.cycle >= 0 ? ", on a cycle" : ""}`;
  }

  choose() {
    if (!this.cursor) return;
    const link = this.at.get(`${this.cursor.y} ${this.cursor.x}`);
    if (link) this.on.choose(link);
    else this.on.select(this.order[this.cursor.y]);
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Enter" || event.key === " ") this.choose();
    else if (steps[event.key]) {
      const last = this.order.length - 1;
      const { x, y } = this.cursor ?? { x: 0, y: 0 };
      const [dx, dy] = this.cursor ? steps[event.key] : [0, 0];
      this.cursor = { x: Math.min(last, Math.max(0, x + dx)), y: Math.min(last, Math.max(0, y + dy)) };
      this.paint();
      this.on.say(this.words());
    } else return;
    event.preventDefault();
  }
}

/** The boxes as the picture has them from the top: importers first, so that marks below the diagonal go against it. */
function inRows(root, scene, layout) {
  const order = [];
  const walk = (node) => {
    if (!scene.inside.has(node)) {
      order.push(node);
      return;
    }
    const at = (child) => layout.places.get(child);
    const middle = (child) => at(child).y + at(child).height / 2;
    [...node.children].sort((one, other) => middle(one) - middle(other) || at(one).x - at(other).x).forEach(walk);
  };
  walk(root);
  return order;
}

function labelIn(node) {
  const name = node.label === "__init__" ? `${node.name} (__init__)` : node.name || node.label;
  return name.length > 42 ? `…${name.slice(-41)}` : name;
}

/** A colour as a canvas takes it: `light-dark()` and variables are worked out by the browser. */
function resolved(canvas, colour) {
  canvas.style.setProperty("outline-color", colour);
  const found = getComputedStyle(canvas).outlineColor;
  canvas.style.removeProperty("outline-color");
  return found;
}
