/* A toolbar above a Markdown field, and references inserted where the cursor stands. Without it the field is plain text. */
(function () {
  "use strict";

  var BUTTONS = [
    ["Subjudul", "### ", ""],
    ["Tebal", "**", "**"],
    ["Miring", "*", "*"],
    ["Butir", "- ", ""],
    ["Nomor", "1. ", ""],
    ["Kutipan", "> ", ""]
  ];

  function surround(field, before, after) {
    var start = field.selectionStart, end = field.selectionEnd;
    field.focus();
    field.setRangeText(before + field.value.slice(start, end) + after, start, end, "end");
    if (start === end && after) { field.selectionEnd = field.selectionStart = start + before.length; }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.querySelectorAll("textarea[data-markdown]").forEach(function (field) {
    var bar = document.createElement("div");
    bar.className = "markdown-bar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Format teks");
    BUTTONS.forEach(function (entry) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-secondary btn-sm";
      button.textContent = entry[0];
      button.addEventListener("click", function () { surround(field, entry[1], entry[2]); });
      bar.appendChild(button);
    });
    field.parentNode.insertBefore(bar, field);
    document.querySelectorAll("[data-reference]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { surround(field, "{{ " + button.dataset.reference + " }}", ""); });
    });
  });

  var filter = document.querySelector("[data-reference-filter]");
  if (filter) {
    filter.closest("[hidden]").hidden = false;
    filter.addEventListener("input", function () {
      var wanted = filter.value.trim().toLowerCase();
      document.querySelectorAll("[data-reference-row]").forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  }
})();
