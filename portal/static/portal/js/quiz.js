// A paper in hand: answers are saved as they are chosen, and kept on this device until the server has them.
(function () {
  "use strict";

  var form = document.querySelector("[data-attempt]");
  if (!form || !window.fetch || !window.FormData) return;
  var words = form.dataset;
  var started = performance.now();
  var KEY = "qf-attempt-" + words.attempt;
  var pending = {};   // by position: { pairs, sequence }
  var busy = {};      // by position: what waits for the server's answer
  var last = 0, pause = 1000, timer = null, leaving = false;

  // The server's clock as this page knows it; the device's own may be wrong.
  function now() { return Number(words.now) + Math.round(performance.now() - started); }
  function next() { last = Math.max(last + 1, now()); return last; }

  function fieldset(position) { return document.getElementById("q" + position); }
  function sequenceField(box) { return box.querySelector("input[name$='-sequence']"); }
  function controls(box) { return box.querySelectorAll("input:not([type=hidden]), select"); }

  function pairsOf(box) {
    var pairs = [];
    controls(box).forEach(function (control) {
      if ((control.type === "radio" || control.type === "checkbox") && !control.checked) return;
      pairs.push([control.name, control.value]);
    });
    return pairs;
  }

  function apply(box, pairs) {
    controls(box).forEach(function (control) {
      var mine = pairs.filter(function (pair) { return pair[0] === control.name; });
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = mine.some(function (pair) { return pair[1] === control.value; });
      } else {
        control.value = mine.length ? mine[0][1] : "";
      }
    });
  }

  function remember() {
    try {
      if (Object.keys(pending).length) localStorage.setItem(KEY, JSON.stringify(pending));
      else localStorage.removeItem(KEY);
    } catch (error) { /* kept in this page only */ }
  }

  function say(box, state, text) {
    var line = box.querySelector("[data-state]");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("not", state !== "saved");
    box.dataset.unsaved = state === "saved" ? "" : "1";
  }

  function network(text) {
    var line = form.querySelector("[data-net]");
    if (line.textContent !== text) line.textContent = text;
  }

  function answered(box) {
    return pairsOf(box).some(function (pair) { return pair[1].trim() !== ""; });
  }

  function count() {
    var boxes = form.querySelectorAll("[data-question]");
    var done = Array.prototype.filter.call(boxes, answered).length;
    var line = form.querySelector("[data-count]");
    line.textContent = words.wordsCount.replace("{n}", done).replace("{all}", boxes.length);
  }

  function change(box) {
    var position = box.dataset.question;
    pending[position] = { pairs: pairsOf(box), sequence: next() };
    sequenceField(box).value = pending[position].sequence;
    say(box, "saving", words.wordsSaving);
    remember();
    count();
    send(position);
  }

  function send(position) {
    var entry = pending[position];
    if (busy[position]) return busy[position];
    if (!entry) return Promise.resolve();
    var box = fieldset(position);
    var body = new FormData();
    entry.pairs.forEach(function (pair) { body.append(pair[0], pair[1]); });
    body.append("q" + position + "-sequence", entry.sequence);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    busy[position] = fetch(box.dataset.save, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return take(position, entry, answer); })
      .catch(function () { failed(position, words.wordsOffline); })
      .then(function () {
        delete busy[position];
        return pending[position] && pending[position] !== entry ? send(position) : undefined;
      });
    return busy[position];
  }

  function take(position, entry, answer) {
    if (answer.type === "opaqueredirect") return failed(position, words.wordsSignedOut);
    if (answer.status === 409) return answer.json().then(function (said) { refused(position, said.error); });
    if (!answer.ok) return failed(position, words.wordsUnsaved);
    return answer.json().then(function (said) {
      if (pending[position] === entry) {
        delete pending[position];
        var box = fieldset(position);
        sequenceField(box).value = said.sequence;
        last = Math.max(last, said.sequence);
        say(box, said.stored ? "saved" : "newer", said.stored ? words.wordsSaved : words.wordsNewer);
        remember();
      }
      pause = 1000;
      if (!Object.keys(pending).length) network("");
    });
  }

  function failed(position, text) {
    say(fieldset(position), "unsaved", words.wordsUnsaved);
    network(text);
    clearTimeout(timer);
    timer = setTimeout(retry, pause);
    pause = Math.min(pause * 2, 15000);
  }

  // The paper was collected: nothing more is taken, and the result says what counted.
  function refused(position, text) {
    delete pending[position];
    remember();
    say(fieldset(position), "unsaved", text);
    network(text);
  }

  function retry() { return Promise.all(Object.keys(pending).map(send)); }

  function restore() {
    var kept = {};
    try { kept = JSON.parse(localStorage.getItem(KEY) || "{}"); } catch (error) { kept = {}; }
    Object.keys(kept).forEach(function (position) {
      var box = fieldset(position);
      if (!box || Number(sequenceField(box).value) >= kept[position].sequence) return;
      apply(box, kept[position].pairs);
      pending[position] = kept[position];
      last = Math.max(last, kept[position].sequence);
      sequenceField(box).value = kept[position].sequence;
      say(box, "saving", words.wordsSaving);
    });
    remember();
    retry();
  }

  function clock(seconds) {
    function two(number) { return (number < 10 ? "0" : "") + number; }
    var hours = Math.floor(seconds / 3600);
    return (hours ? hours + ":" : "") + two(Math.floor(seconds % 3600 / 60)) + ":" + two(seconds % 60);
  }

  function tick() {
    var left = Math.max(0, Math.ceil((Number(words.deadline) - now()) / 1000));
    var line = form.querySelector("[data-timer]");
    line.textContent = words.wordsLeft.replace("{t}", clock(left));
    line.classList.toggle("soon", left <= 300);
    if (left === 300 || left === 60) {
      form.querySelector("[data-said]").textContent = words.wordsSoon.replace("{n}", left / 60);
    }
    if (left > 0) return;
    clearInterval(ticking);
    collect();
  }

  // What is chosen goes with the form; the server takes it for a few seconds after the deadline.
  function collect() {
    var confirmed = document.createElement("input");
    confirmed.type = "hidden"; confirmed.name = "confirmed"; confirmed.value = "1";
    form.appendChild(confirmed);
    leaving = true;
    form.submit();
  }

  var typing = {};
  form.addEventListener("input", function (event) {
    var box = event.target.closest("[data-question]");
    if (!box || event.target.type !== "text") return;
    clearTimeout(typing[box.dataset.question]);
    typing[box.dataset.question] = setTimeout(function () { change(box); }, 600);
  });
  form.addEventListener("change", function (event) {
    var box = event.target.closest("[data-question]");
    if (!box) return;
    clearTimeout(typing[box.dataset.question]);
    change(box);
  });
  form.addEventListener("submit", function (event) {
    if (leaving || !Object.keys(pending).length) { leaving = true; return; }
    event.preventDefault();
    var button = event.submitter;
    retry().then(function () {
      if (Object.keys(pending).length) { network(words.wordsOffline); return; }
      leaving = true;
      if (form.requestSubmit) form.requestSubmit(button); else form.submit();
    });
  });
  window.addEventListener("online", function () { pause = 1000; retry(); });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && Object.keys(pending).length) event.preventDefault();
  });

  form.querySelectorAll("[data-question]").forEach(function (box) {
    last = Math.max(last, Number(sequenceField(box).value));
  });
  restore();
  count();
  var ticking = words.deadline ? setInterval(tick, 1000) : null;
  if (ticking) tick();
})();
