// Spans, however many: what is narrower than a pixel is drawn as the shares of its pixel, so a
// frame costs as many strokes as there are pixels.
// Calls whole(i, x, width) for what is wide enough; the rest is drawn here.
function drawSpans(spans, y, height, whole) {
  const right = view.left + view.width;
  const pixels = new Pixels(y, height, spans.present.length);
  let x = view.left;
  let i = spans.after(view.start);
  while (i < spans.length && spans.starts[i] < view.end && x < right) {
    const from = Math.max(view.x(spans.starts[i]), x);
    const to = Math.min(view.x(spans.ends[i]), right);
    if (to - from >= 2) {
      whole(i, from, to - from);
      x = to;
      i += 1;
      continue;
    }
    const pixel = Math.floor(from);
    const beyond = view.time(pixel + 1);
    const next = spans.after(beyond, i);
    pixels.draw(spans, pixel, Math.max(view.time(pixel), view.start), beyond, i, next);
    x = Math.max(x, pixel + 1);
    i = next;
  }
  pixels.end();
}

// Pixels in which several spans lie: a part of the height for each kind. Equal ones side by side
// are one stroke.
class Pixels {
  constructor(y, height, number) {
    this.y = y;
    this.height = height;
    this.times = new Float64Array(number);
    this.parts = new Int32Array(number);
    this.before = new Int32Array(number);
    this.width = 0;
  }

  draw(spans, x, from, to, first, beyond) {
    let isSame = this.width > 0 && this.x + this.width === x;
    let room = this.height;
    this.spans = spans;
    let others = 0;
    for (let nth = 0; nth < this.times.length; nth++) {
      this.times[nth] = spans.until(nth, to, beyond) - spans.until(nth, from, first);
      if (this.times[nth] > 0) others += 1;
    }
    for (let nth = 0; nth < this.times.length; nth++) {
      let part = 0;
      if (this.times[nth] > 0) {
        // What was there at all is seen: each leaves room for the others.
        others -= 1;
        const share = Math.round((this.height * this.times[nth]) / view.perPixel);
        part = Math.min(Math.max(share, 1), room - others);
      }
      room -= part;
      this.parts[nth] = part;
      if (part !== this.before[nth]) isSame = false;
    }
    if (!isSame) {
      this.end();
      this.x = x;
      [this.parts, this.before] = [this.before, this.parts];
    }
    this.width += 1;
  }

  end() {
    let bottom = this.y + this.height;
    for (let nth = 0; this.width && nth < this.before.length; nth++) {
      const part = this.before[nth];
      if (!part) continue;
      bottom -= part;
      pen.fillStyle = plain(this.spans.present[nth]);
      pen.fillRect(this.x, bottom, this.width, part);
    }
    this.width = 0;
  }
}
