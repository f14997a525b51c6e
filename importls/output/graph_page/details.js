// What is known of a module, a package, a line or a cycle, in words, with the place of every import.

/** What each class of cycles means: on a line, in a legend, and when it is read aloud beside a name. */
const SAID_OF_CLASS = {
  "will-fail": { short: "cycle that fails", long: "fails, whichever of its modules is imported first", aloud: "in a cycle that fails" },
  "entry-dependent": { short: "cycle that may fail", long: "fails or works, depending on the module that is imported first", aloud: "in a cycle that fails from some entry points" },
  harmless: { short: "cycle that works", long: "works, whichever of its modules is imported first", aloud: "in a cycle that works" },
  deferred: { short: "cycle through later imports", long: "goes round through imports in functions or lazy ones only", aloud: "in a cycle that is deferred" },
  "typing-only": { short: "cycle for type checkers", long: "goes round through imports for type checkers only", aloud: "in a cycle for type checkers" },
};
const SAID_OF_KIND = {
  runtime: "when the module is imported", guarded: "guarded: a failure is caught", lazy: "lazy: on first use",
  deferred: "deferred: when a function runs", typing: "for type checkers only",
};
const MOST_LISTED = 40;

class Details {
  /** `on` is told of `go(node)` and `cycle(cycle)`; `open(path, line, column)` opens a file, where somebody can. */
  constructor(target, on, open) {
    this.target = target;
    this.on = on;
    this.open = open;
  }

  draw(selected, model) {
    this.folder = model.folder;
    if (!selected) this.target.replaceChildren(this.overview(model));
    else if (selected.link) this.target.replaceChildren(this.ofLink(selected.link));
    else if (selected.cycle) this.target.replaceChildren(this.ofCycle(selected.cycle));
    else this.target.replaceChildren(this.ofNode(selected.node));
  }

  overview(model) {
    const part = document.createDocumentFragment();
    part.append(element("h2", {}, "Nothing selected"));
    part.append(element("p", { class: "hint" }, "Importers stand above what they import. Point at a box to see its imports, click it to read where they stand, and open a package with its arrow or a double click."));
    const worst = model.modules.filter((module) => module.incoming.length).sort((one, other) => importersOf(other) - importersOf(one)).slice(0, 8);
    if (worst.length) {
      part.append(element("h3", {}, "Most imported"));
      const list = element("ul", { class: "links" });
      for (const module of worst) list.append(element("li", {}, this.goTo(module.node, module.name), element("span", { class: "count" }, String(importersOf(module)))));
      part.append(list);
    }
    const keys = element("dl", { class: "keys" });
    for (const [key, what] of [["/", "find a module"], ["↑ ↓ ← →", "walk in the list, open and close"], ["Enter", "select"], ["Esc", "clear"], ["+ − 0", "zoom"], ["Ctrl + wheel", "zoom at the pointer"]]) {
      keys.append(element("dt", {}, key), element("dd", {}, what));
    }
    part.append(element("h3", {}, "Keys"), keys);
    return part;
  }

  ofNode(node) {
    const part = document.createDocumentFragment();
    part.append(element("h2", {}, node.name || node.label));
    const { module } = node;
    if (module) {
      if (module.path) part.append(element("p", {}, this.place(module.path, 1, 1, module.path)));
      if (module.kind === "collapsed") part.append(element("p", { class: "hint" }, `${module.size} modules, collapsed`));
    } else {
      part.append(element("p", { class: "hint" }, node.isGroup ? `${node.size} modules` : `package of ${node.size} modules`));
    }
    const inside = new Set(modulesIn(node));
    const cycles = new Set([...inside].flatMap((each) => each.cycles));
    for (const cycle of cycles) part.append(this.cycleButton(cycle));
    const outgoing = [...inside].flatMap((each) => each.outgoing).filter((item) => !inside.has(item.to));
    const incoming = [...inside].flatMap((each) => each.incoming).filter((item) => !inside.has(item.from));
    part.append(...this.imports("Imports", outgoing, "to", !module), ...this.imports("Imported by", incoming, "from", !module));
    return part;
  }

  ofLink(link) {
    const part = document.createDocumentFragment();
    part.append(element("h2", { class: "pair" }, this.goTo(link.from, link.from.name), " imports ", this.goTo(link.to, link.to.name)));
    for (const cycle of new Set(link.imports.filter((item) => item.cycle >= 0).flatMap((item) => item.from.cycles.filter((each) => each.imports.includes(item))))) part.append(this.cycleButton(cycle));
    const list = element("ul", { class: "imports" });
    for (const item of link.imports.slice(0, MOST_LISTED * 3)) list.append(this.statement(item, `${item.from.name} → ${item.to.name}`));
    part.append(element("h3", {}, counted(link.imports.length, "import")), list);
    return part;
  }

  ofCycle(cycle) {
    const part = document.createDocumentFragment();
    const said = SAID_OF_CLASS[cycle.name];
    part.append(
      element("h2", { class: `cycle-title${cycleClass(cycle.cycleClass)}` }, `${MARKS[cycle.cycleClass]} ${capital(said.short)}`),
      element("p", {}, `${capital(counted(cycle.modules.length, "module"))}. It ${said.long}.`),
      element("h3", {}, "Modules"),
    );
    const modules = element("ul", { class: "links" });
    for (const module of cycle.modules.slice(0, MOST_LISTED)) modules.append(element("li", {}, this.goTo(module.node, module.name)));
    const imports = element("ul", { class: "imports" });
    for (const item of cycle.imports.slice(0, MOST_LISTED)) imports.append(this.statement(item, `${item.from.name} → ${item.to.name}`));
    part.append(modules, more(cycle.modules.length), element("h3", {}, counted(cycle.imports.length, "import")), imports, more(cycle.imports.length));
    return part;
  }

  /** A list by the module at the other end, each with the places of its imports. */
  imports(title, items, end, withBoth) {
    const byOther = new Map();
    for (const item of items) byOther.set(item[end], [...(byOther.get(item[end]) ?? []), item]);
    const heading = element("h3", {}, title, element("span", { class: "count" }, String(byOther.size)));
    if (!byOther.size) return [heading, element("p", { class: "hint" }, "nothing that is seen here")];
    const list = element("ul", { class: "imports" });
    const others = [...byOther].sort(([one], [other]) => (one.name < other.name ? -1 : 1));
    for (const [other, its] of others.slice(0, MOST_LISTED)) {
      const entry = element("li", {}, this.goTo(other.node, other.name));
      for (const item of its.slice(0, 4)) entry.append(this.statement(item, withBoth ? (end === "to" ? item.from.name : item.to.name) : "", "div"));
      list.append(entry);
    }
    return [heading, list, more(byOther.size)];
  }

  statement(item, words, tag = "li") {
    const line = element(tag, { class: `statement${cycleClass(item.cycle)}` });
    if (words) line.append(element("span", { class: "who" }, words));
    line.append(this.place(item.from.path, item.line, item.column, `${item.from.path}:${item.line}`));
    if (item.kind !== "runtime") line.append(element("span", { class: "kind", title: SAID_OF_KIND[item.kind] }, item.kind));
    return line;
  }

  place(path, line, column, words) {
    if (!path) return element("span", { class: "place" }, "");
    const short = words.startsWith(this.folder) ? words.slice(this.folder.length) : words;
    if (!this.open) return element("code", { class: "place", title: words }, short);
    const button = element("button", { class: "place", title: `Open ${words}` }, short);
    button.addEventListener("click", () => this.open(path, line, column));
    return button;
  }

  goTo(node, words) {
    const button = element("button", { class: "go" }, words);
    button.addEventListener("click", () => this.on.go(node));
    return button;
  }

  cycleButton(cycle) {
    const said = SAID_OF_CLASS[cycle.name];
    const button = element("button", { class: `cycle-button${cycleClass(cycle.cycleClass)}` }, element("span", { class: "mark", "aria-hidden": "true" }, MARKS[cycle.cycleClass]), `${capital(said.short)}, ${counted(cycle.modules.length, "module")}`);
    button.addEventListener("click", () => this.on.cycle(cycle));
    return button;
  }
}

function importersOf(module) {
  return new Set(module.incoming.map((item) => item.from)).size;
}

function more(count) {
  return count > MOST_LISTED ? element("p", { class: "hint" }, `and ${count - MOST_LISTED} more`) : "";
}

function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}
