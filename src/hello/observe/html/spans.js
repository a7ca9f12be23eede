// What a lane is made of, stored so that any part of it is found fast, however many there are.
"use strict";

// The number of the first item in a sorted column that is greater than value.
function firstAfter(column, value, from = 0, beyond = column.length) {
  let low = from;
  let high = beyond;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Stretches of time, none over another, each of a kind: a small number.
class Spans {
  constructor(starts, ends, kinds) {
    this.starts = starts;
    this.ends = ends;
    this.kinds = kinds;
    this.length = starts.length;
    this.present = [...new Set(kinds)].sort((one, other) => one - other);
    // Of each kind that there is: the time of all spans before a number.
    this.sums = this.present.map((kind) => {
      const sums = new Float64Array(this.length + 1);
      for (let i = 0; i < this.length; i++) {
        sums[i + 1] = sums[i] + (kinds[i] === kind ? ends[i] - starts[i] : 0);
      }
      return sums;
    });
  }

  // The number of the first span that ends after a time, which is not far from where it begins.
  after(time, from = 0) {
    const { ends } = this;
    if (!from) return firstAfter(ends, time);
    let reach = 1;
    while (from + reach < this.length && ends[from + reach - 1] <= time) reach *= 2;
    return firstAfter(ends, time, from, Math.min(from + reach, this.length));
  }

  // The number of the span at a time, or -1.
  at(time) {
    const i = this.after(time);
    return i < this.length && this.starts[i] <= time ? i : -1;
  }

  // How long the kind at a place in present lasted until a time, which span number i ends after.
  until(nth, time, i) {
    const isWithin = i < this.length && this.kinds[i] === this.present[nth] && this.starts[i] < time;
    return this.sums[nth][i] + (isWithin ? time - this.starts[i] : 0);
  }

  // How long each kind lasted between two times: [kind, time] pairs.
  shares(from, to) {
    const [first, beyond] = [this.after(from), this.after(to)];
    const times = this.present.map((kind, nth) => [kind, this.until(nth, to, beyond) - this.until(nth, from, first)]);
    return times.filter(([, time]) => time > 0);
  }
}

// A number that changes at moments: items of a queue, threads that wait.
class Curve {
  constructor(moments, values) {
    this.moments = moments;
    this.values = values;
    this.most = values.reduce((most, value) => Math.max(most, value), 0);
  }

  at(time) {
    const i = firstAfter(this.moments, time) - 1;
    return i < 0 ? 0 : this.values[i];
  }

  // Of intervals that may lie over each other: how many there are at once.
  static counting(intervals) {
    const changes = intervals.flatMap(([start, end]) => (end > start ? [[start, 1], [end, -1]] : []));
    changes.sort((one, other) => one[0] - other[0]);
    const moments = [];
    const values = [];
    let number = 0;
    for (const [at, change] of changes) {
      number += change;
      if (moments.length && moments[moments.length - 1] === at) values[values.length - 1] = number;
      else {
        moments.push(at);
        values.push(number);
      }
    }
    return new Curve(Float64Array.from(moments), values);
  }
}
