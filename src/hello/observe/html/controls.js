// Size, keys, buttons, paper.
let isPaper = false;

function resize() {
  const height = arrange();
  const most = isPaper ? Math.min(height, 2_400) : Math.max(Math.min(window.innerHeight * 0.66, height), 110);
  box.style.height = `${Math.ceil(Math.min(most, height))}px`;
  redraw();
}

const ZOOMS = {
  in: () => view.zoom(0.5),
  out: () => view.zoom(2),
  all: () => view.show(0, view.whole),
};

const KEYS = {
  "+": ZOOMS.in,
  "=": ZOOMS.in,
  "-": ZOOMS.out,
  0: ZOOMS.all,
  ArrowLeft: () => view.move(-view.width / 6),
  ArrowRight: () => view.move(view.width / 6),
  ArrowUp: () => stepRow(-1),
  ArrowDown: () => stepRow(1),
  PageUp: () => { box.scrollTop -= box.clientHeight * 0.8; },
  PageDown: () => { box.scrollTop += box.clientHeight * 0.8; },
  Home: () => view.move(-Infinity),
  End: () => view.move(Infinity),
  n: () => stepStretch(1),
  p: () => stepStretch(-1),
  h: goToHolder,
  Enter: zoomToSelected,
  Escape: () => select(null),
};

chart.addEventListener("keydown", (event) => {
  const action = KEYS[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  tip.hidden = true;
  action();
  redraw();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === field || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  field.focus();
});

field.addEventListener("input", search);
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    clearSearch();
    chart.focus();
  }
});
document.getElementById("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  nextMatch();
});
nextButton.addEventListener("click", nextMatch);
for (const one of document.querySelectorAll("[data-zoom]")) {
  one.addEventListener("click", () => {
    ZOOMS[one.dataset.zoom]();
    redraw();
  });
}
for (const one of document.querySelectorAll(".show")) {
  one.hidden = false;
  one.addEventListener("click", () => {
    const number = Number(one.dataset.number);
    if (one.dataset.kind === "wait") goToWait(number);
    else if (one.dataset.kind === "thread") goTo(threadRows[number]);
    else goToObject(objectRows[number]);
    chart.focus({ preventScroll: true });
    frame.scrollIntoView({ block: "nearest" });
  });
}
box.addEventListener("scroll", () => {
  tip.hidden = true;
  redraw();
});

function repaint() {
  readColours();
  drawLegend();
  redraw();
}

// On paper: all lanes, dark on light.
function toPaper(is) {
  isPaper = is;
  document.documentElement.classList.toggle("paper", is);
  frame.style.width = is ? "700px" : ""; // what fits a sheet, so that texts stay as large as they are
  readColours();
  drawLegend();
  resize();
  draw();
}

for (const one of document.querySelectorAll("#controls, #frame, .legend, #facts, .keys")) one.hidden = false;
const lanes = [threadRows, everyRow.filter((row) => row.type === "object")].map((one) => one.length);
chart.setAttribute("aria-label", words.chart.replace("{0}", lanes[0]).replace("{1}", lanes[1]).replace("{2}", written(given.end)));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
window.addEventListener("resize", resize);
new ResizeObserver(redraw).observe(box);
window.addEventListener("beforeprint", () => toPaper(true));
window.addEventListener("afterprint", () => toPaper(false));
readColours();
drawLegend();
tell();
resize();
draw();
if (field.value) search(); // a browser that goes back fills in what was typed
