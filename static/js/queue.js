/* Ticks all reports without anomalies on this page; without this script each is ticked by hand. */
(function () {
  "use strict";

  var all = document.querySelector("[data-tick-all]");
  if (!all) { return; }
  var ticks = Array.from(document.querySelectorAll("form[data-queue] input[name=report]"));
  all.hidden = ticks.length === 0;

  function show() {
    var chosen = ticks.filter(function (tick) { return tick.checked; }).length;
    all.checked = chosen > 0 && chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
  }

  all.addEventListener("change", function () {
    ticks.forEach(function (tick) { tick.checked = all.checked; });
  });
  ticks.forEach(function (tick) { tick.addEventListener("change", show); });
  show();
}());
