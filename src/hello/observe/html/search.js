// Leaves only the lanes that a text is found in: by name, or by a line of code in which they waited.
const field = document.getElementById("search");
const found = document.getElementById("found");
const nextButton = document.getElementById("next");
let matches = []; // waits
let match = -1;

function search() {
  const text = field.value.trim().toLowerCase();
  const isIn = (one) => one.toLowerCase().includes(text);
  matches = [];
  match = -1;
  rows = everyRow;
  found.textContent = "";
  if (text) {
    const threads = given.threads.map((one) => isIn(one.name));
    const objects = given.objects.map((one) => isIn(one.name));
    const lines = places.map(([file, line, name], i) => i > 0 && isIn(`${file}:${line} ${name}`));
    const kept = new Set();
    for (let i = 0; i < waits.number; i++) {
      const isMatch = threads[waits.thread[i]] || objects[waits.what[i]] || lines[waits.place[i]] || lines[waits.taken[i]];
      if (!isMatch) continue;
      matches.push(i);
      kept.add(threadRows[waits.thread[i]]);
      if (waits.what[i] !== UNKNOWN) kept.add(laneOf.get(objectRows[waits.what[i]]));
    }
    const isNamed = (row) => isIn(row.name) || lines[row.lane?.place] || row.lane?.places?.some((one) => lines[one]);
    rows = everyRow.filter((row) => kept.has(row) || isNamed(row));
    const lanes = rows.filter((row) => row.type !== "process").length;
    const all = everyRow.filter((row) => row.type !== "process").length;
    const count = words.count.replace("{0}", lanes).replace("{1}", all).replace("{2}", matches.length);
    found.textContent = lanes ? count : words.none;
    matches.sort((one, other) => waits.start[one] - waits.start[other]);
  }
  nextButton.disabled = !matches.length;
  if (selected.row && !rows.includes(selected.row)) select(null);
  resize();
}

function clearSearch() {
  field.value = "";
  search();
}

function nextMatch() {
  if (!matches.length) return;
  match = (match + 1) % matches.length;
  goToWait(matches[match]);
}
