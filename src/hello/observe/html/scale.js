// Which part of the time is seen, and how times are written.
const UNITS = [["s", 1e9], ["ms", 1e6], ["us", 1e3], ["ns", 1]];
const SHORTEST = 200; // ns from edge to edge

// Three digits, as in the findings.
function written(duration) {
  const [unit, size] = UNITS.find(([, one]) => duration >= one * 0.9995) || UNITS[2];
  const number = duration / size;
  const decimals = number >= 99.95 || unit === "ns" ? 0 : number >= 9.995 ? 1 : 2;
  return `${duration ? number.toFixed(decimals) : "0"} ${words[unit]}`;
}

// A time since the beginning, to the microsecond.
function moment(time) {
  const [unit, size] = UNITS.find(([, one]) => time >= one) || UNITS[2];
  const decimals = unit === "s" ? 6 : unit === "ms" ? 3 : 1;
  return `${(time / size).toFixed(decimals)} ${words[unit]}`;
}

const view = {
  whole: Math.max(given.end, SHORTEST),
  start: 0,
  end: Math.max(given.end, SHORTEST),
  left: 180, // where the lanes begin, behind their names
  width: 800, // of the lanes
  get perPixel() { return (this.end - this.start) / this.width; },
  x(time) { return this.left + (time - this.start) / this.perPixel; },
  time(x) { return this.start + (x - this.left) * this.perPixel; },

  show(start, end) {
    const span = Math.min(Math.max(end - start, SHORTEST), this.whole);
    const middle = (start + end) / 2;
    this.start = Math.min(Math.max(middle - span / 2, 0), this.whole - span);
    this.end = this.start + span;
  },
  zoom(factor, x = this.left + this.width / 2) {
    const fixed = this.time(x);
    const span = Math.min(Math.max((this.end - this.start) * factor, SHORTEST), this.whole);
    const start = fixed - ((x - this.left) / this.width) * span;
    this.show(start, start + span);
  },
  move(pixels) {
    const time = pixels * this.perPixel;
    const span = this.end - this.start;
    const start = Math.min(Math.max(this.start + time, 0), this.whole - span);
    this.show(start, start + span);
  },
  reveal(start, end) {
    const span = this.end - this.start;
    const isSmall = (end - start) / this.perPixel < 12;
    if (start >= this.start && end <= this.end && !isSmall) return;
    if (isSmall) this.show(start - (end - start) * 8, end + (end - start) * 8);
    else if (end - start > span) this.show(start - span * 0.1, end + span * 0.1);
    else this.show((start + end - span) / 2, (start + end + span) / 2);
  },
};

// The times to mark on the axis, with their texts.
function ticks() {
  const least = view.perPixel * 100;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least);
  const [unit, size] = UNITS.find(([, one]) => view.end >= one * 0.9995) || UNITS[3];
  const decimals = Math.min(Math.max(Math.ceil(Math.log10(size / step) - 1e-9), 0), 9);
  const marks = [];
  for (let i = Math.ceil(view.start / step); i * step <= view.end; i++) {
    marks.push([i * step, `${((i * step) / size).toFixed(decimals)} ${words[unit]}`]);
  }
  return marks;
}
