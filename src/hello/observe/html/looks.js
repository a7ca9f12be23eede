// How each state looks: told apart by shape and lightness, so that it can be read without colour.
const chart = document.getElementById("chart");
const pen = chart.getContext("2d");
const BAR = 16; // the height of a lane's bar
const FONT = '12px system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif';

let colours = {};
let stripes = {};

function striped(ground, line, step) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = step;
  const ink = tile.getContext("2d");
  ink.fillStyle = ground;
  ink.fillRect(0, 0, step, step);
  ink.strokeStyle = line;
  ink.lineWidth = 1;
  for (const by of [-step, 0, step]) {
    ink.beginPath();
    ink.moveTo(by - 1, step + 1);
    ink.lineTo(by + step + 1, -1);
    ink.stroke();
  }
  return pen.createPattern(tile, "repeat");
}

// Takes the colours of the page's scheme.
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "sheet", "inset", "ink", "soft", "line", "link", "bad", "arrow"];
  const pairs = KINDS.flatMap((kind) => [kind, `${kind}-line`]);
  colours = {};
  for (const name of [...names, ...pairs]) {
    colours[name] = style.getPropertyValue(`--${name}`).trim();
  }
  stripes = {
    ready: striped(colours.ready, colours["ready-line"], 6),
    deadlock: striped(colours.blocked, colours["blocked-line"], 5),
  };
}

function boxed(ink, fill, line, x, y, width, height) {
  ink.fillStyle = fill;
  ink.fillRect(x, y, width, height);
  ink.fillStyle = line;
  ink.fillRect(x, y, width, 1.5);
  ink.fillRect(x, y + height - 1.5, width, 1.5);
  ink.fillRect(x, y, 1, height);
}

const LOOKS = {
  running(ink, x, y, width) {
    ink.fillStyle = colours.running;
    ink.fillRect(x, y, width, BAR);
  },
  ready(ink, x, y, width) {
    ink.fillStyle = stripes.ready;
    ink.fillRect(x, y, width, BAR);
  },
  blocked(ink, x, y, width) {
    boxed(ink, colours.blocked, colours["blocked-line"], x, y, width, BAR);
  },
  deadlock(ink, x, y, width) {
    boxed(ink, stripes.deadlock, colours["blocked-line"], x, y, width, BAR);
  },
  sleeping(ink, x, y, width) {
    ink.fillStyle = colours.sleeping;
    ink.fillRect(x, y + 4, width, BAR - 8);
    ink.fillStyle = colours["sleeping-line"];
    ink.fillRect(x, y + BAR / 2 - 1, width, 2);
  },
  io(ink, x, y, width) {
    boxed(ink, colours.io, colours["io-line"], x, y + 1, width, BAR - 2);
  },
  held(ink, x, y, width) {
    boxed(ink, colours.held, colours["held-line"], x, y, width, BAR - 1);
  },
  waiting(ink, x, y, width, height = 4) {
    ink.fillStyle = colours["blocked-line"];
    ink.fillRect(x, y, width, height);
  },
  arrow(ink, x, y, width) {
    ink.strokeStyle = ink.fillStyle = colours.arrow;
    ink.beginPath();
    ink.moveTo(x + 2, y + BAR / 2);
    ink.lineTo(x + width - 4, y + BAR / 2);
    ink.stroke();
    ink.beginPath();
    ink.moveTo(x + width, y + BAR / 2);
    ink.lineTo(x + width - 6, y + BAR / 2 - 4);
    ink.lineTo(x + width - 6, y + BAR / 2 + 4);
    ink.fill();
  },
  // A cross where an exception has ended a thread.
  failed(ink, x, y, width) {
    const middle = x + width / 2;
    ink.strokeStyle = colours.bad;
    ink.lineWidth = 2;
    ink.beginPath();
    for (const by of [-4, 4]) {
      ink.moveTo(middle - 4, y + BAR / 2 - by);
      ink.lineTo(middle + 4, y + BAR / 2 + by);
    }
    ink.stroke();
  },
};

// What stands for a kind where its look would be too small to be seen.
function plain(kind) {
  return colours[KINDS[kind]];
}

function drawLegend() {
  const ratio = window.devicePixelRatio || 1;
  for (const sample of document.querySelectorAll("[data-look]")) {
    sample.width = 28 * ratio;
    sample.height = 18 * ratio;
    const ink = sample.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    const name = sample.dataset.look === "in-deadlock" ? "deadlock" : sample.dataset.look;
    LOOKS[name](ink, 0, name === "waiting" ? 7 : 1, 28);
  }
}
