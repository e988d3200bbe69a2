// A new code every few seconds, and how many are there. When the portal cannot be reached the code goes, since it is
// no longer good, and the screen says so.
"use strict";

(() => {
  const main = document.querySelector("[data-check-in]");
  const code = main.querySelector("[data-code]");
  const trouble = main.querySelector("[data-trouble]");
  const seconds = Number(main.dataset.seconds);

  async function renew() {
    try {
      const answer = await fetch(main.dataset.checkIn, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const said = await answer.json();
      if (said.svg) code.innerHTML = said.svg;
      else if (code.querySelector("svg")) location.reload();
      main.querySelector("[data-present]").textContent = said.present;
      main.querySelector("[data-total]").textContent = said.total;
      trouble.hidden = true;
    } catch {
      trouble.hidden = false;
    }
    setTimeout(renew, seconds * 1000);
  }

  setTimeout(renew, seconds * 1000);

  const full = main.querySelector("[data-full]");
  if (document.documentElement.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => document.documentElement.requestFullscreen());
  }
})();
