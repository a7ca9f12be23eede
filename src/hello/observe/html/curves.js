// Numbers that change: in a pixel with several, the highest is drawn.
function column(x, width, part, bottom, fill, line) {
  if (!part || width <= 0) return;
  pen.fillStyle = fill;
  pen.fillRect(x, bottom - part, width, part);
  if (!line) return;
  pen.fillStyle = line;
  pen.fillRect(x, bottom - part, width, 1);
}

function drawCurve(curve, y, height, fill, line = null, bound = 0) {
  const { moments, values } = curve;
  if (!moments.length) return;
  // A bound that was never near is left out: it would make all else flat.
  const hasBound = bound > 0 && bound <= curve.most * 4;
  const most = Math.max(curve.most, hasBound ? bound : 1);
  const right = view.left + view.width;
  const part = (value) => (value ? Math.max((height * value) / most, 1) : 0);
  let i = Math.max(firstAfter(moments, view.start) - 1, 0);
  let x = Math.floor(Math.max(view.x(moments[i]), view.left));
  while (x < right) {
    const beyond = view.time(x + 1);
    let highest = values[i];
    while (i + 1 < moments.length && moments[i + 1] < beyond) {
      i += 1;
      highest = Math.max(highest, values[i]);
    }
    const next = i + 1 < moments.length ? Math.floor(view.x(moments[i + 1])) : right;
    column(x, 1, part(highest), y + height, fill, line);
    column(x + 1, Math.min(next, right) - x - 1, part(values[i]), y + height, fill, line);
    x = Math.max(next, x + 1);
  }
  if (!hasBound) return;
  pen.fillStyle = colours["blocked-line"];
  for (let dash = view.left; dash < right; dash += 6) {
    pen.fillRect(dash, y + height - part(bound), 3, 1);
  }
}
