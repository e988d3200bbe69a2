// Suggestions below the search box of the header, a combobox; without this script the box searches all the same.
(function () {
  "use strict";
  var field = document.querySelector("[data-suggest]");
  var list = document.getElementById("find-list");
  var said = document.getElementById("find-said");
  if (!field || !list || !said) return;
  var WAIT = 200, LONGEST = 60;
  var timer = 0;
  var asked = 0; // the number of the last question; answers to earlier ones are thrown away
  var chosen = -1;

  function options() { return list.querySelectorAll("[role=option]"); }

  function choose(index) {
    var found = options();
    if (found[chosen]) found[chosen].setAttribute("aria-selected", "false");
    chosen = index;
    if (!found[index]) { field.removeAttribute("aria-activedescendant"); return; }
    found[index].setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", found[index].id);
    found[index].scrollIntoView({ block: "nearest" });
  }

  function open() {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    said.textContent = said.dataset.words.replace("{n}", String(options().length));
  }

  function close() {
    forget();
    choose(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    said.textContent = "";
  }

  // No question waits, and the answer to the last one comes too late.
  function forget() {
    clearTimeout(timer);
    asked += 1;
  }

  function show(html) {
    choose(-1);
    list.innerHTML = html;
    if (options().length && document.activeElement === field) open(); else close();
  }

  function ask() {
    var words = field.value.trim().slice(0, LONGEST);
    if (!words) { show(""); return; }
    said.textContent = ""; // the same number again would not be read out
    var mine = asked;
    var address = field.dataset.suggest + "?" + new URLSearchParams({ q: words });
    fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .catch(function () { return ""; })
      .then(function (html) { if (mine === asked) show(html); });
  }

  function soon() {
    forget();
    choose(-1);
    if (list.hidden) list.textContent = ""; // what was offered for other words
    timer = setTimeout(ask, WAIT);
  }

  function move(step) {
    var number = options().length;
    if (list.hidden) open();
    // One place more than there are options: back in the box, nothing chosen.
    choose((chosen + 1 + step + number + 1) % (number + 1) - 1);
  }

  function press(event) {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options().length) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && options()[chosen]) {
      event.preventDefault();
      options()[chosen].click();
      close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // or the box would be emptied
      close();
    }
  }

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.addEventListener("input", function (event) { if (!event.isComposing) soon(); });
  field.addEventListener("compositionstart", forget);
  field.addEventListener("compositionend", soon);
  field.addEventListener("keydown", press);
  field.addEventListener("blur", function (event) { if (!list.contains(event.relatedTarget)) close(); });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the focus stays in the box
  field.form.addEventListener("submit", close);
  window.addEventListener("pagehide", close);
})();
