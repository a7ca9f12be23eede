// Mouse and fingers on the lanes.
const tip = document.getElementById("tip");
const pointers = new Map(); // those that are down: where they were
let hasMoved = false;

function position(event) {
  const bounds = chart.getBoundingClientRect();
  return [event.clientX - bounds.left, event.clientY - bounds.top];
}

// The row and stretch at a point; of several within reach the longest.
function hit([x, y]) {
  const down = y + box.scrollTop;
  const row = y < AXIS ? null : rows.find((one) => one.top <= down && down < one.top + one.height);
  if (!row || row.type === "process") return { row: null, index: UNKNOWN };
  if (x < view.left || !row.spans || row.curve) return { row, index: UNKNOWN };
  const [from, to] = [view.time(x - 2), view.time(x + 2)];
  const { spans } = row;
  const first = spans.after(from);
  let [index, most, number] = [UNKNOWN, -1, 0];
  for (let i = first; i < spans.length && spans.starts[i] <= to && number < 2_000; i++) {
    number += 1;
    const isUnder = spans.starts[i] <= view.time(x) && view.time(x) < spans.ends[i];
    const length = isUnder && spans.ends[i] - spans.starts[i] > 4 * view.perPixel ? Infinity : spans.ends[i] - spans.starts[i];
    if (length > most) [index, most] = [i, length];
  }
  return { row, index, number };
}

function hover(event) {
  const point = position(event);
  const { row, index, number } = hit(point);
  tip.hidden = !row;
  if (!row) return;
  const time = point[0] >= view.left ? view.time(point[0]) : undefined;
  const facts = factsOf(row, index, time).map(([term, text]) => (term ? `${term}: ${text}` : text));
  if (number > 4) facts.push(words.several);
  tip.textContent = [row.name, ...facts].join("\n");
  tip.style.left = "0"; // where nothing makes it narrower
  const { offsetWidth: width, offsetHeight: height } = tip;
  const { clientX: left, clientY: top } = event;
  const { clientWidth: across, clientHeight: down } = document.documentElement;
  const above = Math.max(top - height - 12, 4);
  tip.style.left = `${Math.max(Math.min(left + 12, across - width - 6), 4)}px`;
  tip.style.top = `${top + 18 + height <= down ? top + 18 : above}px`;
}

chart.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  pointers.set(event.pointerId, position(event));
  hasMoved = pointers.size > 1;
  chart.setPointerCapture(event.pointerId);
});

chart.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) {
    hover(event);
    return;
  }
  const now = position(event);
  const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, where]) => where);
  if (other) {
    // Two fingers: the time under the one that rests stays.
    const [wide, narrow] = [Math.abs(now[0] - other[0]), Math.abs(before[0] - other[0])];
    if (wide > 10 && narrow > 10) view.zoom(narrow / wide, other[0]);
  } else if (hasMoved || Math.hypot(now[0] - before[0], now[1] - before[1]) > 4) {
    hasMoved = true;
    chart.classList.add("moving");
    view.move(before[0] - now[0]);
    if (event.pointerType === "mouse") box.scrollTop += before[1] - now[1];
  } else return;
  pointers.set(event.pointerId, now);
  tip.hidden = true;
  redraw();
});

function lift(event) {
  if (!pointers.delete(event.pointerId)) return;
  chart.classList.remove("moving");
  if (hasMoved || event.type !== "pointerup") return;
  const point = position(event);
  const { row, index } = hit(point);
  select(row, index, point[0] >= view.left ? view.time(point[0]) : undefined);
}

chart.addEventListener("pointerup", lift);
chart.addEventListener("pointercancel", lift);
chart.addEventListener("pointerleave", () => { tip.hidden = true; });
window.addEventListener("scroll", () => { tip.hidden = true; });

chart.addEventListener("dblclick", () => zoomToSelected());

chart.addEventListener("wheel", (event) => {
  const [x] = position(event);
  const isAcross = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (x < view.left && !isAcross) return; // over the names it scrolls
  const isWhole = view.end - view.start >= view.whole;
  if (isWhole && !isAcross && event.deltaY > 0) return; // all is seen: the page scrolls on
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  if (isAcross) view.move((event.deltaX || event.deltaY) * unit);
  else view.zoom(1.0015 ** (Math.max(Math.min(event.deltaY * unit, 400), -400)), x);
  tip.hidden = true;
  redraw();
}, { passive: false });
