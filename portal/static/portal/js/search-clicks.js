// Which result was opened, by its place alone; the links lead to the page itself, with or without this.
(function () {
  "use strict";
  var trace = document.querySelector("[data-trace]");
  if (!trace || !navigator.sendBeacon) return;
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;

  function note(event) {
    if (event.type === "auxclick" && event.button !== 1) return;
    var link = event.target.closest && event.target.closest(".hits a[href]");
    if (!link) return;
    var hit = link.closest(".hit");
    var place = Array.prototype.indexOf.call(hit.parentNode.children, hit) + 1;
    var quote = link.closest("blockquote");
    var said = new FormData();
    said.append("token", trace.dataset.trace);
    said.append("place", String(place));
    said.append("quote", String(quote ? Array.prototype.indexOf.call(hit.querySelectorAll("blockquote"), quote) + 1 : 0));
    navigator.sendBeacon(trace.dataset.address, said);
  }
  document.addEventListener("click", note);
  document.addEventListener("auxclick", note);
})();
