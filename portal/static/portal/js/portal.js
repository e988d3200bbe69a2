// Small comforts; every page works without them.
(function () {
  "use strict";

  function loadFragments() {
    document.querySelectorAll("[data-fragment]").forEach(function (place) {
      fetch(place.dataset.fragment, { credentials: "same-origin", headers: { Accept: "text/html" } })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) { if (html.trim()) place.innerHTML = html; })
        .catch(function () { /* the plain link stays */ });
    });
  }

  function switchTypeSize(event) {
    event.preventDefault();
    var large = document.documentElement.classList.toggle("large");
    try { localStorage.setItem("qf-type", large ? "large" : "normal"); } catch (error) { /* for this page only */ }
    event.currentTarget.setAttribute("aria-pressed", String(large));
  }

  loadFragments();
  document.querySelectorAll("[data-type-size]").forEach(function (control) {
    control.addEventListener("click", switchTypeSize);
  });
  document.querySelectorAll("[data-print]").forEach(function (control) {
    control.hidden = false;
    control.addEventListener("click", function () { window.print(); });
  });
  var current = document.querySelector(".nav [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });
})();
