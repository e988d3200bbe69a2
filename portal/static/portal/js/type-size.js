// Runs before the first paint, so that the page does not jump: 老年模式 is remembered on this device only.
(function () {
  var root = document.documentElement;
  try {
    var asked = new URLSearchParams(location.search).get("type");
    if (asked === "large" || asked === "normal") localStorage.setItem("qf-type", asked);
    root.classList.toggle("large", localStorage.getItem("qf-type") === "large");
  } catch (error) { /* storage switched off: the address parameter still works */ }
})();
