// What a page of details does not do by itself: filter, open and close all, print what is
// closed, and give the README's frame the height of its text.
"use strict";

const steps = [...document.querySelectorAll(".step")];
const controls = document.getElementById("controls");
const shown = document.getElementById("shown");
const frame = document.querySelector("iframe");
let openBefore = null; // the steps that were open when filtering began

function matching(finding, kind, text) {
  const isOfKind = kind === "all" || kind === finding.dataset.kind;
  return isOfKind && finding.textContent.toLowerCase().includes(text);
}

function filter() {
  const kind = controls.elements.kind.value;
  const text = controls.elements.text.value.trim().toLowerCase();
  const isFiltering = kind !== "all" || text !== "";
  const findings = [...document.querySelectorAll(".finding")];
  findings.forEach((one) => { one.hidden = !matching(one, kind, text); });
  const number = findings.filter((one) => !one.hidden).length;
  if (isFiltering && !openBefore) openBefore = new Set(steps.filter((step) => step.open));
  for (const step of steps) {
    const matches = step.querySelector(".finding:not([hidden])") !== null;
    step.hidden = isFiltering && !matches;
    if (isFiltering) step.open = matches;
    else if (openBefore !== null) step.open = openBefore.has(step);
  }
  if (!isFiltering) openBefore = null;
  document.getElementById("none-match").hidden = number > 0;
  shown.textContent = shown.dataset.text.replace("{0}", number).replace("{1}", findings.length);
}

controls.hidden = false;
controls.addEventListener("submit", (event) => event.preventDefault());
for (const button of controls.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    for (const step of steps) step.open = button.dataset.steps === "open";
  });
}
if (shown) {
  controls.addEventListener("input", filter);
  // A browser that goes back to the page fills in what was typed.
  window.addEventListener("pageshow", filter);
}

// The frame has no scripts, so this one measures it.
function fit() {
  const text = frame.contentDocument && frame.contentDocument.documentElement;
  if (text) frame.style.height = `${text.getBoundingClientRect().height + 2}px`;
}

if (frame) {
  frame.addEventListener("load", fit);
  new ResizeObserver(fit).observe(frame);
  fit();
}

// On paper, a frame would be cut off where the first page ends.
function printable() {
  const copy = document.createElement("div");
  const text = document.createElement("div");
  const style = document.createElement("style");
  style.textContent = frame.contentDocument.querySelector("style").textContent;
  text.className = "text";
  text.append(...[...frame.contentDocument.body.childNodes].map((one) => document.importNode(one, true)));
  copy.attachShadow({ mode: "open" }).append(style, text);
  frame.after(copy);
  return () => copy.remove();
}

let afterPrint = [];
window.addEventListener("beforeprint", () => {
  for (const step of steps.filter((one) => !one.open)) {
    step.open = true;
    afterPrint.push(() => { step.open = false; });
  }
  if (frame) afterPrint.push(printable());
});
window.addEventListener("afterprint", () => {
  afterPrint.forEach((restore) => restore());
  afterPrint = [];
});
