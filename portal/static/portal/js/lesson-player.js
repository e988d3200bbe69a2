// Which seconds of a video were really played: from the moment it plays to the moment it stops or jumps.
(function () {
  "use strict";

  var lesson = window.qfLesson, clock = window.qfClock, ranges = window.qfRanges;
  var video = document.querySelector("[data-player] video");
  if (!lesson || !clock || !video) return;
  var data = lesson.data;
  var open = null, last = 0;

  function begin() {
    if (video.paused || video.seeking || !clock.isCounting()) return;
    open = last = video.currentTime;
  }

  function close() {
    if (open !== null && last > open) clock.claim(open, last);
    open = null;
  }

  // Between two of these without a jump, everything was played.
  function move() {
    if (video.seeking) return;
    last = video.currentTime;
    clock.stand(last);
    if (open === null) begin();
  }

  function jump() {
    var from = last;
    close();
    video.addEventListener("seeked", function landed() {
      video.removeEventListener("seeked", landed);
      var skipped = ranges.without([[from, video.currentTime]], data.ranges);
      if (!data.completed && video.currentTime > from + 2 && ranges.total(skipped) > 2) {
        lesson.say(lesson.fill(data.words.skipped, { n: lesson.span(ranges.total(skipped)) }));
      }
      last = video.currentTime;
      begin();
    });
  }

  function resume() {
    if (!data.position || video.currentTime > 0) return;
    video.currentTime = last = data.position;
    lesson.say(lesson.fill(data.words.resumed, { n: lesson.span(data.position) }));
  }

  if (video.readyState >= 1) resume();
  else video.addEventListener("loadedmetadata", resume);
  video.addEventListener("play", function () {
    if (clock.isOver()) video.pause(); // the page says why
    else clock.start();
  });
  video.addEventListener("playing", begin);
  video.addEventListener("timeupdate", move);
  video.addEventListener("seeking", jump);
  video.addEventListener("pause", function () { close(); clock.beat(false); });
  video.addEventListener("ended", function () { close(); clock.beat(false); });
  video.addEventListener("ratechange", function () {
    if (video.playbackRate > data.fastest) video.playbackRate = data.fastest;
  });
  clock.onceStarted(begin);
  clock.onbeat = function () { if (open !== null) { var now = last; close(); open = now; } };
  clock.onstop = function () { video.pause(); };
})();
