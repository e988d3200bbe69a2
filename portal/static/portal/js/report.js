// 纠错 of the words one has selected; without this script the link at the foot of the page does the same.
(function () {
  "use strict";
  var link = document.querySelector("a[data-report]");
  var main = document.getElementById("main");
  if (!link || !main || !window.getSelection) return;
  var LONGEST = 300;

  var button = document.createElement("a");
  button.className = "report-button";
  button.textContent = "纠错";
  button.rel = "nofollow";
  button.hidden = true;
  // A press that lasts would unmake the selection, and the button with it, before it counts as a click.
  button.addEventListener("mousedown", function (event) { event.preventDefault(); });
  document.body.appendChild(button);

  // The nearest provision around a place: art-12-para-2, pt-1-2, item-3.
  function provisionOf(node) {
    var element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    var around = element && element.closest("[id^='art-'], [id^='pt-'], [id^='ch-'], [id^='part-'], [id^='item-']");
    return around ? around.id : "";
  }

  function hide() { button.hidden = true; }

  function show() {
    var selection = window.getSelection();
    var words = selection && selection.rangeCount ? String(selection).replace(/\s+/g, " ").trim() : "";
    if (words.length < 2 || !main.contains(selection.getRangeAt(0).commonAncestorContainer)) { hide(); return; }
    var address = new URL(link.href);
    var eid = provisionOf(selection.getRangeAt(0).startContainer);
    if (eid) address.searchParams.set("eid", eid);
    address.searchParams.set("quote", words.slice(0, LONGEST));
    button.href = address.href;
    // Styles in attributes are forbidden by the policy; the CSSOM is not.
    var box = selection.getRangeAt(0).getBoundingClientRect();
    button.hidden = false;
    var left = Math.min(box.left, document.documentElement.clientWidth - button.offsetWidth - 8);
    button.style.left = Math.max(8, left) + window.scrollX + "px";
    button.style.top = box.bottom + window.scrollY + 8 + "px";
  }

  var timer = 0;
  document.addEventListener("selectionchange", function () {
    clearTimeout(timer);
    timer = setTimeout(show, 250);
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
})();
