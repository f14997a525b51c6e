// Where boxes and lines go: importers above what they import, in rows (Sugiyama et al. 1981); nothing of the screen.

const GAP = 18;
const ROW_GAP = 34;
const LANE = 12;
const MOST_LANES = 1600;
const FRAME_HEAD = 28;
const FRAME_PAD = 14;
const ASPECT = 1.7;

/**
 * Places of everything in a scene. `measure(node)` gives [width, height] of a closed box. Boxes and frames get
 * x, y, width and height; each line between two children of one frame gets its points.
 */
function layOut(root, scene, measure) {
  const places = new Map();
  const lines = [];
  const [width, height] = layOutFrame(root, scene, measure, places, lines);
  moveToParents(root, scene, places, 0, 0);
  for (const line of lines) {
    const at = places.get(line.frame);
    line.points = line.points.map(([x, y]) => [x + at.x + at.inset, y + at.y + at.head]);
  }
  return { places, lines, width, height };
}

function layOutFrame(frame, scene, measure, places, lines) {
  const items = frame.children.map((node) => {
    const [width, height] = scene.inside.has(node) ? layOutFrame(node, scene, measure, places, lines) : measure(node);
    return { node, width, height, x: 0, y: 0, next: [], before: [], lane: false };
  });
  const byNode = new Map(items.map((item) => [item.node, item]));
  const links = [...scene.inside.get(frame).values()].map((link) => ({
    link, from: byNode.get(link.from), to: byNode.get(link.to), back: false,
  }));
  const joined = new Set(links.flatMap((one) => [one.from, one.to]));
  const { rows, lanes } = intoRows(items.filter((item) => joined.has(item)), links);
  const size = beside(positions(rows), items.filter((item) => !joined.has(item)));
  fadeDetours(links);
  const isTop = !frame.parent;
  const inset = isTop ? 0 : FRAME_PAD;
  const head = isTop ? 0 : FRAME_HEAD;
  for (const item of items) {
    const open = places.get(item.node);
    places.set(item.node, { ...open, x: item.x, y: item.y, width: item.width, height: item.height });
  }
  places.set(frame, { x: 0, y: 0, width: 0, height: 0, inset, head });
  for (const one of links) lines.push({ frame, link: one.link, back: one.back, detour: one.detour, points: route(one, lanes.get(one) ?? []) });
  const title = isTop ? 0 : measure(frame)[0];
  return [Math.max(size[0], title) + 2 * inset, size[1] + head + (isTop ? 0 : FRAME_PAD)];
}

function moveToParents(frame, scene, places, x, y) {
  const at = places.get(frame);
  at.x = x;
  at.y = y;
  for (const node of frame.children) {
    const place = places.get(node);
    const [left, top] = [x + at.inset + place.x, y + at.head + place.y];
    if (scene.inside.has(node)) moveToParents(node, scene, places, left, top);
    else Object.assign(place, { x: left, y: top });
  }
}

function intoRows(items, links) {
  const order = acyclicOrder(items, links);
  const rank = new Map(order.map((item, index) => [item, index]));
  for (const one of links) {
    one.back = rank.get(one.from) > rank.get(one.to);
    const [upper, lower] = one.back ? [one.to, one.from] : [one.from, one.to];
    upper.next.push(lower);
    lower.before.push(upper);
  }
  const rows = limitedRows(order);
  const lanes = addLanes(rows, links);
  orderRows(rows);
  return { rows, lanes };
}

/** An order in which few lines lead back: that of Eades, Lin and Smyth (1993). */
function acyclicOrder(items, links) {
  const weight = (one) => Math.log2(1 + one.link.imports.length) * (one.link.cycle >= 0 ? 0.9 : 1);
  const out = new Map(items.map((item) => [item, new Map()]));
  const into = new Map(items.map((item) => [item, new Map()]));
  for (const one of links) {
    out.get(one.from).set(one.to, weight(one));
    into.get(one.to).set(one.from, weight(one));
  }
  const sum = (map) => [...map.values()].reduce((total, value) => total + value, 0);
  const left = new Set(items);
  const [first, last] = [[], []];
  const take = (item, list) => {
    list.push(item);
    left.delete(item);
    for (const other of out.get(item).keys()) into.get(other).delete(item);
    for (const other of into.get(item).keys()) out.get(other).delete(item);
  };
  while (left.size) {
    const sink = [...left].find((item) => !out.get(item).size);
    const source = sink ? null : [...left].find((item) => !into.get(item).size);
    if (sink) take(sink, last);
    else if (source) take(source, first);
    else {
      let best = null;
      let most = -Infinity;
      for (const item of left) {
        const value = sum(out.get(item)) - sum(into.get(item));
        if (value > most) [best, most] = [item, value];
      }
      take(best, first);
    }
  }
  return [...first, ...last.reverse()];
}

/** Rows from the bottom, each no wider than the whole should be (Coffman and Graham 1972). */
function limitedRows(order) {
  const area = order.reduce((total, item) => total + (item.width + GAP) * (item.height + ROW_GAP), 0);
  const most = Math.max(Math.sqrt(area * ASPECT), ...order.map((item) => item.width + GAP));
  const rows = [];
  const widths = [];
  const rowOf = new Map();
  const place = (item, lowest) => {
    let row = lowest;
    while (row < rows.length && widths[row] + item.width + GAP > most) row += 1;
    if (row === rows.length) {
      rows.push([]);
      widths.push(0);
    }
    rows[row].push(item);
    widths[row] += item.width + GAP;
    rowOf.set(item, row);
  };
  for (const item of [...order].reverse()) place(item, item.next.reduce((lowest, next) => Math.max(lowest, rowOf.get(next) + 1), 0));
  rows.reverse();
  rows.forEach((row, index) => row.forEach((item) => Object.assign(item, { row: index })));
  return rows;
}

/** Lines that pass rows get a lane in each of them, unless there are too many. */
function addLanes(rows, links) {
  const lanes = new Map();
  const spans = links.map((one) => Math.abs(one.from.row - one.to.row) - 1);
  const withLanes = spans.reduce((total, span) => total + Math.max(0, span), 0) <= MOST_LANES;
  for (const item of rows.flat()) Object.assign(item, { next: [], before: [] });
  links.forEach((one) => {
    let [upper, lower] = one.from.row < one.to.row ? [one.from, one.to] : [one.to, one.from];
    one.back = one.from.row > one.to.row;
    if (withLanes) {
      const path = [];
      for (let row = upper.row + 1; row < lower.row; row += 1) {
        const lane = { width: LANE, height: 0, x: 0, y: 0, row, next: [], before: [], lane: true };
        rows[row].push(lane);
        path.push(lane);
        join(upper, lane);
        upper = lane;
      }
      lanes.set(one, path);
    }
    join(upper, lower);
  });
  return lanes;
}

function join(upper, lower) {
  upper.next.push(lower);
  lower.before.push(upper);
}

/** Fewer crossings by barycentres, down and up by turns; the order with the fewest is kept. */
function orderRows(rows) {
  const number_ = () => rows.forEach((row) => row.forEach((item, index) => { item.index = index; }));
  number_();
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows);
  for (let round = 0; round < 12 && fewest > 0; round += 1) {
    const down = round % 2 === 0;
    const sequence = down ? rows : [...rows].reverse();
    for (const row of sequence) {
      for (const item of row) {
        const others = down ? item.before : item.next;
        item.wish = others.length ? others.reduce((total, other) => total + relative(other, rows), 0) / others.length : relative(item, rows);
      }
      row.sort((one, other) => one.wish - other.wish);
      row.forEach((item, index) => { item.index = index; });
    }
    const now = crossings(rows);
    if (now < fewest) [best, fewest] = [rows.map((row) => [...row]), now];
  }
  rows.forEach((row, index) => row.splice(0, row.length, ...best[index]));
  number_();
}

function relative(item, rows) {
  return (item.index + 0.5) / rows[item.row].length;
}

/** The crossings between neighbouring rows, counted with a tree of sums (Barth, Jünger and Mutzel 2002). */
function crossings(rows) {
  let total = 0;
  for (let row = 0; row + 1 < rows.length; row += 1) {
    const ends = rows[row].flatMap((item) => item.next.filter((next) => next.row === row + 1).map((next) => next.index).sort((one, other) => one - other));
    const sums = new Array(rows[row + 1].length + 1).fill(0);
    ends.forEach((end, seen) => {
      let notRight = 0;
      for (let at = end + 1; at > 0; at -= at & -at) notRight += sums[at];
      total += seen - notRight;
      for (let at = end + 1; at < sums.length; at += at & -at) sums[at] += 1;
    });
  }
  return total;
}

/** Places within the rows, as near to the neighbours above and below as the order allows. Gives the size of it all. */
function positions(rows) {
  for (const row of rows) {
    let x = 0;
    for (const item of row) {
      item.x = x;
      x += item.width + gapOf(item);
    }
    for (const item of row) item.x -= x / 2;
  }
  for (let round = 0; round < 10; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) {
      shift(row, (item) => {
        const others = round < 8 ? (down ? item.before : item.next) : [...item.before, ...item.next];
        if (!others.length) return [item.x, 0.05];
        const centre = others.reduce((total, other) => total + other.x + other.width / 2, 0) / others.length;
        return [centre - item.width / 2, item.lane ? 2 : 1];
      });
    }
  }
  const left = Math.min(0, ...rows.flat().map((item) => item.x));
  let y = 0;
  for (const row of rows) {
    const tallest = Math.max(...row.map((item) => item.height), 0);
    for (const item of row) {
      item.x -= left;
      item.y = item.lane ? y : y + (tallest - item.height) / 2;
      if (item.lane) item.height = tallest;
    }
    const lanes = row.filter((item) => item.lane).length;
    y += tallest + ROW_GAP + Math.min(30, lanes * 0.7);
  }
  const all = rows.flat();
  return [Math.max(0, ...all.map((item) => item.x + item.width)), Math.max(0, ...all.map((item) => item.y + item.height))];
}

/** Puts what has no lines beside the rest, or in rows below what is wide already. Gives the size of it all. */
function beside([width, height], alone) {
  if (!alone.length) return [width, height];
  const isTall = width < height * ASPECT;
  const area = alone.reduce((total, item) => total + (item.width + GAP) * (item.height + GAP), 0);
  const widest = Math.max(...alone.map((item) => item.width));
  const most = isTall && height ? Math.max(widest, area / height) : Math.max(width, widest, Math.sqrt(area * ASPECT));
  const left = isTall && height ? width + GAP * 1.5 : 0;
  let [x, y, tallest, right] = [left, isTall || !height ? 0 : height + GAP, 0, width];
  for (const item of alone) {
    if (x > left && x + item.width > left + most) [x, y, tallest] = [left, y + tallest + GAP, 0];
    Object.assign(item, { x, y });
    x += item.width + GAP;
    tallest = Math.max(tallest, item.height);
    right = Math.max(right, item.x + item.width);
  }
  return [right, Math.max(height, y + tallest)];
}

/** Marks the lines downwards that other lines lead round, so that those which matter most stand out. */
function fadeDetours(links) {
  const below_ = new Map();
  const down = links.filter((one) => !one.back).sort((one, other) => other.from.row - one.from.row);
  for (const one of down) {
    if (!below_.has(one.from)) below_.set(one.from, []);
    below_.get(one.from).push(one.to);
  }
  const reached = new Map();
  const reach = (item) => {
    if (!reached.has(item)) {
      const found = new Set();
      for (const next of below_.get(item) ?? []) for (const each of [next, ...reach(next)]) found.add(each);
      reached.set(item, found);
    }
    return reached.get(item);
  };
  for (const one of down) one.detour = below_.get(one.from).some((other) => other !== one.to && reach(other).has(one.to));
}

function gapOf(item) {
  return item.lane ? 4 : GAP;
}

/** The places nearest to the wishes that keep the order (isotonic regression by pooling adjacent violators). */
function shift(row, wish) {
  const pools = [];
  let offset = 0;
  for (const item of row) {
    const [wanted, weight] = wish(item);
    pools.push({ value: wanted - offset, weight, items: [[item, offset]] });
    offset += item.width + gapOf(item);
    while (pools.length > 1 && pools[pools.length - 2].value > pools[pools.length - 1].value) {
      const right = pools.pop();
      const left = pools[pools.length - 1];
      left.value = (left.value * left.weight + right.value * right.weight) / (left.weight + right.weight);
      left.weight += right.weight;
      left.items.push(...right.items);
    }
  }
  for (const pool of pools) for (const [item, before] of pool.items) item.x = pool.value + before;
}

/** The points of a line, from the importer to what it imports: out of one side of a box, through lanes, into another. */
function route(one, lanes) {
  const [upper, lower] = one.back ? [one.to, one.from] : [one.from, one.to];
  const first = lanes[0] ?? lower;
  const last = lanes[lanes.length - 1] ?? upper;
  // A line back stands beside the one that may lead there.
  const aside = one.back ? 8 : 0;
  const points = [[port(upper, first) + aside, upper.y + upper.height]];
  for (const lane of lanes) points.push([lane.x + LANE / 2, lane.y], [lane.x + LANE / 2, lane.y + lane.height]);
  points.push([port(lower, last) + aside, lower.y]);
  return one.back ? points.reverse() : points;
}

/** Where on its edge a box is left towards another one: to that side, so that lines part early. */
function port(item, towards) {
  const centre = item.x + item.width / 2;
  const wish = towards.x + towards.width / 2 - centre;
  const room = Math.max(0, item.width / 2 - 18);
  return centre + Math.max(-room, Math.min(room, wish * 0.35));
}
