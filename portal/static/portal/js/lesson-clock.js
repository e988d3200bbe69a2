// Heartbeats: what was played or read is reported every 20 s and counted by the server's clock. What could not
// be reported stays in this tab and goes with the next one: claiming a second twice counts it once.
(function () {
  "use strict";

  var lesson = window.qfLesson;
  if (!lesson) return;
  var data = lesson.data, ranges = window.qfRanges;
  var EVERY = 20000, LONGEST = 12000, CARD_EVERY = 10 * 60 * 1000, MOST_SEGMENTS = 60;
  var KEPT = "qf-beats";
  var token = "", sequence = 0, unsent = [], position = data.position;
  var isWanted = false, isStarting = false, isSending = false, isOver = false, wasOffline = false, cardAt = Date.now();
  var before = [];

  function keep() {
    try {
      if (token && unsent.length) sessionStorage.setItem(KEPT, JSON.stringify(asBeat(sequence + 1)));
      else sessionStorage.removeItem(KEPT);
    } catch (error) { /* a private window keeps nothing */ }
  }

  function asBeat(number) {
    var segments = unsent.slice(0, MOST_SEGMENTS).map(function (pair) {
      return [Math.floor(pair[0] * 10) / 10, Math.floor(pair[1] * 10) / 10];
    });
    return { token: token, seq: number, segments: segments, position: Math.floor(position) };
  }

  function post(address, body) {
    var stopper = window.AbortController ? new AbortController() : null;
    var timer = stopper && setTimeout(function () { stopper.abort(); }, LONGEST);
    return fetch(address, {
      method: "POST", credentials: "same-origin", body: body, signal: stopper ? stopper.signal : undefined,
      headers: { "Content-Type": "application/json", "X-CSRFToken": data.csrf }
    }).then(function (answer) {
      clearTimeout(timer);
      return answer.json().then(function (said) { return { status: answer.status, said: said }; });
    }).catch(function () { clearTimeout(timer); return { status: 0, said: {} }; });
  }

  function stop(why) {
    isOver = true;
    token = "";
    unsent = [];
    keep();
    lesson.say(why);
    if (clock.onstop) clock.onstop();
  }

  // A page that was left before its last heartbeat was answered.
  function sendKept() {
    var kept = null;
    try { kept = sessionStorage.getItem(KEPT); } catch (error) { return Promise.resolve(); }
    if (!kept) return Promise.resolve();
    return post(data.beat, kept).then(function (answer) {
      if (answer.status === 0 || answer.status >= 500) return;
      try { sessionStorage.removeItem(KEPT); } catch (error) { /* nothing to remove */ }
      // It may be of another lesson; the page shows its own credit when the session starts.
    });
  }

  function start() {
    if (token || isStarting || isOver || data.completed) return;
    isWanted = isStarting = true;
    sendKept().then(function () { return post(data.start, "{}"); }).then(function (answer) {
      isStarting = false;
      if (answer.status === 200) {
        token = answer.said.token;
        sequence = 0;
        data.ranges = [];
        lesson.take({ credited: answer.said.credited, added: answer.said.ranges, refused: 0, completed: false });
        unsent = [];
        if (wasOffline) lesson.say("");
        wasOffline = false;
        before.forEach(function (again) { again(); });
        return;
      }
      if (answer.status === 0 || answer.status >= 500) { goOffline(); return; }
      stop(answer.said.code === "sign_in" ? data.words.sign_in
        : lesson.fill(data.words.failed, { why: answer.said.text || "" }));
    });
  }

  function goOffline() {
    if (!wasOffline) lesson.say(data.words.offline);
    wasOffline = true;
  }

  function received(sent, answer) {
    isSending = false;
    if (answer.status === 0 || answer.status >= 500) { goOffline(); return; }
    if (answer.status !== 200) { stop(answer.said.text || data.words.offline); return; }
    unsent = ranges.without(unsent, sent);
    keep();
    lesson.take(answer.said);
    if (wasOffline) lesson.say(data.words.online);
    wasOffline = false;
    if (answer.said.refused && clock.onrefused) clock.onrefused();
    if (answer.said.code === "superseded" || answer.said.code === "signed_out") stop(answer.said.text);
  }

  function beat(evenEmpty) {
    if (clock.onbeat) clock.onbeat();
    if (!token) { if (isWanted) start(); return; }
    if (isSending || (!unsent.length && !evenEmpty)) return;
    isSending = true;
    sequence += 1;
    var sent = unsent.slice(0, MOST_SEGMENTS);
    post(data.beat, JSON.stringify(asBeat(sequence))).then(function (answer) { received(sent, answer); });
    if (Date.now() - cardAt > CARD_EVERY) { cardAt = Date.now(); lesson.loadCard(); }
  }

  // The page may never come back: the browser sends this after it is gone. Also answered, it may be sent again.
  function leave() {
    if (clock.onbeat) clock.onbeat();
    if (!token || !unsent.length || !navigator.sendBeacon) return;
    sequence += 1;
    navigator.sendBeacon(data.beat, new Blob([JSON.stringify(asBeat(sequence))], { type: "application/json" }));
    keep();
  }

  var clock = {
    // Seconds of the lesson that were played or read.
    claim: function (from, to) {
      if (isOver || data.completed || to <= from) return;
      unsent = ranges.merge(unsent.concat([[from, to]]));
      keep();
    },
    stand: function (second) { position = Math.max(0, second); },
    start: start,
    beat: beat,
    isCounting: function () { return Boolean(token) && !isOver && !data.completed; },
    isOver: function () { return isOver; },
    onceStarted: function (again) { before.push(again); },
    onbeat: null, onstop: null, onrefused: null
  };

  sendKept();
  setInterval(function () { beat(false); }, EVERY);
  window.addEventListener("online", function () { beat(false); });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", function () { if (document.hidden) leave(); });
  window.qfClock = clock;
})();
