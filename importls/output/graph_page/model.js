// The data as a tree of packages with modules as leaves, and what of it is seen; it knows nothing of the screen.

/** A package with more modules than this shows them in groups by their first letters. */
const MOST_SIBLINGS = 60;
const GROUP_SIZE = 36;
/** The first look at a project shows no more boxes than this: whole levels, as many as there is room for. */
const FIRST_LOOK = 40;
/** Cycles of this class and of those after it harm nobody while modules are imported, and are not marked. */
const FIRST_QUIET = 3;
/** More boxes than this are never drawn at once: what was opened first is closed. */
const MOST_BOXES = 260;

function readModel(data) {
  const modules = data.modules.map(([dotted, name, path, kind, size], index) => ({
    index, dotted, name: name || dotted, path, kind, size, node: null, outgoing: [], incoming: [], cycles: [],
  }));
  const imports = data.imports.map(([from, to, line, column, kind, cycle]) => ({
    from: modules[from], to: modules[to], line, column, kind: data.kinds[kind], cycle,
  }));
  for (const item of imports) {
    item.from.outgoing.push(item);
    item.to.incoming.push(item);
  }
  const model = { folder: folderOf(modules), modules, imports, kinds: data.kinds, classes: data.classes, nodes: new Map(), cycles: [] };
  model.root = treeOf(model);
  model.cycles = cyclesOf(model);
  return model;
}

/** The folder above what all paths have in common, where they are absolute: it need not be read again and again. */
function folderOf(modules) {
  const paths = modules.map((module) => module.path).filter(Boolean);
  if (!paths.length || !paths.every((path) => path.startsWith("/"))) return "";
  let folder = paths[0].slice(0, paths[0].lastIndexOf("/") + 1);
  while (!paths.every((path) => path.startsWith(folder))) folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
}

function treeOf(model) {
  const root = newNode(null, "", "");
  for (const module of model.modules) {
    let node = root;
    let name = "";
    for (const part of module.dotted.split(".")) {
      name = name ? `${name}.${part}` : part;
      node = node.byPart.get(part) ?? addChild(node, part, newNode(node, name, part));
    }
    node.own.push(module);
  }
  settle(root, model);
  return root;
}

function newNode(parent, name, label) {
  return { parent, name, label, key: "", children: [], byPart: new Map(), own: [], module: null, size: 0, worst: -1 };
}

function addChild(node, part, child) {
  node.byPart.set(part, child);
  node.children.push(child);
  return child;
}

/** Makes leaves of modules, joins packages that have nothing but one package, groups long lists, counts. */
function settle(node, model) {
  while (node.parent && node.children.length === 1 && !node.own.length && node.children[0].children.length) {
    const only = node.children[0];
    node.label = `${node.label}.${only.label}`;
    node.name = only.name;
    node.children = only.children;
    node.own = only.own;
    for (const child of node.children) child.parent = node;
  }
  if (node.parent && !node.children.length && node.own.length === 1) {
    [node.module] = node.own;
    if (node.module.name !== node.module.dotted) node.label = node.module.name;
  } else {
    const own = node.own.map((module) => {
      const leaf = newNode(node, module.name, node.children.length ? "__init__" : module.name);
      leaf.own = [module];
      return leaf;
    });
    node.children.unshift(...own);
  }
  for (const child of node.children) settle(child, model);
  groupLongLists(node);
  number(node, model);
}

function groupLongLists(node) {
  const leaves = node.children.filter((child) => child.module);
  if (leaves.length <= MOST_SIBLINGS) return;
  leaves.sort((one, other) => (one.label < other.label ? -1 : 1));
  const count = Math.ceil(leaves.length / GROUP_SIZE);
  const groups = [];
  for (let number_ = 0; number_ < count; number_ += 1) {
    const members = leaves.slice(Math.floor((number_ * leaves.length) / count), Math.floor(((number_ + 1) * leaves.length) / count));
    const label = `${members[0].label} … ${members[members.length - 1].label}`;
    const group = newNode(node, `${node.name ? `${node.name}: ` : ""}${label}`, label);
    group.isGroup = true;
    group.children = members;
    for (const member of members) member.parent = group;
    groups.push(group);
  }
  node.children = [...node.children.filter((child) => !child.module), ...groups];
  for (const group of groups) group.size = group.children.reduce((sum, child) => sum + child.size, 0);
}

function number(node, model) {
  if (node.module) {
    node.module.node = node;
    node.size = node.module.size;
  } else {
    node.size = node.children.reduce((sum, child) => sum + child.size, 0);
  }
  for (const child of node.isGroup ? [] : node.children) if (child.isGroup) register(child, model);
  register(node, model);
}

function register(node, model) {
  node.key = `n${model.nodes.size}`;
  model.nodes.set(node.key, node);
}

/** The cycles, the worst first: what is joined by imports that cycles of one class go through. */
function cyclesOf(model) {
  const cycles = [];
  model.classes.forEach((name, cycleClass) => {
    const items = model.imports.filter((item) => item.cycle === cycleClass);
    const group = new Map();
    const find = (module) => {
      let top = module;
      while (group.get(top) !== top) top = group.get(top);
      return top;
    };
    for (const item of items) {
      for (const end of [item.from, item.to]) if (!group.has(end)) group.set(end, end);
      group.set(find(item.from), find(item.to));
    }
    const found = new Map();
    for (const module of group.keys()) {
      const top = find(module);
      if (!found.has(top)) found.set(top, { cycleClass, name, modules: [], imports: [] });
      found.get(top).modules.push(module);
    }
    for (const item of items) found.get(find(item.from)).imports.push(item);
    cycles.push(...found.values());
  });
  for (const cycle of cycles) {
    cycle.modules.sort((one, other) => one.index - other.index);
    for (const module of cycle.modules) {
      module.cycles.push(cycle);
      for (let node = module.node; node && cycle.cycleClass < FIRST_QUIET; node = node.parent) {
        if (node.worst < 0 || cycle.cycleClass < node.worst) node.worst = cycle.cycleClass;
      }
    }
  }
  return cycles;
}

/** What is open when the page opens: the outermost packages, further in as long as there is room. */
function firstLook(model) {
  const expanded = new Set();
  let boxes = model.root.children.length;
  let level = model.root.children.filter((node) => !node.module);
  while (level.length) {
    const added = level.reduce((sum, node) => sum + node.children.length - 1, 0);
    if (boxes > 1 && boxes + added > FIRST_LOOK) break;
    for (const node of level) expanded.add(node.key);
    boxes += added;
    level = level.flatMap((node) => node.children).filter((node) => !node.module);
  }
  return expanded;
}

function depthOf(node) {
  let depth = 0;
  for (let above = node.parent; above; above = above.parent) depth += 1;
  return depth;
}

function isInside(node, outer) {
  for (let above = node; above; above = above.parent) if (above === outer) return true;
  return false;
}

/** The innermost package with both in it. */
function aroundBoth(one, other) {
  let around = one;
  while (!isInside(other, around)) around = around.parent;
  return around;
}

function modulesIn(node) {
  return node.module ? [node.module] : node.children.flatMap(modulesIn);
}

/**
 * What is seen: `boxes` are the nodes that are drawn closed, `frames` those that are drawn open, and `links` the
 * imports between boxes, all between the same two as one. `inside` has, for each open node, the links between the
 * children that they leave and reach: what a layout needs.
 */
function sceneOf(model, state) {
  const scene = { boxes: [], frames: [], links: new Map(), inside: new Map(), boxOf: new Map() };
  const walk = (node) => {
    if (node !== model.root && (node.module || !state.expanded.has(node.key))) {
      scene.boxes.push(node);
      for (const module of modulesIn(node)) scene.boxOf.set(module, node);
      return;
    }
    if (node !== model.root) scene.frames.push(node);
    scene.inside.set(node, new Map());
    node.children.forEach(walk);
  };
  walk(model.root);
  for (const item of model.imports) {
    if (!state.kinds.has(item.kind)) continue;
    const from = scene.boxOf.get(item.from);
    const to = scene.boxOf.get(item.to);
    if (from === to) continue;
    addTo(scene.links, from, to, item);
    const [above, start, end] = wherePathsPart(from, to);
    addTo(scene.inside.get(above), start, end, item);
  }
  return scene;
}

function addTo(links, from, to, item) {
  const key = `${from.key} ${to.key}`;
  let link = links.get(key);
  if (!link) links.set(key, (link = { key, from, to, imports: [], cycle: -1, kind: "typing" }));
  link.imports.push(item);
  const isLoud = item.cycle >= 0 && item.cycle < FIRST_QUIET;
  if (isLoud && (link.cycle < 0 || item.cycle < link.cycle)) link.cycle = item.cycle;
  if (KIND_ORDER.indexOf(item.kind) < KIND_ORDER.indexOf(link.kind)) link.kind = item.kind;
}

const KIND_ORDER = ["runtime", "guarded", "lazy", "deferred", "typing"];

/** The innermost node around both, and its children around each of them. */
function wherePathsPart(from, to) {
  const above = new Map();
  for (let node = from; node.parent; node = node.parent) above.set(node.parent, node);
  let end = to;
  while (!above.has(end.parent)) end = end.parent;
  return [end.parent, above.get(end.parent), end];
}
