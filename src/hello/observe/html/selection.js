// What is selected: a row, and in it a stretch; told in words below the lanes.
const told = document.getElementById("told");
const actions = document.getElementById("actions");
const selected = { row: null, index: UNKNOWN, wait: UNKNOWN, time: undefined };

function select(row, index = UNKNOWN, time = undefined) {
  const wait = row && row.type === "thread" && index !== UNKNOWN ? row.waits[index] : UNKNOWN;
  Object.assign(selected, { row, index, wait, time });
  tell();
  redraw();
}

// An object without a lane of its own is shown by the longest wait for it.
function goToObject(row) {
  const lane = laneOf.get(row);
  if (lane || !row.own.length) goTo(lane || row);
  else goToWait(row.own.reduce((best, one) => (waits.length[one] > waits.length[best] ? one : best)));
}

// Selects a stretch and brings it into sight.
function goTo(row, index = UNKNOWN) {
  if (!rows.includes(row)) clearSearch();
  if (!rows.includes(row)) return;
  select(row, index);
  bringIntoSight(row);
  if (index !== UNKNOWN && row.spans) view.reveal(row.spans.starts[index], row.spans.ends[index]);
  redraw();
}

function goToWait(wait) {
  const row = threadRows[waits.thread[wait]];
  let index = row.spans.after(waits.start[wait]);
  // A signal's handler can have waited within: the first part that is this wait's own.
  while (index < row.spans.length && row.waits[index] !== wait) index += 1;
  goTo(row, index < row.spans.length ? index : UNKNOWN);
}

function bringIntoSight(row) {
  const [top, bottom] = [row.top - AXIS - 6, row.top + row.height + 6];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

// By one lane up or down; stays at the time that is seen.
function stepRow(by) {
  const now = rows.indexOf(selected.row);
  const next = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
  if (next) goTo(next);
}

// The next or previous wait of a thread's lane, or hold of a lock's; from the left edge, if none.
function stepStretch(by) {
  const row = selected.row || rows.find((one) => one.type === "thread");
  if (!row || !row.spans) return;
  const isOne = (i) => row.type !== "thread" || row.waits[i] !== UNKNOWN;
  const begin = row.spans.after(view.start) - (by > 0 ? 1 : 0);
  const now = selected.index;
  const wait = now === UNKNOWN || row.type !== "thread" ? UNKNOWN : row.waits[now];
  let i = (now === UNKNOWN ? begin : now) + by;
  while (i >= 0 && i < row.spans.length && (!isOne(i) || (wait !== UNKNOWN && row.waits[i] === wait))) i += by;
  if (i >= 0 && i < row.spans.length) goTo(row, i);
}

function goToHolder() {
  const holder = selected.wait === UNKNOWN ? null : mainHolder(selected.wait);
  if (holder) goTo(threadRows[holder.thread], stretchWithin(holder));
}

function goToLock() {
  const [row, hold] = selected.wait === UNKNOWN ? [null] : holdOf(selected.wait);
  if (row) goTo(row, hold);
}

function zoomToSelected() {
  const { row, index } = selected;
  if (!row || index === UNKNOWN || !row.spans) return;
  const length = row.spans.ends[index] - row.spans.starts[index];
  view.show(row.spans.starts[index] - length * 0.15, row.spans.ends[index] + length * 0.15);
  redraw();
}

function made(name, text, ...children) {
  const one = document.createElement(name);
  if (text) one.textContent = text;
  one.append(...children);
  return one;
}

function offer(text, action) {
  const one = made("button", text);
  one.type = "button";
  one.addEventListener("click", () => {
    action();
    // They have been made anew: the one in the same place has the focus, or the lanes.
    const again = [...actions.children].find((other) => other.textContent === text);
    (again || chart).focus({ preventScroll: true });
  });
  actions.append(one);
}

function tell() {
  const { row, index, time, wait } = selected;
  told.replaceChildren();
  actions.replaceChildren();
  if (!row) {
    told.append(made("p", words.hint));
    return;
  }
  const terms = factsOf(row, index, time).map(([term, text]) => made("div", "", made("dt", term), made("dd", text)));
  told.append(made("h3", row.name), made("dl", "", ...terms));
  if (!row.spans) return;
  offer(words.previous, () => stepStretch(-1));
  offer(words.next, () => stepStretch(1));
  if (index !== UNKNOWN) offer(words.enter, zoomToSelected);
  if (wait !== UNKNOWN && mainHolder(wait)) offer(words["go-holder"], goToHolder);
  if (wait !== UNKNOWN && holdOf(wait)[0]) offer(words["go-object"], goToLock);
}
