// The page: what is seen and selected, and who is told of it.

/* global acquireVsCodeApi */
/** Where everything at once would be smaller than this, only what was just opened is shown. */
const READABLE = 0.6;
/** Of a cycle with more modules than this the packages stay as they are. */
const MOST_OPENED = 30;
const byId = (id) => document.getElementById(id);
const model = readModel(JSON.parse(byId("data").textContent));
const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : null;
const state = { expanded: firstLook(model), kinds: new Set(model.kinds), selected: null, view: "picture" };
const open = editor && ((path, line, column) => editor.postMessage({ type: "open", path, line, column }));

const actions = { select, toggle, hover, choose, clear, say, go, cycle };
const picture = new Picture(byId("picture"), actions);
const tree = new Tree(byId("tree"), { select, toggle, hover: (node) => hover(node && { node }) });
const details = new Details(byId("details"), actions, open);
const matrix = new Matrix(byId("matrix"), { ...actions, hover: (about, event, words) => tip(words, event) });
picture.nodes = model.nodes;
picture.reserved = () => byId("legend").offsetHeight;

function update() {
  const scene = sceneOf(model, state);
  picture.draw(model, scene);
  tree.draw(model, state);
  if (state.view === "matrix") matrix.draw(model, scene, picture.layout);
  details.draw(state.selected, model);
  mark();
}

/** What is selected, as the picture shows it. */
function mark() {
  const { selected } = state;
  byId("details").parentElement.toggleAttribute("data-empty", !selected);
  if (!selected) picture.highlight(null);
  else if (selected.cycle) picture.highlight({ ...selected.cycle, imports: new Set(selected.cycle.imports) });
  else picture.highlight(selected.link ? selected : { node: seen(selected.node) });
  for (const shape of picture.shapes.values()) shape.classList.remove("selected");
  if (selected?.node) picture.shapes.get(seen(selected.node))?.classList.add("selected");
}

/** The node, or the closed one around it. */
function seen(node) {
  let found = node;
  while (found && !picture.shapes.has(found)) found = found.parent;
  return found ?? node;
}

function setSelected(selected) {
  state.selected = selected;
  tree.draw(model, state);
  details.draw(selected, model);
  byId("details").parentElement.scrollTop = 0;
  mark();
}

function select(node) {
  setSelected({ node });
  tree.show(node);
  picture.reveal(seen(node));
  say(node.name);
}

function choose(link) {
  setSelected({ link });
  say(`${link.from.name} imports ${link.to.name}`);
}

/** Opens the packages in which the modules of the cycle are, unless these are many, and goes there. */
function cycle(found) {
  const nodes = found.modules.map((module) => module.node);
  if (nodes.length <= MOST_OPENED) {
    for (const node of nodes) if (node.parent !== model.root && !picture.shapes.has(node)) expand(node.parent);
    state.selected = { cycle: found };
    update();
    picture.fit(picture.scaleOf() >= READABLE ? null : nodes.reduce(aroundBoth));
  }
  setSelected({ cycle: found });
  say(`${SAID_OF_CLASS[found.name].short}, ${counted(found.modules.length, "module")}`);
}

function clear() {
  setSelected(null);
}

function toggle(node) {
  const isOpen = state.expanded.has(node.key);
  if (isOpen) state.expanded.delete(node.key);
  else expand(node);
  update();
  picture.fit(isOpen || picture.scaleOf() >= READABLE ? null : node);
  tree.show(node);
  say(`${node.name} ${isOpen ? "closed" : "open"}`);
}

function expand(node) {
  for (let above = node.parent; above && above !== model.root; above = above.parent) state.expanded.add(above.key);
  state.expanded.add(node.key);
  for (const key of [...state.expanded]) {
    if (sceneOf(model, state).boxes.length <= MOST_BOXES) break;
    if (!isInside(node, model.nodes.get(key))) {
      state.expanded.delete(key);
      say(`${model.nodes.get(key).name} closed, to keep the picture readable`);
    }
  }
}

/** Opens what is around the node, selects it and moves there. */
function go(node) {
  if (node.parent && node.parent !== model.root && !picture.shapes.has(node)) {
    expand(node.parent);
    update();
    picture.fit();
  }
  select(node);
}

function hover(about, event) {
  if (about) picture.highlight(about.node ? { node: seen(about.node) } : about);
  else mark();
  tip(event && about ? (about.link ? `${about.link.from.name} → ${about.link.to.name}: ${counted(about.link.imports.length, "import")}` : about.node.name) : "", event);
}

function tip(words, event) {
  const box = byId("tip");
  box.hidden = !words || !event;
  if (box.hidden) return;
  box.textContent = words;
  const stage = box.parentElement.getBoundingClientRect();
  const x = Math.min(event.clientX - stage.left + 14, stage.width - box.offsetWidth - 8);
  const y = Math.min(event.clientY - stage.top + 18, stage.height - box.offsetHeight - 8);
  box.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
}

function say(words) {
  byId("status").textContent = words;
}

function show(view) {
  state.view = view;
  for (const name of ["picture", "matrix"]) {
    byId(`${name}-view`).hidden = name !== view;
    byId(`${name}-tab`).setAttribute("aria-selected", String(name === view));
    byId(`${name}-tab`).tabIndex = name === view ? 0 : -1;
  }
  tip("");
  if (view === "matrix") matrix.draw(model, picture.scene, picture.layout);
  legend();
}

function legend() {
  const rows = [];
  const line = (look, words, input) => {
    const swatch = make("svg", { class: "swatch", viewBox: "0 0 34 12", "aria-hidden": "true" });
    swatch.append(make("path", { class: `exact ${look}`, d: "M1 6H32" }));
    rows.push(element(input ? "label" : "div", { class: "entry" }, ...(input ? [input] : []), swatch, words));
  };
  const square = (look, words) => {
    const swatch = make("svg", { class: "swatch", viewBox: "0 0 34 12", "aria-hidden": "true" });
    swatch.append(make("rect", { class: look, x: 11, width: 12, height: 12, rx: 2 }));
    rows.push(element("div", { class: "entry" }, swatch, words));
  };
  const used = new Set(model.imports.map((item) => item.kind));
  for (const kind of KIND_ORDER.filter((each) => used.has(each))) {
    const input = element("input", { type: "checkbox" });
    input.checked = state.kinds.has(kind);
    input.addEventListener("change", () => {
      if (input.checked) state.kinds.add(kind);
      else state.kinds.delete(kind);
      update();
    });
    line(`plain kind-${kind}`, kind === "runtime" ? "import" : kind === "typing" ? "for type checkers" : kind, input);
  }
  const inMatrix = state.view === "matrix";
  if (inMatrix) square("against", "against the order");
  for (const number_ of new Set(model.cycles.map((each) => each.cycleClass))) {
    if (number_ >= FIRST_QUIET) continue;
    const words = number_ < FIRST_HARMLESS ? SAID_OF_CLASS[model.classes[number_]].short : "closes a cycle that works";
    (inMatrix ? square : line)(`cycle-${number_}`, words);
  }
  byId("legend").replaceChildren(...rows);
}

function listCycles() {
  byId("cycles").hidden = !model.cycles.length;
  byId("cycle-list").append(...model.cycles.slice(0, 60).map((each) => {
    const button = element("button", { class: `cycle-button${cycleClass(each.cycleClass)}`, title: `${each.modules[0].name}: ${SAID_OF_CLASS[each.name].long}` },
      element("span", { class: "mark", "aria-hidden": "true" }, MARKS[each.cycleClass]),
      element("span", { class: "name" }, calledShortly(each)),
      " ", element("span", { class: "count" }, String(each.modules.length)), unseen(` modules, ${SAID_OF_CLASS[each.name].short}`));
    button.addEventListener("click", () => cycle(each));
    return element("li", {}, button);
  }));
}

/** Two modules by what their names do not share, or the innermost package around more. */
function calledShortly(found) {
  const names = found.modules.map((module) => module.name.split("."));
  let shared = 0;
  while (names.every((parts) => parts.length > shared && parts[shared] === names[0][shared])) shared += 1;
  if (names.length > 2 && shared) return names[0].slice(0, shared).join(".");
  const short = names.slice(0, 2).map((parts) => parts.slice(Math.min(shared, parts.length - 1)).join("."));
  return short.join(" ⇄ ");
}

function counts() {
  const failing = model.cycles.filter((each) => each.name === "will-fail" || each.name === "entry-dependent").length;
  const size = model.modules.reduce((sum, module) => sum + module.size, 0);
  const words = [counted(size, "module"), counted(model.imports.length, "import"), counted(model.cycles.length, "cycle")];
  byId("counts").replaceChildren(words.join(" · "), failing ? element("strong", {}, ` · ${failing} may fail`) : "");
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches?.("input[type=search]");
  if (event.key === "Escape" && !typing) clear();
  else if (typing) return;
  else if (event.key === "/") byId("search").focus();
  else if (event.key === "+" || event.key === "=") picture.zoom(1.25);
  else if (event.key === "-") picture.zoom(0.8);
  else if (event.key === "0") picture.fit();
  else return;
  event.preventDefault();
}

/** An editor says what to show: `{type: "reveal", module}` or `{type: "reveal", path}`. */
function told({ data }) {
  if (data?.type !== "reveal") return;
  const module = model.modules.find((each) => each.name === data.module || (data.path && each.path === data.path));
  if (module) go(module.node);
}

function start() {
  counts();
  listCycles();
  legend();
  update();
  picture.fit();
  new Search(byId("search"), byId("hits"), model, go);
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => picture.fit());
  byId("collapse-all").addEventListener("click", () => {
    state.expanded.clear();
    update();
    picture.fit();
  });
  for (const name of ["picture", "matrix"]) {
    byId(`${name}-tab`).addEventListener("click", () => show(name));
    byId(`${name}-tab`).addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      show(name === "picture" ? "matrix" : "picture");
      byId(`${state.view}-tab`).focus();
    });
  }
  document.addEventListener("keydown", keys);
  window.addEventListener("message", told);
  new ResizeObserver(() => picture.place()).observe(byId("picture"));
  const repaint = () => state.view === "matrix" && matrix.paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

start();
