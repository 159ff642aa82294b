/* A long list to choose from (data-search: what is searched, such as "nama atau kode") gets a field above it that leaves
   what fits: each word is part of a choice. Without this script the list is as it came: codes first, so that typing one
   jumps to it. A folded list of ticks says in its heading how many are ticked ([data-chosen]; data-chosen-of: besides
   those of the list). */
(function () {
  "use strict";

  var FEW = 10;

  function fits(text, words) {
    return words.every(function (word) { return text.indexOf(word) !== -1; });
  }

  function wordsOf(field) {
    return field.value.toLocaleLowerCase("id").split(/\s+/).filter(Boolean);
  }

  function searchField(list, name) {
    var field = document.createElement("input");
    field.type = "search";
    field.className = "form-control choose-field";
    field.placeholder = "Cari";
    field.setAttribute("aria-label", "Cari " + name + ": " + list.dataset.search);
    field.setAttribute("autocomplete", "off");
    var found = document.createElement("p");
    found.className = "field-hint choose-found";
    found.setAttribute("role", "status");
    return { field: field, found: found };
  }

  function say(search, count) {
    search.found.textContent = wordsOf(search.field).length === 0 ? "" :
      count === 0 ? "Tidak ada yang cocok" : count + " cocok";
  }

  /* Options that do not fit are taken out (browsers do not hide them all); the chosen one and the empty one stay. */
  function enhanceSelect(select) {
    var all = Array.from(select.options);
    if (all.length <= FEW) { return; }
    var label = select.labels.length ? select.labels[0].textContent.trim() : "";
    var search = searchField(select, label);
    var chosen = select.value;

    function narrow() {
      var words = wordsOf(search.field);
      var fitting = all.filter(function (option) {
        return option.value !== "" && fits(option.text.toLocaleLowerCase("id"), words);
      });
      var kept = all.filter(function (option) {
        return option.value === "" || option.value === chosen || fitting.indexOf(option) !== -1;
      });
      select.replaceChildren.apply(select, kept);
      select.value = words.length && fitting.length === 1 ? fitting[0].value : chosen;
      say(search, fitting.length);
    }

    search.field.addEventListener("input", narrow);
    search.field.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== "ArrowDown") { return; }
      event.preventDefault();
      select.focus();
    });
    select.addEventListener("change", function () { chosen = select.value; });
    select.before(search.field, search.found);
  }

  /* Ticks that do not fit are hidden; what was ticked stays ticked and in sight. */
  function enhanceTicks(group) {
    var rows = Array.from(group.querySelectorAll("label")).map(function (label) {
      return { row: label.parentElement, tick: label.querySelector("input"), text: label.textContent.toLocaleLowerCase("id") };
    });
    if (rows.length <= FEW) { return; }
    var search = searchField(group, group.querySelector("legend").textContent.trim());
    search.field.addEventListener("input", function () {
      var words = wordsOf(search.field);
      var count = 0;
      rows.forEach(function (one) {
        var isFitting = fits(one.text, words);
        one.row.hidden = !isFitting && !one.tick.checked;
        count += isFitting ? 1 : 0;
      });
      say(search, count);
    });
    search.field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); }
    });
    group.querySelector("legend").after(search.field, search.found);
  }

  function countTicks(list) {
    list.addEventListener("change", function () {
      var ticked = list.querySelectorAll("input[type=checkbox]:checked").length;
      list.querySelector("[data-chosen]").textContent = Number(list.dataset.chosenOf) + ticked;
    });
  }

  document.querySelectorAll("details[data-chosen-of]").forEach(countTicks);
  document.querySelectorAll("select[data-search]").forEach(enhanceSelect);
  document.querySelectorAll("fieldset[data-search]").forEach(enhanceTicks);
}());
