// All that is known of one stretch, as pairs of a term and its text.
function nameOf(thread) {
  return thread === UNKNOWN ? "" : given.threads[thread].name;
}

function placeOf(number, isShort = false) {
  if (!(number > 0)) return "";
  const [file, line, name] = places[number];
  const shown = `${isShort ? file.replace(/^.*[/\\]/, "") : file}:${line}`;
  return name && name !== "<module>" ? `${shown} ${words.in} ${name}` : shown;
}

function isJoin(wait) {
  return waits.what[wait] !== UNKNOWN && given.objects[waits.what[wait]].kind === "Thread";
}

// The row of the lock that a wait was for, and its first hold then: [null, -1] where none is known.
function holdOf(wait) {
  const row = waits.what[wait] === UNKNOWN ? null : objectRows[waits.what[wait]];
  const own = row && row.spans ? holdsDuring(row, wait) : [];
  return own.length ? [row, own[0]] : [null, UNKNOWN];
}

// The numbers of others' holds during a wait: a lock can pass from one to the next meanwhile.
function holdsDuring(row, wait) {
  const { spans, lane } = row;
  const numbers = [];
  for (let i = spans.after(waits.start[wait]); i < spans.length && spans.starts[i] < waits.end[wait]; i++) {
    if (lane.threads[i] !== waits.thread[wait] && lane.threads[i] !== UNKNOWN) numbers.push(i);
  }
  return numbers;
}

// Who held it during a wait, from when to when, taken where; as far as that is known.
function holdersOf(wait) {
  const [row] = holdOf(wait);
  if (row) {
    return holdsDuring(row, wait).map((i) => ({
      thread: row.lane.threads[i],
      start: Math.max(row.spans.starts[i], waits.start[wait]),
      end: Math.min(row.spans.ends[i], waits.end[wait]),
      place: row.lane.places[i],
    }));
  }
  const thread = waits.holder[wait];
  if (thread === UNKNOWN) return [];
  return [{ thread, start: waits.start[wait], end: waits.end[wait], place: waits.taken[wait] }];
}

// The one that held it longest.
function mainHolder(wait, holders = holdersOf(wait)) {
  const longest = (best, one) => (!best || one.end - one.start > best.end - best.start ? one : best);
  return holders.reduce(longest, null);
}

// The stretch of a holder that lasted longest while it held.
function stretchWithin({ thread, start, end }) {
  const { spans } = threadRows[thread];
  let [best, most] = [UNKNOWN, 0];
  for (let i = spans.after(start); i < spans.length && spans.starts[i] < end; i++) {
    const common = Math.min(spans.ends[i], end) - Math.max(spans.starts[i], start);
    if (common > most) [best, most] = [i, common];
  }
  return best;
}

// Times by kind, the longest first; of one kind there can be more to say.
function listed(shares, noted = UNKNOWN, note = "") {
  const ordered = [...shares].sort((one, other) => other[1] - one[1]);
  const texts = ordered.map(([kind, time]) => {
    const text = `${words[KINDS[kind]]} ${written(time)}`;
    return kind === noted && note ? `${text} (${note})` : text;
  });
  return texts.join(words.comma);
}

// What the holder did, and what kept it: a holder can be waiting itself.
function meanwhile(wait) {
  const holder = mainHolder(wait);
  const index = holder ? stretchWithin(holder) : UNKNOWN;
  if (index === UNKNOWN) return "";
  const row = threadRows[holder.thread];
  const its = row.waits[index];
  const why = its === UNKNOWN ? "" : `${forWhat(its)}${at(waits.place[its])}`.trim();
  return listed(row.spans.shares(holder.start, holder.end), row.spans.kinds[index], why);
}

// All holders with their times, the longest first.
function heldBy(wait) {
  const times = new Map();
  for (const { thread, start, end } of holdersOf(wait)) {
    times.set(thread, (times.get(thread) || 0) + end - start);
  }
  const ordered = [...times].sort((one, other) => other[1] - one[1]);
  const shown = ordered.slice(0, 6).map(([thread, time]) => `${nameOf(thread)} (${written(time)})`);
  return shown.join(words.comma) + (ordered.length > 6 ? " \u2026" : "");
}

function at(place) {
  return place > 0 ? ` ${words.at} ${placeOf(place, true)}` : "";
}

function forWhat(wait) {
  const what = waits.what[wait];
  const name = what === UNKNOWN ? "" : given.objects[what].name;
  return name ? `${words["is-for"]} ${name}` : "";
}

function span(start, end) {
  return [[words.from, moment(start)], [words.length, written(end - start)]];
}

function waitFacts(wait) {
  const what = waits.what[wait];
  const holder = isJoin(wait) ? nameOf(waits.holder[wait]) : "";
  return [
    ...(holder
      ? [[words.joined, holder]]
      : [[words.for, what === UNKNOWN ? "" : given.objects[what].name], [words.holder, heldBy(wait)]]),
    [words.where, placeOf(waits.place[wait])],
    [words.taken, placeOf(mainHolder(wait)?.place)],
    [words.meanwhile, meanwhile(wait)],
    [words.outcome, words[waits.outcome[wait]]],
    [words.freed, nameOf(waits.freed[wait])],
    [words.note, inDeadlock.has(wait) ? words["in-deadlock"] : ""],
  ];
}

function threadNotes(lane) {
  const notes = [
    lane.daemon && words.daemon,
    lane.failed && words.failed,
    !lane.ended && words["not-ended"],
    !lane.clock && words["no-clock"],
  ];
  return notes.filter(Boolean).join(words.comma);
}

function threadFacts(row, index) {
  const { lane, spans } = row;
  if (index === UNKNOWN) {
    return [
      [words.life, `${written(lane.end - lane.start)}, ${words.from} ${moment(lane.start)}`],
      [words.started, placeOf(lane.place)],
      [words.together, listed(spans.shares(lane.start, lane.end))],
      [words.note, threadNotes(lane)],
    ];
  }
  const wait = row.waits[index];
  const [start, end] = wait === UNKNOWN ? [spans.starts[index], spans.ends[index]] : [waits.start[wait], waits.end[wait]];
  const state = [[words.state, words[KINDS[spans.kinds[index]]]], ...span(start, end)];
  return wait === UNKNOWN ? state : [...state, ...waitFacts(wait)];
}

function holdFacts(row, index) {
  const { starts, ends: finish } = row.spans;
  const during = row.own.filter((one) => waits.start[one] < finish[index] && waits.end[one] > starts[index]);
  const who = [...new Set(during.map((one) => nameOf(waits.thread[one])))];
  return [
    [words.holder, nameOf(row.lane.threads[index])],
    ...span(starts[index], finish[index]),
    [words.taken, placeOf(row.lane.places[index])],
    [words.waiters, who.slice(0, 8).join(words.comma) + (who.length > 8 ? " \u2026" : "")],
    [words.note, row.lane.open.includes(index) ? words.open : ""],
  ];
}

function objectFacts(row, index, time) {
  if (index !== UNKNOWN && row.spans) return holdFacts(row, index);
  const isOpen = time !== undefined;
  return [
    [words.items, row.curve && isOpen ? `${row.curve.at(time)}` : ""],
    [words.most, row.curve ? `${row.curve.most}` : ""],
    [words.bound, row.lane.bound > 0 ? `${row.lane.bound}` : ""],
    [words.made, placeOf(row.lane.place)],
    [words.waiters, row.own.length ? `${row.own.length} \u00d7, ${words.together} ${written(row.waited)}` : ""],
  ];
}

// Only what there is something to say of.
function factsOf(row, index, time) {
  if (row.type === "process") return [];
  const found = row.type === "thread" ? threadFacts(row, index) : objectFacts(row, index, time);
  return found.filter(([, text]) => text);
}
