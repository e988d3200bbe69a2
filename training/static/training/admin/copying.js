// Copies a link; without a clipboard it is marked, ready to be copied by hand.
"use strict";

document.querySelectorAll("[data-copy]").forEach((button) => {
  const field = document.querySelector(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "已复制";
    } catch {
      document.execCommand("copy");
    }
  });
});
