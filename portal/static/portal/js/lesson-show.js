// What the page of a lesson shows of the credit: the bar, the sentence, what was refused, what comes next.
(function () {
  "use strict";

  var holder = document.getElementById("lesson-data");
  if (!holder) return;
  var data = JSON.parse(holder.textContent);
  var ranges = window.qfRanges;
  var SVG = "http://www.w3.org/2000/svg";

  function span(seconds) {
    var whole = Math.max(0, Math.round(seconds));
    var parts = [[Math.floor(whole / 3600), data.words.hours], [Math.floor(whole / 60) % 60, data.words.minutes],
      [whole % 60, data.words.seconds]];
    var said = parts.filter(function (part) { return part[0]; }).map(function (part) { return part.join(" "); });
    return said.join(" ") || "0 " + data.words.seconds;
  }

  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_whole, name) { return values[name]; });
  }

  function say(words) {
    var place = document.querySelector("[data-lesson-status]");
    if (!place) return;
    place.textContent = words;
    place.className = words ? "note" : "";
  }

  function drawBar() {
    var bar = document.querySelector("[data-segs]");
    if (!bar) return;
    while (bar.firstChild) bar.removeChild(bar.firstChild);
    data.ranges.forEach(function (pair) {
      var rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("x", pair[0]);
      rect.setAttribute("y", 0);
      rect.setAttribute("width", pair[1] - pair[0]);
      rect.setAttribute("height", 10);
      bar.appendChild(rect);
    });
  }

  function drawLine() {
    var line = document.querySelector("[data-credit-line]");
    if (!line) return;
    var values = { got: span(data.credited), all: span(data.seconds), left: span(data.needed - data.credited) };
    if (data.completed) line.textContent = fill(data.words.done, values);
    else if (data.needed) line.textContent = fill(data.words.credit, values);
  }

  function refuse(seconds, why) {
    var list = document.querySelector("[data-refused]");
    if (!list) return;
    var item = document.createElement("li");
    item.textContent = fill(data.words.refused, { n: span(seconds), why: why });
    list.hidden = false;
    list.insertBefore(item, list.firstChild);
    while (list.children.length > 3) list.removeChild(list.lastChild);
  }

  // The card of the course; asking for it also keeps the session of whoever watches a long video.
  function loadCard() {
    return fetch(data.state, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .then(function (html) {
        var card = document.querySelector("[data-course-card]");
        if (html && card) card.innerHTML = html;
      })
      .catch(function () { /* the card stays as it is */ });
  }

  function showNext() {
    var next = document.querySelector("[data-onward] .btn");
    if (next) next.classList.remove("quiet");
  }

  // The answer to a heartbeat.
  function take(answer) {
    var wasCompleted = data.completed;
    data.credited = Math.max(data.credited, answer.credited);
    data.ranges = ranges.merge(data.ranges.concat(answer.added));
    data.completed = data.completed || answer.completed;
    drawBar();
    drawLine();
    if (answer.refused) refuse(answer.refused, answer.text);
    if (data.completed && !wasCompleted) { loadCard(); showNext(); }
  }

  window.qfLesson = { data: data, span: span, fill: fill, say: say, take: take, loadCard: loadCard };
})();
