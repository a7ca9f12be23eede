// Texts on the chart: names, labels, the axis; each cut to the room that it has.
const DOTS = "\u2026";
const lengths = new Map(); // of texts, in pixels

function measured(text) {
  let length = lengths.get(text);
  if (length === undefined) {
    length = pen.measureText(text).width;
    if (lengths.size > 20_000) lengths.clear();
    lengths.set(text, length);
  }
  return length;
}

function cut(text, room) {
  const length = measured(text);
  if (length <= room) return text;
  const rest = room - measured(DOTS);
  // Nearly right at once, as most letters are about as wide as each other.
  let count = Math.min(Math.ceil((text.length * rest) / length) + 2, text.length);
  while (count > 1 && measured(text.slice(0, count)) > rest) count -= 1;
  return count > 1 ? text.slice(0, count) + DOTS : "";
}

function label(text, x, y, room, isOnStripes = false) {
  const shown = cut(text, room);
  if (isOnStripes && shown) {
    pen.fillStyle = colours.sheet;
    pen.fillRect(x - 2, y - 7, measured(shown) + 4, 13);
  }
  pen.fillStyle = colours.ink;
  pen.fillText(shown, x, y);
}

function drawName(row) {
  pen.fillStyle = row.type === "process" ? colours.soft : colours.ink;
  const indent = row.type === "object" ? 18 : 8;
  const y = row.top + Math.min(row.height / 2, 12);
  pen.fillText(cut(row.short, view.left - indent - 8), indent, y);
  if (row.curve && row.height > 30) {
    pen.fillStyle = colours.soft;
    const bound = row.lane.bound > 0 ? ` (${words.bound} ${row.lane.bound})` : "";
    pen.fillText(cut(`${words.most} ${row.curve.most}${bound}`, view.left - indent - 8), indent, row.top + 27);
  }
}

function drawAxis(marks) {
  const right = view.left + view.width + 8;
  pen.fillStyle = colours.sheet;
  pen.fillRect(0, 0, right, AXIS - 2);
  pen.fillStyle = colours.soft;
  for (const [time, text] of marks) {
    const x = Math.round(view.x(time));
    if (x + 5 + measured(text) > right || x < view.left) continue;
    pen.fillText(text, x + 4, 12);
    pen.fillRect(x, 4, 1, 20);
  }
  // Which part of the whole this is.
  pen.fillStyle = colours.line;
  pen.fillRect(view.left, 24, view.width, 3);
  const part = (view.width * (view.end - view.start)) / view.whole;
  pen.fillStyle = colours.link;
  pen.fillRect(view.left + (view.width * view.start) / view.whole, 24, Math.max(part, 3), 3);
}
