// Sets of seconds as sorted pairs [from, to), as training/watching/ranges.py has them.
(function () {
  "use strict";

  function merge(pairs) {
    var sorted = pairs.slice().sort(function (one, other) { return one[0] - other[0]; });
    var merged = [];
    sorted.forEach(function (pair) {
      var last = merged[merged.length - 1];
      if (pair[1] <= pair[0]) return;
      if (last && pair[0] <= last[1]) last[1] = Math.max(last[1], pair[1]);
      else merged.push([pair[0], pair[1]]);
    });
    return merged;
  }

  function without(pairs, taken) {
    var left = pairs;
    taken.forEach(function (gone) {
      var rest = [];
      left.forEach(function (pair) {
        if (gone[1] <= pair[0] || gone[0] >= pair[1]) { rest.push(pair); return; }
        if (gone[0] > pair[0]) rest.push([pair[0], gone[0]]);
        if (gone[1] < pair[1]) rest.push([gone[1], pair[1]]);
      });
      left = rest;
    });
    return left;
  }

  function total(pairs) {
    return pairs.reduce(function (sum, pair) { return sum + pair[1] - pair[0]; }, 0);
  }

  window.qfRanges = { merge: merge, without: without, total: total };
})();
