// The controls of the video, workable by keyboard; without this script the browser's own are there.
(function () {
  "use strict";

  var deck = document.querySelector("[data-deck]");
  var video = document.querySelector("[data-player] video");
  if (!deck || !video || !video.canPlayType) return;
  var play = deck.querySelector("[data-play]"), seek = deck.querySelector("[data-seek]");
  var time = deck.querySelector("[data-time]"), speed = deck.querySelector("[data-speed]");
  var captions = deck.querySelector("[data-captions]"), full = deck.querySelector("[data-full]");

  function clockTime(seconds) {
    var whole = Math.floor(seconds || 0);
    return Math.floor(whole / 60) + ":" + ("0" + (whole % 60)).slice(-2);
  }

  function show() {
    play.textContent = video.paused ? play.dataset.wordsPlay : play.dataset.wordsPause;
    var length = isFinite(video.duration) ? video.duration : Number(seek.max);
    seek.max = Math.floor(length);
    if (document.activeElement !== seek || video.paused === false) seek.value = Math.floor(video.currentTime);
    time.textContent = clockTime(video.currentTime) + " / " + clockTime(length);
    seek.setAttribute("aria-valuetext", time.textContent);
  }

  function toggle() {
    if (video.paused) { var begun = video.play(); if (begun && begun.catch) begun.catch(function () {}); }
    else video.pause();
  }

  function switchCaptions() {
    var track = video.textTracks[0];
    if (!track) return;
    track.mode = track.mode === "showing" ? "hidden" : "showing";
    captions.setAttribute("aria-pressed", String(track.mode === "showing"));
  }

  function fill() {
    var place = video.closest("[data-player]");
    if (document.fullscreenElement) document.exitFullscreen();
    else if (place.requestFullscreen) place.requestFullscreen();
    else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen();
  }

  function jump(by) {
    video.currentTime = Math.min(Math.max(0, video.currentTime + by), video.duration || 0);
  }

  function press(event) {
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON|A)$/.test(event.target.tagName) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " " || event.key === "k") toggle();
    else if (event.key === "ArrowLeft") jump(-5);
    else if (event.key === "ArrowRight") jump(5);
    else if (event.key === "c" && captions) switchCaptions();
    else if (event.key === "f") fill();
    else return;
    event.preventDefault();
  }

  video.removeAttribute("controls");
  video.removeAttribute("tabindex");
  deck.hidden = false;
  play.addEventListener("click", toggle);
  video.addEventListener("click", toggle);
  seek.addEventListener("input", function () { video.currentTime = Number(seek.value); });
  speed.addEventListener("change", function () { video.playbackRate = Number(speed.value); });
  if (captions) captions.addEventListener("click", switchCaptions);
  full.addEventListener("click", fill);
  document.addEventListener("keydown", press);
  ["play", "pause", "timeupdate", "loadedmetadata", "seeked", "ended"].forEach(function (name) {
    video.addEventListener(name, show);
  });
  show();
})();
