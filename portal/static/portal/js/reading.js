// Reading a rule: tools of the article one points at, and a card for what a citation leads to.
(function () {
  "use strict";
  var text = document.querySelector("#text");
  if (!text) return;

  // ---- tools of an article in the whole text -------------------------------------------------
  var tools = null;

  function button(label, words) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.dataset.copy = words;
    return made;
  }

  function addressOf(article, line) {
    var link = article.querySelector("h3 a");
    return link ? link.href + (line && line.id ? "#" + line.id : "") : "";
  }

  function choose(article, line) {
    var heading = article.querySelector("h3 a");
    if (!heading) return;
    if (tools) { tools.closest(".art").classList.remove("on"); tools.remove(); }
    var place = (line && line.dataset.place) || heading.textContent.trim();
    tools = document.createElement("div");
    tools.className = "tools";
    tools.append(button("复制引用：" + place, text.dataset.citing + place));
    tools.append(button("复制链接", addressOf(article, line)));
    var open = document.createElement("a");
    open.href = heading.href;
    open.textContent = "单独打开这一条";
    tools.append(open);
    article.classList.add("on");
    // Right below the line one tapped: at the end of a long article it would be out of sight.
    if (line) line.after(tools); else article.append(tools);
  }

  text.addEventListener("click", function (event) {
    if (event.target.closest("a, button") || String(window.getSelection())) return;
    var article = event.target.closest(".art[id]");
    if (article) choose(article, event.target.closest("p[data-place]"));
  });

  function chooseTarget() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var article = target && target.closest(".art[id]");
    if (article) choose(article, target === article ? null : target);
  }
  window.addEventListener("hashchange", chooseTarget);
  chooseTarget();

  // ---- card of a citation ---------------------------------------------------------------------
  var card = document.createElement("div");
  card.className = "refcard";
  card.id = "refcard";
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", "引用的条文");
  card.hidden = true;
  document.body.append(card);
  var kept = new Map();
  var shownFor = null;
  var timer = 0;

  function hasCard(link) {
    return /\/(art|pt|ch|part)-[^/]+\/(#.*)?$/.test(link.getAttribute("href"));
  }

  function load(link) {
    var address = link.href.split("#")[0];
    if (!kept.has(address)) {
      kept.set(address, fetch(address + "?card=1", { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      }));
    }
    return kept.get(address);
  }

  function hide() {
    clearTimeout(timer);
    card.hidden = true;
    shownFor = null;
  }

  function place(link) {
    var box = link.getClientRects()[0] || link.getBoundingClientRect();
    var wide = document.documentElement.clientWidth;
    card.classList.toggle("sheet", wide <= 720);
    if (wide <= 720) { card.style.removeProperty("left"); card.style.removeProperty("top"); return; }
    var left = Math.max(16, Math.min(box.left, wide - card.offsetWidth - 16));
    card.style.left = left + window.scrollX + "px";
    card.style.top = box.bottom + window.scrollY + 8 + "px";
  }

  function mark(link) {
    var target = link.hash && card.querySelector("#card-" + CSS.escape(link.hash.slice(1)));
    if (target) { target.classList.add("hit"); target.scrollIntoView({ block: "nearest" }); }
  }

  function show(link, closing) {
    shownFor = link;
    load(link).then(function (html) {
      if (shownFor !== link) return;
      card.innerHTML = html;
      if (closing) {
        var close = document.createElement("button");
        close.type = "button";
        close.className = "close";
        close.textContent = "关闭";
        close.addEventListener("click", function () { hide(); link.focus(); });
        card.append(close);
      }
      card.hidden = false;
      place(link);
      mark(link);
    }).catch(hide);
  }

  function soon(link) {
    clearTimeout(timer);
    timer = setTimeout(function () { show(link, false); }, 250);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(hide, 300);
  }

  text.querySelectorAll("a.x").forEach(function (link) {
    if (!hasCard(link)) return;
    link.addEventListener("pointerenter", function (event) { if (event.pointerType === "mouse") soon(link); });
    link.addEventListener("pointerleave", function (event) { if (event.pointerType === "mouse") later(); });
    link.addEventListener("focus", function () { if (link.matches(":focus-visible")) soon(link); });
    link.addEventListener("blur", function () { if (!card.contains(document.activeElement)) later(); });
    // The first tap shows the words; the card leads on.
    link.addEventListener("pointerup", function (event) { link.dataset.tapped = event.pointerType; });
    link.addEventListener("click", function (event) {
      if (link.dataset.tapped === "mouse" || !link.dataset.tapped) return;
      event.preventDefault();
      show(link, true);
    });
  });
  card.addEventListener("pointerenter", function () { clearTimeout(timer); });
  card.addEventListener("pointerleave", function (event) { if (event.pointerType === "mouse") later(); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", function (event) {
    if (!card.hidden && !card.contains(event.target) && event.target !== shownFor) hide();
  });
})();
