// Draws the rows that are seen.
const AXIS = given.deadlocks.length ? 44 : 30; // with room for what says where they are
const frame = document.getElementById("frame");
const box = document.getElementById("box");

let rows = everyRow;
let isDirty = false;
const frameTimes = []; // ms of drawing, the last ones: for who measures

function arrange() {
  let top = AXIS;
  for (const row of everyRow) row.isIn = false;
  for (const row of rows) {
    row.isIn = true;
    row.top = top;
    top += row.height;
  }
  document.getElementById("height").style.height = `${top + 8}px`;
  return top + 8;
}

function redraw() {
  if (isDirty) return;
  isDirty = true;
  requestAnimationFrame(() => {
    isDirty = false;
    const began = performance.now();
    draw();
    frameTimes.push(performance.now() - began);
    if (frameTimes.length > 600) frameTimes.shift();
  });
}

function fit(height) {
  const ratio = window.devicePixelRatio || 1;
  const width = box.clientWidth;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (chart.width !== across || chart.height !== down) {
    chart.width = across;
    chart.height = down;
    chart.style.width = `${width}px`;
    chart.style.height = `${height}px`;
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  view.left = Math.min(Math.max(Math.round(width * 0.2), 104), 220);
  view.width = Math.max(width - view.left - 8, 50);
}

function seen() {
  const top = box.scrollTop;
  const bottom = top + box.clientHeight;
  return rows.filter((row) => row.top + row.height > top && row.top < bottom);
}

function draw() {
  fit(box.clientHeight);
  pen.clearRect(0, 0, chart.width, chart.height);
  pen.fillStyle = colours.sheet;
  pen.fillRect(0, 0, view.left + view.width + 8, box.clientHeight);
  pen.font = FONT;
  pen.textBaseline = "middle";
  const marks = ticks();
  const shown = seen();
  pen.save();
  pen.translate(0, -box.scrollTop);
  for (const row of shown) drawGround(row);
  pen.save();
  pen.beginPath();
  pen.rect(view.left, box.scrollTop, view.width, box.clientHeight);
  pen.clip();
  pen.fillStyle = colours.line;
  for (const [time] of marks) pen.fillRect(Math.round(view.x(time)), box.scrollTop, 1, box.clientHeight);
  for (const row of shown) drawRow(row);
  drawArrows(shown);
  drawSelection();
  pen.restore();
  for (const row of shown) drawName(row);
  pen.restore();
  drawAxis(marks);
  drawDeadlocks();
}

function drawGround(row) {
  if (row.type !== "process" && row !== selected.row) return;
  pen.fillStyle = colours.inset;
  pen.fillRect(0, row.top, view.left + view.width + 8, row.height);
}

function drawRow(row) {
  const y = row.top + 4;
  if (row.type === "thread") {
    drawSpans(row.spans, y, BAR, (i, x, width) => drawStretch(row, i, x, y, width));
    if (row.lane.failed) LOOKS.failed(pen, view.x(row.lane.end), y, 0);
  }
  if (row.type !== "object") return;
  if (row.curve) {
    const { held, "held-line": line } = colours;
    drawCurve(row.curve, row.top + 3, row.height - 11, held, line, row.lane.bound);
  } else if (row.spans) {
    drawSpans(row.spans, y, BAR - 1, (i, x, width) => drawHold(row, i, x, y, width));
  }
  if (!row.waiters.most) return;
  const [top, height] = isOnlyWaitedFor(row) ? [7, 8] : [row.height - 7, 5];
  drawCurve(row.waiters, row.top + top, height, colours["blocked-line"]);
}

function drawStretch(row, i, x, y, width) {
  const wait = row.waits[i];
  const name = KINDS[row.spans.kinds[i]];
  LOOKS[inDeadlock.has(wait) ? "deadlock" : name](pen, x, y, width);
  if (wait === UNKNOWN || width < 34 || name === "sleeping") return;
  label(reason(wait), x + 4, y + BAR / 2 + 0.5, width - 7, inDeadlock.has(wait));
}

const reasons = new Map(); // of waits, in words: a wait can have seen hundreds of holders

function reason(wait) {
  if (!reasons.has(wait)) {
    if (reasons.size > 20_000) reasons.clear();
    reasons.set(wait, reasonOf(wait));
  }
  return reasons.get(wait);
}

// Why a thread waits, the most important first: there is seldom room for all.
function reasonOf(wait) {
  const what = waits.what[wait] === UNKNOWN ? "" : shortName(given.objects[waits.what[wait]]);
  const holders = holdersOf(wait);
  if (!holders.length) return what;
  const first = shortName(given.threads[mainHolder(wait, holders).thread]);
  if (isJoin(wait)) return `join ${first}`;
  const others = new Set(holders.map((one) => one.thread)).size - 1;
  return `\u2190 ${first}${others ? ` +${others}` : ""}: ${what}`;
}

function drawHold(row, i, x, y, width) {
  LOOKS.held(pen, x, y, width);
  const owner = given.threads[row.lane.threads[i]];
  if (width >= 26 && owner) label(shortName(owner), x + 4, y + BAR / 2, width - 7);
}
