// Finds modules and packages by what is typed (ARIA: combobox with a listbox).

const MOST_HITS = 12;

class Search {
  constructor(input, list, model, go) {
    Object.assign(this, { input, list, go, hits: [], active: -1 });
    this.nodes = [...model.nodes.values()].filter((node) => node.parent && !node.isGroup);
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => {
      const hit = event.target.closest("[role=option]");
      if (hit) this.take(hit.node);
      event.preventDefault();
    });
  }

  look() {
    const words = this.input.value.trim().toLowerCase();
    this.hits = words ? this.nodes.map((node) => [likeness(nameOf(node), words), node]).filter(([value]) => value > 0)
      .sort(([one, node], [two, other]) => two - one || nameOf(node).length - nameOf(other).length).slice(0, MOST_HITS).map(([, node]) => node) : [];
    this.list.replaceChildren(...this.hits.map((node, index) => {
      const hit = element("li", { role: "option", id: `hit-${index}`, "aria-selected": "false" }, nameOf(node));
      if (!node.module) hit.append(element("span", { class: "count" }, `${node.size} modules`));
      hit.node = node;
      return hit;
    }));
    if (words && !this.hits.length) this.list.append(element("li", { class: "none" }, "no module of this name"));
    this.list.hidden = !words;
    this.input.setAttribute("aria-expanded", String(this.hits.length > 0));
    this.point(this.hits.length ? 0 : -1);
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((hit, number_) => hit.setAttribute("aria-selected", String(number_ === index)));
    if (index >= 0) this.input.setAttribute("aria-activedescendant", `hit-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const count = this.hits.length;
    if (event.key === "ArrowDown" && count) this.point((this.active + 1) % count);
    else if (event.key === "ArrowUp" && count) this.point((this.active + count - 1) % count);
    else if (event.key === "Enter" && count) this.take(this.hits[this.active]);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.input.blur();
    } else return;
    event.preventDefault();
  }

  take(node) {
    this.input.value = "";
    this.input.blur();
    this.go(node);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

function nameOf(node) {
  return node.module ? node.module.name : node.name;
}

/** 0 where the letters are not in the name in this order; more where they stand together, and at the start of a part. */
function likeness(name, letters) {
  const lower = name.toLowerCase();
  const at = lower.lastIndexOf(letters);
  if (at >= 0) return 3 + (at === 0 || lower[at - 1] === "." ? 2 : 0) + (at + letters.length === lower.length ? 2 : 0);
  let from = 0;
  for (const letter of letters) {
    from = lower.indexOf(letter, from) + 1;
    if (!from) return 0;
  }
  return 1;
}
