/* Checking a report: beside the row that has the focus stands its evidence alone. Without this script all of it stands there.
   Enter in an input goes on to the next one, so that nobody verifies by a slip. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-review]");
  var side = document.querySelector("[data-review-side]");
  if (!form || !side) { return; }
  var parts = side.querySelectorAll("[data-review-evidence]");
  var wide = window.matchMedia("(min-width: 75rem)");

  function show(key) {
    parts.forEach(function (part) {
      part.hidden = Boolean(key) && wide.matches && part.dataset.reviewEvidence !== key && part.dataset.reviewEvidence !== "whole";
    });
    form.querySelectorAll("[data-review-row]").forEach(function (row) {
      row.classList.toggle("review-row-current", row.dataset.reviewRow === key);
    });
  }

  function rowOf(event) {
    return event.target.closest("[data-review-row]");
  }

  ["focusin", "click"].forEach(function (name) {
    form.addEventListener(name, function (event) {
      var row = rowOf(event);
      if (row) { show(row.dataset.reviewRow); }
    });
  });
  wide.addEventListener("change", function () { show(""); });

  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") { return; }
    event.preventDefault();
    var inputs = Array.from(form.querySelectorAll("input:not([type=hidden]), select, textarea"));
    var next = inputs[inputs.indexOf(event.target) + 1];
    if (next) { next.focus(); }
  });

  var first = form.querySelector("[data-review-row]");
  if (first) { show(first.dataset.reviewRow); }
}());
