// Time at a text: while the page is seen and somebody does something at least every two minutes.
(function () {
  "use strict";

  var lesson = window.qfLesson, clock = window.qfClock;
  if (!lesson || !clock) return;
  var data = lesson.data;
  var IDLE = 2 * 60 * 1000, LONGEST_AWAY = 10 * 60 * 1000;
  var acted = 0, ticked = 0, cursor = 0, isIdle = false, openedAt = 0, hasBeaten = false;

  // Reading has no place in a film: its seconds fill the lesson from the first that is not credited.
  function firstMissing() {
    var first = data.ranges[0];
    return first && first[0] === 0 ? first[1] : 0;
  }

  function act() {
    acted = Date.now();
    if (isIdle) { isIdle = false; lesson.say(""); }
  }

  // What is done in a document shown in a frame is not told to us; that the frame has the focus is.
  function isInFrame() {
    return document.hasFocus() && document.activeElement && document.activeElement.tagName === "IFRAME";
  }

  function read(seconds) {
    var until = Math.min(cursor + seconds, data.seconds);
    clock.claim(cursor, until);
    cursor = until;
    clock.stand(cursor);
  }

  function tick() {
    var now = Date.now(), passed = (now - ticked) / 1000;
    ticked = now;
    if (document.hidden || data.completed || clock.isOver()) return;
    if (isInFrame()) act();
    if (now - acted > IDLE) {
      if (!isIdle && clock.isCounting()) { isIdle = true; lesson.say(data.words.idle); }
      return;
    }
    if (!clock.isCounting()) { clock.start(); return; }
    read(Math.min(passed, 2)); // longer than that, the machine slept
    if (!hasBeaten) { hasBeaten = true; clock.beat(true); }
    if (data.needed && cursor >= data.needed && !data.completed && cursor % 5 < 1) clock.beat(false);
  }

  // A document opened beside the page is read there.
  function comeBack() {
    if (document.hidden || !openedAt) return;
    if (clock.isCounting()) read(Math.min(Date.now() - openedAt, LONGEST_AWAY) / 1000);
    openedAt = 0;
    act();
    clock.beat(false);
  }

  clock.onceStarted(function () { cursor = firstMissing(); ticked = Date.now(); });
  clock.onrefused = function () { cursor = firstMissing(); };
  ["scroll", "pointerdown", "pointermove", "keydown", "touchstart", "wheel"].forEach(function (name) {
    window.addEventListener(name, act, { passive: true });
  });
  document.querySelectorAll("[data-open-document]").forEach(function (link) {
    link.addEventListener("click", function () { openedAt = Date.now(); });
  });
  document.addEventListener("visibilitychange", comeBack);
  act();
  ticked = Date.now();
  setInterval(tick, 1000);
})();
