/* The grid by keyboard: Enter and the arrows go to the same kind of input in the next or previous row; a column or block
   copied from Excel fills the rows below, each saved on its own, and can be undone. */
(function (ran) {
  "use strict";

  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var KINDS = { value: "first", numerator: "first" };
  var notice = null;

  function part(input) { return input.name.split("-")[1] || ""; }
  function kind(input) { return KINDS[part(input)] || part(input); }
  function visible(input) { return input.offsetParent !== null && !input.readOnly && !input.disabled; }

  function alike(input, exactly) {
    return Array.prototype.filter.call(form.querySelectorAll("[data-cell] input:not([type=hidden]), [data-cell] select"), function (other) {
      return visible(other) && (exactly ? part(other) === part(input) : kind(other) === kind(input));
    });
  }

  function move(input, by) {
    var column = alike(input, false), next = column[column.indexOf(input) + by];
    if (!next) { return; }
    next.focus();
    if (next.select) { next.select(); }
  }

  form.addEventListener("keydown", function (event) {
    var input = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !input.closest("[data-cell]")) { return; }
    var isText = input.tagName === "INPUT" && input.type === "text", isField = isText || input.type === "date" || input.tagName === "SELECT";
    if (event.key === "Enter" && isField) {
      event.preventDefault();
      move(input, event.shiftKey ? -1 : 1);
    } else if (isText && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(input, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  /* ---- paste ---- */

  function rowsOf(text) {
    return text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map(function (line) { return line.split("\t"); });
  }

  /* the inputs to the right of one, within its row: numerator, denominator */
  function across(input) {
    var inputs = Array.prototype.filter.call(input.closest("[data-cell]").querySelectorAll("input.input-number"), visible);
    return inputs.slice(inputs.indexOf(input));
  }

  form.addEventListener("paste", function (event) {
    var input = event.target;
    if (!input.classList || !input.classList.contains("input-number") || !event.clipboardData) { return; }
    var rows = rowsOf(event.clipboardData.getData("text/plain"));
    if (rows.length === 1 && rows[0].length === 1) { return; }
    event.preventDefault();
    var column = alike(input, true), from = column.indexOf(input), before = [], over = 0;
    rows.forEach(function (values, index) {
      var start = column[from + index], targets = start ? across(start) : [];
      values.forEach(function (value, place) {
        if (!value.trim()) { return; }
        if (!targets[place]) { over += 1; return; }
        before.push([targets[place], targets[place].value]);
        targets[place].value = value.trim();
      });
    });
    before.forEach(function (one) { changed(one[0]); });
    tell(before, over);
  });

  function changed(input) { ran.save.touched(ran.save.cell(input.closest("[data-cell]").dataset.cell), 0); }

  function tell(before, over) {
    if (notice) { notice.remove(); }
    notice = document.createElement("p");
    notice.className = "entry-pasted";
    notice.setAttribute("role", "status");
    var undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn-secondary btn-sm";
    undo.textContent = "Urungkan";
    undo.addEventListener("click", function () {
      before.slice().reverse().forEach(function (one) { one[0].value = one[1]; });
      before.forEach(function (one) { changed(one[0]); });
      before[0][0].focus();
      notice.remove();
    });
    notice.textContent = before.length + " nilai ditempel" + (over ? "; " + over + " tidak ada tempatnya" : "") + ". ";
    if (before.length) { notice.appendChild(undo); }
    document.querySelector("[data-entry-bar]").prepend(notice);
  }
}(window.ranEntry));
