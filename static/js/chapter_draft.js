/* A chapter's text, its note and a comment that are typed and not saved yet: kept as the grid keeps what is unsent
   (entry_store.js: encrypted, per person and chapter, a week), offered on return, dropped once the server has them.
   Leaving the page asks; a form of the same page (a comment) takes the rest along and puts it back. */
(function () {
  "use strict";

  var box = document.querySelector("[data-drafts]");
  if (!box) { return; }
  var store = window.ranEntry.store, slot = box.dataset.drafts, HERE = "ran-draft-here";
  var fields = Array.prototype.slice.call(box.querySelectorAll("textarea, input[name=note]"));
  var base = box.querySelector("input[name=base]"), offer = box.querySelector("[data-draft-offer]");
  var said = box.querySelector("[data-draft-state]"), refused = (box.dataset.refused || "").split(" ");
  var saved = {}, asking = false, leaving = false;

  function plain(text) { return text.replace(/\r\n/g, "\n").trim(); }
  function bare(text) { return text.replace(/\s+/g, ""); }
  function isDirty(field) { return saved[field.name] === null ? field.value !== "" : plain(field.value) !== saved[field.name]; }
  function dirty() { return fields.filter(isDirty); }
  function named(name) { return fields.find(function (field) { return field.name === name; }); }

  function tell() {
    if (!said) { return; }
    said.textContent = !dirty().length ? "" : store.works()
      ? "Belum disimpan. Ketikan Anda dijaga di peramban ini."
      : "Belum disimpan. Peramban ini tidak dapat menjaga ketikan; simpan sebelum meninggalkan halaman.";
  }

  function keep(field) {
    if (asking) { return; }
    if (isDirty(field)) {
      store.put(field.name, { value: field.value, base: base ? base.value : "", at: Date.now() }).then(tell);
    } else {
      store.drop(field.name);
    }
    tell();
  }

  function fill(records) {
    records.forEach(function (kept) {
      var field = named(kept.name);
      if (kept.name === "text" && base && kept.record.base) { base.value = kept.record.base; }
      field.value = kept.record.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function ask(records) {
    asking = true;
    fields.forEach(function (field) { field.readOnly = true; });
    var latest = Math.max.apply(null, records.map(function (kept) { return kept.record.at; }));
    var how = { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Jakarta" };
    offer.querySelector("[data-draft-when]").textContent = new Date(latest).toLocaleString("id-ID", how) + " WIB";
    offer.querySelector("[data-draft-stale]").hidden = !records.some(function (kept) {
      return kept.name === "text" && base && kept.record.base !== base.value;
    });
    offer.hidden = false;
    function decide(chosen) {
      asking = false;
      offer.hidden = true;
      fields.forEach(function (field) { field.readOnly = false; });
      chosen(records);
      fields[0].focus();
    }
    offer.querySelector("[data-draft-use]").addEventListener("click", function () { decide(fill); });
    offer.querySelector("[data-draft-drop]").addEventListener("click", function () {
      decide(function () { records.forEach(function (kept) { store.drop(kept.name); }); });
    });
  }

  /* Does the server have it: as the chapter's text, or among the comments? */
  function arrived(kept) {
    if (refused.indexOf(kept.name) >= 0) { return false; }
    if (kept.name === "comment") {
      return Array.prototype.some.call(box.querySelectorAll("[data-comment]"), function (said) {
        return bare(said.textContent) === bare(kept.record.value);
      });
    }
    var field = named(kept.name);
    return !field || plain(field.value) === plain(kept.record.value);
  }

  function take(records, wasHere) {
    if (records.some(function (kept) { return kept.name === "text" && arrived(kept); })) {
      store.drop("note");
      records = records.filter(function (kept) { return kept.name !== "note"; });
    }
    var open = records.filter(function (kept) {
      if (refused.indexOf(kept.name) >= 0 || !arrived(kept)) { return Boolean(named(kept.name)); }
      store.drop(kept.name);
      return false;
    }).filter(function (kept) { return refused.indexOf(kept.name) < 0; });
    if (open.length) { (wasHere ? fill : ask)(open); }
    fields.forEach(function (field) { if (isDirty(field) && !asking) { keep(field); } });
  }

  fields.forEach(function (field) {
    saved[field.name] = refused.indexOf(field.name) >= 0 ? null : plain(field.value);
    field.addEventListener("input", function () { keep(field); });
  });

  document.addEventListener("submit", function (event) {
    if (!box.contains(event.target)) { return; }
    var left = dirty().filter(function (field) { return field.form !== event.target; });
    try { sessionStorage.setItem(HERE, slot); } catch (error) { /* it is offered instead */ }
    leaving = store.keeps() || !left.length;
    window.setTimeout(function () { leaving = false; }, 15000);
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("beforeunload", function (event) {
    if (dirty().length && !leaving) { event.preventDefault(); }
  });

  /* Logging out and throwing it away: asked by entry_leave.js. */
  window.ranDraft = {
    discard: function () {
      asking = true;
      fields.forEach(function (field) { saved[field.name] = plain(field.value); store.drop(field.name); });
    },
  };

  var wasHere = false;
  try {
    wasHere = sessionStorage.getItem(HERE) === slot;
    sessionStorage.removeItem(HERE);
  } catch (error) { wasHere = false; }
  fetch(box.dataset.keyUrl, { redirect: "manual", headers: { Accept: "application/json" } }).then(function (answer) {
    return answer.ok ? answer.json() : null;
  }).then(function (who) {
    return who ? store.open(who.person, who.key, slot) : false;
  }).then(function () {
    return store.all();
  }).then(function (records) { take(records, wasHere); }).catch(function () { /* nothing is kept: leaving asks */ }).finally(tell);
}());
