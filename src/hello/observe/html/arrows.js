// Lines from who let go on, started or ended, to who went on; what is selected, and its holder.
const MOST_ARROWS = 80; // more in one picture would hide what they lead to

function rowOf(thread) {
  const row = thread === UNKNOWN ? null : threadRows[thread];
  return row && row.isIn ? row : null;
}

function drawArrows(shown) {
  const first = firstAfter(arrows.arrived, view.start);
  const beyond = firstAfter(arrows.arrived, view.end);
  const isShown = new Set(shown);
  const inRange = beyond - first > 4_000 ? [] : range(first, beyond).filter((i) => {
    const ends = [threadRows[arrows.sender[i]], threadRows[arrows.receiver[i]]];
    return ends.some((row) => isShown.has(row));
  });
  pen.globalAlpha = 0.6;
  if (inRange.length <= MOST_ARROWS) for (const i of inRange) drawArrow(i, colours.arrow, 1);
  pen.globalAlpha = 1;
  if (selected.wait !== UNKNOWN) {
    const own = arrowOf(selected.wait);
    if (own !== UNKNOWN) drawArrow(own, colours.link, 2.5);
  }
}

function range(from, to) {
  return Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
}

// The arrow that ends a wait.
function arrowOf(wait) {
  for (let i = firstAfter(arrows.arrived, waits.end[wait] - 1); i < arrows.arrived.length; i++) {
    if (arrows.arrived[i] > waits.end[wait]) break;
    if (arrows.receiver[i] === waits.thread[wait] && arrows.kind[i] !== "s") return i;
  }
  return UNKNOWN;
}

function drawArrow(i, colour, width) {
  const [from, to] = [rowOf(arrows.sender[i]), rowOf(arrows.receiver[i])];
  if (!from || !to || from === to) return;
  const [x1, x2] = [view.x(arrows.left[i]), view.x(arrows.arrived[i])];
  if (x2 < view.left || x1 > view.left + view.width) return;
  const isDown = to.top > from.top;
  const y1 = from.top + 4 + (isDown ? BAR : 0);
  const y2 = to.top + 4 + (isDown ? 0 : BAR);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(arrows.kind[i] === "s" ? [3, 3] : []);
  pen.beginPath();
  pen.moveTo(x1, y1);
  const bend = (y2 - y1) / 2;
  pen.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
  pen.stroke();
  pen.setLineDash([]);
  const back = isDown ? -5 : 5;
  pen.beginPath();
  pen.moveTo(x2, y2);
  pen.lineTo(x2 - 3.5, y2 + back);
  pen.lineTo(x2 + 3.5, y2 + back);
  pen.fill();
}

// A line down through all lanes, with a flag below the axis.
function drawDeadlocks() {
  for (const one of given.deadlocks) {
    const x = Math.round(view.x(one.at));
    if (x < view.left || x > view.left + view.width) continue;
    const length = measured(words.deadlock) + 10;
    const left = view.left + view.width - x > length ? x : x - length + 2;
    pen.fillStyle = colours.bad;
    pen.fillRect(x, 28, 2, box.clientHeight);
    pen.fillRect(left, 27, length, 15);
    pen.fillStyle = colours.sheet;
    pen.fillText(words.deadlock, left + 5, 35);
  }
}

function outline(row, start, end, colour, dash) {
  const x = view.x(start);
  pen.strokeStyle = colour;
  pen.lineWidth = 2.5;
  pen.setLineDash(dash);
  pen.strokeRect(x, row.top + 2, Math.max(view.x(end) - x, 3), BAR + 4);
  pen.setLineDash([]);
}

function drawSelection() {
  const { row, index, wait } = selected;
  if (!row || index === UNKNOWN) return;
  if (row.spans) outline(row, row.spans.starts[index], row.spans.ends[index], colours.link, []);
  if (wait === UNKNOWN) return;
  // What the holders did meanwhile, and their holds in the lane of the lock.
  for (const { thread, start, end } of holdersOf(wait).slice(0, 50)) {
    const holder = rowOf(thread);
    if (holder) outline(holder, start, end, colours.link, [5, 4]);
  }
  const [lock] = holdOf(wait);
  if (!lock || !lock.isIn) return;
  for (const hold of holdsDuring(lock, wait).slice(0, 50)) {
    outline(lock, lock.spans.starts[hold], lock.spans.ends[hold], colours.link, [5, 4]);
  }
}
