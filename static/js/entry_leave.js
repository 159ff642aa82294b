/* Logging out with values that were not sent yet: send them first, discard them, or stay. On every page; it also drops
   what is older than seven days, whoever typed it. window.ranAsk(title, text, choices) is the one dialog. */
(function () {
  "use strict";

  var PREFIX = "ran-entry.";
  var WEEK = 7 * 24 * 3600 * 1000;

  window.ranAsk = function (title, text, choices) {
    return new Promise(function (resolve) {
      var dialog = document.createElement("dialog");
      var head = document.createElement("h2"), said = document.createElement("p"), row = document.createElement("div");
      dialog.className = "ask";
      dialog.setAttribute("aria-labelledby", "ask-title");
      head.id = "ask-title";
      head.textContent = title;
      said.textContent = text;
      row.className = "button-row";
      choices.forEach(function (choice, index) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "btn " + (index ? "btn-secondary" : "btn-primary");
        button.textContent = choice[1];
        button.addEventListener("click", function () { dialog.close(choice[0]); });
        row.appendChild(button);
      });
      dialog.append(head, said, row);
      dialog.addEventListener("close", function () { dialog.remove(); resolve(dialog.returnValue || ""); });
      document.body.appendChild(dialog);
      dialog.showModal();
    });
  };

  function slots() {
    try {
      return Object.keys(localStorage).filter(function (slot) { return slot.indexOf(PREFIX) === 0; });
    } catch (error) { return []; }
  }

  slots().forEach(function (slot) {
    var at = 0;
    try { at = JSON.parse(localStorage.getItem(slot)).at || 0; } catch (error) { at = 0; }
    if (Date.now() - at > WEEK) { localStorage.removeItem(slot); }
  });

  /* whose are they? Only the server knows who is logged in. */
  function mine() {
    if (!slots().length) { return Promise.resolve([]); }
    return fetch("/progress/entry/key/", { redirect: "manual", headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (who) {
      return who ? slots().filter(function (slot) { return slot.indexOf(PREFIX + who.person + ".") === 0; }) : [];
    }).catch(function () { return slots(); });
  }

  /* Of a period's grid, or of a report's chapter (chapter_draft.js). */
  function pageOf(home) {
    var chapter = /^naskah-([0-9]+)-([a-z0-9-]+)$/.exec(home);
    return chapter ? "/reports/texts/" + chapter[1] + "/" + chapter[2] + "/" : "/progress/entry/" + home + "/";
  }

  function onPage() { return window.ranEntry && window.ranEntry.save; }

  function leave(form) {
    form.dataset.asked = "1";
    form.requestSubmit();
  }

  function choose(form, kept, count) {
    var text = count + " isian belum terkirim ke server. Bila dibuang, isian itu hilang dari peramban ini.";
    window.ranAsk("Isian belum terkirim", text, [["send", "Kirim dahulu"], ["discard", "Buang, lalu keluar"], ["", "Batal"]]).then(function (choice) {
      if (choice === "discard") {
        if (onPage()) { window.ranEntry.save.discard(); }
        if (window.ranDraft) { window.ranDraft.discard(); }
        kept.forEach(function (slot) { localStorage.removeItem(slot); });
        leave(form);
      } else if (choice === "send" && onPage()) {
        window.ranEntry.save.settle().then(function (unsent) { if (!unsent) { leave(form); } });
      } else if (choice === "send") {
        var page = pageOf(kept[0].split(".")[2]);
        if (page !== window.location.pathname) { window.location.assign(page); }
      }
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!/\/accounts\/logout\/$/.test(form.action) || form.dataset.asked) { return; }
    var unsent = onPage() ? window.ranEntry.save.unsent() : 0;
    if (!unsent && !slots().length) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    mine().then(function (kept) {
      var count = Math.max(unsent, kept.length);
      if (count) { choose(form, kept, count); } else { leave(form); }
    });
  }, true);
}());
