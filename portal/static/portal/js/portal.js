// Small comforts; every page works without them.
(function () {
  "use strict";

  function load(place, address) {
    return fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) { if (html.trim()) place.innerHTML = html; })
      .catch(function () { /* the plain link stays */ });
  }

  // Parts for signed-in people: nobody else asks for them.
  function loadPersonal() {
    if (!document.querySelector("[data-signed-in]")) return;
    document.querySelectorAll("[data-personal]").forEach(function (place) { load(place, place.dataset.personal); });
  }

  function loadFragments() {
    document.querySelectorAll("[data-fragment]").forEach(function (place) {
      load(place, place.dataset.fragment).then(loadPersonal);
    });
  }

  function showTypeSize() {
    var large = document.documentElement.classList.contains("large");
    document.querySelectorAll("[data-type-size]").forEach(function (control) {
      control.setAttribute("aria-pressed", String(large));
    });
  }

  function switchTypeSize(event) {
    event.preventDefault();
    var large = document.documentElement.classList.toggle("large");
    try { localStorage.setItem("qf-type", large ? "large" : "normal"); } catch (error) { /* for this page only */ }
    showTypeSize();
  }

  // The clipboard of the browser, or the older way where a browser (or an address without TLS) has none.
  function putOnClipboard(words) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(words);
    var place = document.createElement("textarea");
    place.value = words;
    place.setAttribute("readonly", "");
    place.className = "visually-hidden";
    document.body.appendChild(place);
    place.select();
    var done = document.execCommand("copy");
    place.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function tell(control, words) {
    var line = document.querySelector("[data-copied]");
    if (line) line.textContent = words;
    if (!control.dataset.label) control.dataset.label = control.innerHTML;
    control.textContent = words;
    clearTimeout(Number(control.dataset.timer));
    control.dataset.timer = setTimeout(function () {
      control.innerHTML = control.dataset.label;
      if (line) line.textContent = "";
    }, 2000);
  }

  function copy(event) {
    var control = event.target.closest("[data-copy]");
    if (!control) return;
    putOnClipboard(control.dataset.copy)
      .then(function () { tell(control, "已复制"); })
      .catch(function () { tell(control, "复制不了，请长按选取"); });
  }

  document.addEventListener("click", copy);
  document.querySelectorAll("[data-copy]").forEach(function (control) { control.hidden = false; });
  loadFragments();
  showTypeSize();
  document.querySelectorAll("[data-type-size]").forEach(function (control) {
    control.addEventListener("click", switchTypeSize);
    // A link by nature, a button by role: the space bar works it too.
    control.addEventListener("keydown", function (event) { if (event.key === " ") switchTypeSize(event); });
  });
  document.querySelectorAll("[data-print]").forEach(function (control) {
    control.hidden = false;
    control.addEventListener("click", function () { window.print(); });
  });
  var current = document.querySelector(".nav [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });
})();
