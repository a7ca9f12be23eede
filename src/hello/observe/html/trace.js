// The trace that the page has got, as rows: process by process, its threads, then what they wait for.
const given = JSON.parse(document.getElementById("trace").textContent);
const words = given.words;
const places = given.places;

const KINDS = ["running", "ready", "blocked", "sleeping", "io", "held"];
const READY = 1;
const HELD = 5;
const CODES = { r: 0, y: 1, b: 2, s: 3, i: 4 };
const UNKNOWN = -1;
const NO_LANE = new Set(["sleep", "Thread"]); // what is only waited for, and says it in the waits

// Columns hold each time as the step from the one before.
function summed(steps) {
  const times = new Float64Array(steps.length);
  let time = 0;
  for (let i = 0; i < steps.length; i++) times[i] = time += steps[i];
  return times;
}

const waits = {
  ...given.waits,
  thread: summed(given.waits.thread),
  start: summed(given.waits.start),
};
waits.end = waits.start.map((start, i) => start + waits.length[i]);
waits.number = waits.start.length;

const arrows = { ...given.arrows, arrived: summed(given.arrows.arrived) };
arrows.left = arrows.arrived.map((arrived, i) => arrived - arrows.took[i]);

const inDeadlock = new Set(given.deadlocks.flatMap((one) => one.waits));

// Spans are given by their lengths, and by the gap before each.
function ends({ gaps, lengths }) {
  const starts = new Float64Array(gaps.length);
  const finish = new Float64Array(gaps.length);
  let time = 0;
  for (let i = 0; i < gaps.length; i++) {
    starts[i] = time += gaps[i];
    finish[i] = time += lengths[i];
  }
  return [starts, finish];
}

function threadRow(lane, number) {
  const spans = new Spans(...ends(lane), Uint8Array.from(lane.states, (code) => CODES[code]));
  return { type: "thread", number, name: lane.name, lane, spans, waits: waitNumbers(lane), height: 24 };
}

// Of each stretch the wait that it is a part of, or -1; given are the steps between these.
function waitNumbers({ states, waits: steps }) {
  const numbers = new Int32Array(states.length).fill(UNKNOWN);
  let number = 0;
  let next = 0;
  for (let i = 0; i < states.length; i++) {
    if (CODES[states[i]] > READY) numbers[i] = number += steps[next++];
  }
  return numbers;
}

const waitsOf = given.objects.map(() => []);
for (let i = 0; i < waits.number; i++) {
  if (waits.what[i] !== UNKNOWN) waitsOf[waits.what[i]].push(i);
}

// The name within its process: of several processes, the model's names say which.
function shortName({ name, process }) {
  return name.replace(` (${given.processes[process]})`, "");
}

function objectRow(lane, number) {
  const [starts, finish] = ends(lane);
  const isShared = starts.some((start, i) => i > 0 && start < finish[i - 1]);
  const row = { type: "object", number, name: lane.name, lane, height: 26, curve: null };
  waitedFor(row, waitsOf[number]);
  row.spans = isShared ? null : new Spans(starts, finish, new Uint8Array(starts.length).fill(HELD));
  if (lane.moments.length) row.curve = new Curve(summed(lane.moments), lane.depths);
  else if (isShared) row.curve = Curve.counting([...starts].map((start, i) => [start, finish[i]]));
  if (row.curve) row.height = 38;
  else if (isOnlyWaitedFor(row)) row.height = 22;
  return row;
}

function waitedFor(row, own) {
  row.own = own;
  row.waited = own.reduce((sum, one) => sum + waits.length[one], 0);
  row.waiters = Curve.counting(own.map((one) => [waits.start[one], waits.end[one]]));
}

const threadRows = given.threads.map(threadRow);
const objectRows = given.objects.map(objectRow);
const laneOf = new Map(); // of an object's row: the one that is drawn, for itself or for several

function isOnlyWaitedFor(row) {
  return !row.curve && !row.lane.gaps.length;
}

// One lane for all events, futures and the like that one line has made.
function together(objects) {
  const groups = new Map();
  for (const row of objects) {
    const key = isOnlyWaitedFor(row) && row.lane.place ? `${row.lane.kind} ${row.lane.place}` : row;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return [...groups.values()].map((group) => {
    const row = group.length > 1 ? { ...group[0], name: `${shortName(group[0].lane)} \u00d7 ${group.length}` } : group[0];
    if (group.length > 1) waitedFor(row, group.flatMap((one) => one.own).sort((one, other) => one - other));
    for (const one of group) laneOf.set(one, row);
    return row;
  });
}

function isWorthALane(row) {
  return !NO_LANE.has(row.lane.kind) && (row.own.length || !isOnlyWaitedFor(row));
}

function allRows() {
  const rows = [];
  given.processes.forEach((name, process) => {
    const isOf = (row) => row.lane.process === process;
    if (given.processes.length > 1) rows.push({ type: "process", name, process, height: 22 });
    rows.push(...threadRows.filter(isOf));
    const objects = together(objectRows.filter((row) => isOf(row) && isWorthALane(row)));
    rows.push(...objects.sort((one, other) => other.waited - one.waited));
  });
  for (const row of rows) row.short = row.lane ? shortName({ ...row.lane, name: row.name }) : row.name;
  return rows;
}

const everyRow = allRows();
