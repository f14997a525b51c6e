// The packages and modules as a tree (ARIA: tree), which says and does everything that the picture does.

class Tree {
  /** `on` is told of `select(node)`, `toggle(node)` and `hover(node | null)`. */
  constructor(element, on) {
    this.element = element;
    this.on = on;
    this.current = null;
    this.typed = "";
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("click", (event) => {
      const row = event.target.closest("[role=treeitem]");
      if (!row) return;
      this.current = row.node;
      if (event.target.closest(".twist")) on.toggle(row.node);
      else on.select(row.node);
    });
    element.addEventListener("dblclick", (event) => {
      const row = event.target.closest("[role=treeitem]");
      if (row && !row.node.module && !event.target.closest(".twist")) on.toggle(row.node);
    });
    element.addEventListener("pointerover", (event) => {
      on.hover(event.target.closest("[role=treeitem]")?.node ?? null);
    });
    element.addEventListener("pointerleave", () => on.hover(null));
  }

  draw(model, state) {
    const hadFocus = this.element.contains(document.activeElement);
    this.rows = [];
    const walk = (nodes, level) => nodes.forEach((node, index) => {
      this.rows.push(this.row(node, level, index + 1, nodes.length, state, model));
      if (state.expanded.has(node.key)) walk(sorted(node.children), level + 1);
    });
    walk(sorted(model.root.children), 1);
    this.element.replaceChildren(...this.rows);
    const current = this.rows.find((row) => row.node === this.current) ?? this.rows[0];
    if (current) this.focus(current, hadFocus);
  }

  row(node, level, position, count, state, model) {
    const row = element("div", {
      role: "treeitem", tabindex: "-1", "aria-level": level, "aria-posinset": position, "aria-setsize": count,
      "aria-selected": String(state.selected?.node === node), class: `row${cycleClass(node.worst)}`,
    });
    if (!node.module) row.setAttribute("aria-expanded", String(state.expanded.has(node.key)));
    row.title = node.name;
    row.style.setProperty("--level", level);
    row.append(
      element("span", { class: node.module ? "leaf-dot" : "twist", "aria-hidden": "true" }),
      element("span", { class: "name" }, node.label),
    );
    if (node.worst >= 0) row.append(element("span", { class: "mark", "aria-hidden": "true" }, MARKS[node.worst]));
    if (!node.module) row.append(" ", element("span", { class: "count" }, String(node.size)));
    const aloud = [node.module ? "" : "modules", node.worst < 0 ? "" : SAID_OF_CLASS[model.classes[node.worst]].aloud];
    row.append(unseen(` ${aloud.filter(Boolean).join(", ")}`));
    row.node = node;
    return row;
  }

  focus(row, really = true) {
    for (const other of this.element.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    row.tabIndex = 0;
    this.current = row.node;
    if (really) row.focus({ preventScroll: false });
  }

  show(node) {
    this.current = node;
    const row = this.rows.find((each) => each.node === node);
    if (!row) return;
    this.focus(row, false);
    row.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const index = this.rows.findIndex((row) => row === document.activeElement);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { node } = this.rows[index];
    const isOpen = this.rows[index].getAttribute("aria-expanded") === "true";
    const goTo = (to) => this.rows[to] && this.focus(this.rows[to]);
    const actions = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      Home: () => goTo(0),
      End: () => goTo(this.rows.length - 1),
      ArrowRight: () => (node.module ? null : isOpen ? goTo(index + 1) : this.on.toggle(node)),
      ArrowLeft: () => (isOpen ? this.on.toggle(node) : goTo(this.rows.findIndex((row) => row.node === node.parent))),
      Enter: () => this.on.select(node),
      " ": () => this.on.select(node),
    };
    if (actions[event.key]) actions[event.key]();
    else if (event.key.length === 1 && /[\p{L}\p{N}_]/u.test(event.key)) this.type(event.key, index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Goes to the next row that begins with what was typed within a second. */
  type(letter, index) {
    clearTimeout(this.forget);
    this.forget = setTimeout(() => { this.typed = ""; }, 1000);
    this.typed += letter.toLowerCase();
    const from = this.typed.length > 1 ? index : index + 1;
    const following = [...this.rows.slice(from), ...this.rows.slice(0, from)];
    const row = following.find((each) => each.node.label.toLowerCase().startsWith(this.typed));
    if (row) this.focus(row);
  }
}

/** Packages first, then modules, each by name. */
function sorted(nodes) {
  return [...nodes].sort((one, other) => Boolean(one.module) - Boolean(other.module) || (one.isGroup ? 1 : 0) - (other.isGroup ? 1 : 0) || (one.label < other.label ? -1 : 1));
}

/** Words that are only read aloud. */
function unseen(words) {
  return element("span", { class: "unseen" }, words);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
