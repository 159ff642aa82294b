/* The grid of a period as a live page: reads the cells from the markup, shows beside each what became of it, offers the
   choice where two people typed, and puts back what was not sent the last time. Works on top of the plain form. */
(function (ran) {
  "use strict";

  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var banner = document.querySelector("[data-entry-banner]"), say = document.querySelector("[data-entry-say]");
  var bar = document.querySelector("[data-entry-bar]"), MANUAL = "manual";

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text !== undefined) { node.textContent = text; }
    return node;
  }
  function announce(text) { if (say) { say.textContent = text; } }

  /* ---- cells ---- */

  function Cell(box) {
    this.box = box;
    this.name = box.dataset.cell;
    this.label = box.dataset.label || (box.querySelector("legend") || {}).textContent || this.name;
    this.prefix = this.name.split("-")[0] + "-";
    this.part = this.name.split("-")[1] || "";
    var prefix = this.prefix, part = this.part;
    this.inputs = Array.prototype.filter.call(box.querySelectorAll("input:not([type=hidden]), select, textarea"), function (input) {
      return part ? input.name === prefix + part : input.name.indexOf(prefix) === 0 && input.name !== prefix + "theirs";
    });
    this.shownAt = box.querySelector("[data-saved]");
  }

  Cell.prototype.field = function (input) { return this.part ? "text" : input.name.slice(this.prefix.length); };
  Cell.prototype.input = function (field) {
    var cell = this;
    return this.inputs.filter(function (input) { return cell.field(input) === field; })[0];
  };
  Cell.prototype.fields = function () {
    var cell = this, found = {};
    this.inputs.forEach(function (input) { found[cell.field(input)] = input.value; });
    return found;
  };
  Cell.prototype.fill = function (fields) {
    var cell = this;
    this.inputs.forEach(function (input) {
      var value = fields[cell.field(input)];
      if (value !== undefined) { input.value = value; }
    });
  };
  Cell.prototype.hidden = function (field) { return form.elements[this.prefix + field]; };
  Cell.prototype.base = function () {
    if (this.kept) { return this.kept; } /* of a value that is put back: what it was typed over */
    if (this.part) { return { seen: this.hidden("seen").value.split(".")[Number(this.box.dataset.index)] }; }
    return this.name[0] === "i" ? { revision: this.hidden("revision").value } : { seen: this.hidden("seen").value };
  };
  Cell.prototype.rebase = function (data) {
    var seen = this.hidden("seen");
    this.kept = null;
    if (this.name[0] === "i") { this.hidden("revision").value = data.revision; }
    if (this.part) {
      var parts = seen.value.split(".");
      parts[Number(this.box.dataset.index)] = data.seen;
      seen.value = parts.join(".");
    } else { seen.value = data.seen; }
  };

  /* Half a percentage, or a milestone without its date, waits until the person leaves the cell. */
  Cell.prototype.isComplete = function () {
    var fields = this.fields();
    if (!this.box.contains(document.activeElement)) { return true; }
    if ("numerator" in fields) { return Boolean(fields.numerator.trim()) === Boolean(fields.denominator.trim()); }
    if ("is_reached" in fields) { return fields.is_reached !== "yes" || Boolean(fields.reached_on); }
    return true;
  };

  Cell.prototype.show = function (state, text) {
    var at = this.shownAt;
    this.box.dataset.save = state;
    var folded = this.box.closest("details");
    if (folded && state && state !== "saved") { folded.open = true; } /* nothing unsaved behind a closed heading */
    at.textContent = text;
    if (state === "failed") {
      var button = make("button", "entry-again", "coba lagi");
      button.type = "button";
      button.addEventListener("click", function () { ran.save.probe().then(function (fine) { if (fine) { ran.save.retryNow(); } }); });
      at.append(" – ", button);
    }
  };

  Cell.prototype.clear = function () {
    this.box.querySelectorAll(".field-error, .entry-choice").forEach(function (node) { node.remove(); });
    this.box.querySelectorAll(".field-invalid").forEach(function (node) { node.classList.remove("field-invalid"); });
    var theirs = this.box.querySelector("[data-theirs]");
    if (theirs) { theirs.remove(); }
    this.inputs.forEach(function (input) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
  };

  Cell.prototype.answered = function (kind, data) {
    this.clear();
    if (kind === "saved") { this.savedAs(data); }
    if (kind === "invalid") { this.refused(data.errors); }
    if (kind === "conflict") { this.contested(data); }
    if (kind === "closed") { this.closed(data.sentence); }
    if (kind === "untouched") { this.show("", ""); }
    if (kind === "changed") { this.show("changed", ""); }
  };

  Cell.prototype.savedAs = function (data) {
    this.show("saved", "Tersimpan " + data.at);
    if (this.part) { return; }
    this.box.dataset.kind = data.kind;
    var set = { label: data.label, shown: data.shown, achievement: data.achievement }, box = this.box;
    Object.keys(set).forEach(function (name) {
      var node = box.querySelector("[data-" + name + "]");
      if (node) { node.textContent = set[name]; }
    });
    var questions = box.querySelector("[data-questions]"), reason = box.querySelector("[data-reason]");
    if (questions) {
      questions.replaceChildren.apply(questions, (data.questions || []).map(function (text) { return make("p", "entry-question", text); }));
    }
    if (reason) {
      if (data.asks_reason && reason.hidden) { announce(data.questions.join(" ")); }
      reason.hidden = !data.asks_reason;
    }
    count();
  };

  Cell.prototype.refused = function (errors) {
    var cell = this, host = this.box.querySelector("fieldset") || this.box;
    host.classList.add("field-invalid");
    Object.keys(errors).forEach(function (field, index) {
      var sentence = errors[field], input = cell.input(cell.part ? "text" : field);
      var note = make("p", "field-error", sentence);
      note.id = cell.prefix + (cell.part || field) + "-error";
      host.insertBefore(note, host.querySelectorAll(".field-error").length ? host.querySelectorAll(".field-error")[index - 1].nextSibling : (host.querySelector("legend") || { nextSibling: host.firstChild }).nextSibling);
      if (input) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", note.id);
      }
    });
    this.show("invalid", "Belum tersimpan");
    announce(this.label + ": " + Object.keys(errors).map(function (field) { return errors[field]; }).join(" "));
  };

  Cell.prototype.contested = function (data) {
    var cell = this, choice = make("div", "entry-choice");
    /* the last sentence tells what to do in the plain form; here there are buttons */
    choice.append(make("p", "", data.sentence.replace(/ (Pilih nilai yang benar|Simpan sekali lagi)[^.]*\.$/, "")));
    [["Pakai milik saya", false], ["Pakai yang tersimpan: " + short(data.shown || "kosong"), true]].forEach(function (option) {
      var button = make("button", "btn btn-secondary btn-sm", option[0]);
      button.type = "button";
      button.addEventListener("click", function () { cell.choose(option[1], data); });
      choice.append(button);
    });
    this.box.querySelector("[data-state]").before(choice);
    if (this.box.contains(document.activeElement)) { choice.scrollIntoView({ block: "nearest" }); }
    this.show("conflict", "Belum tersimpan");
    announce(this.label + ": " + data.sentence);
  };

  Cell.prototype.choose = function (theirs, data) {
    this.clear();
    this.stuck = "";
    this.rebase(data);
    if (theirs) {
      this.fill(data.theirs);
      this.saved = JSON.stringify(this.fields());
      this.dirty = false;
      ran.store.drop(this.name);
      this.savedAs(data);
      ran.save.tell();
    } else { ran.save.touched(this, 0); }
    this.inputs[0].focus();
  };

  Cell.prototype.closed = function (sentence) {
    this.inputs.forEach(function (input) { if (input.tagName === "SELECT") { input.disabled = true; } else { input.readOnly = true; } });
    var choice = make("div", "entry-choice");
    choice.append(make("p", "", sentence + " Yang Anda ketik tidak tersimpan; salin bila masih diperlukan."));
    this.box.querySelector("[data-state]").before(choice);
    this.show("closed", "Tidak tersimpan");
    announce(this.label + ": " + sentence);
  };

  function short(text) { return text.length > 60 ? text.slice(0, 57) + "…" : text; }

  /* ---- page ---- */

  function count() {
    var filled = form.querySelectorAll("[data-cell^=i]:not([data-kind=empty])").length;
    document.querySelectorAll("[data-filled]").forEach(function (node) {
      var own = node.dataset.filled ? document.getElementById(node.dataset.filled) : null;
      node.textContent = own ? own.querySelectorAll("[data-cell^=i]:not([data-kind=empty])").length : filled;
    });
    if (bar) { bar.classList.toggle("is-full", filled === Number(bar.dataset.total)); }
  }

  function status(now) {
    var why = now.blocked || (now.offline ? "offline" : "") || (now.unsent && !now.keeps ? "memory" : "");
    banner.hidden = !why;
    banner.querySelectorAll("[data-why]").forEach(function (text) { text.hidden = text.dataset.why !== why; });
    if (banner.dataset.now !== why) {
      banner.dataset.now = why;
      announce(why ? banner.querySelector("[data-why=" + why + "]").textContent.trim() : "Tersambung kembali.");
    }
    if (!bar) { return; }
    var said = now.sending ? "Menyimpan…" : now.unsent ? now.unsent + " belum tersimpan" : "Semua tersimpan";
    bar.querySelector("[data-entry-all]").textContent = said;
    bar.querySelector("[data-entry-all]").dataset.save = now.unsent ? "changed" : "saved";
  }

  function cellAt(node) {
    var box = node.closest && node.closest("[data-cell]");
    return box ? ran.save.cell(box.dataset.cell) : null;
  }

  function putBack(found) {
    var lost = [], back = 0;
    found.forEach(function (one) {
      var cell = ran.save.cell(one.name), fields = one.record.fields;
      if (!cell) { lost.push(one); return; }
      if (cell.dirty || JSON.stringify(fields) === cell.saved) { if (!cell.dirty) { ran.store.drop(one.name); } return; }
      cell.fill(fields);
      cell.kept = one.record.base;
      cell.tried = one.record.tried;
      var reason = cell.box.querySelector("[data-reason]");
      if (reason && fields.reason) { reason.hidden = false; }
      back += 1;
      ran.save.touched(cell, 0);
    });
    if (back) { announce(back + " isian yang belum terkirim dikembalikan dan sedang dikirim."); }
    if (lost.length) { showLost(lost); }
  }

  /* The report moved on meanwhile: nothing to put it back into, so it is shown to be copied. */
  function showLost(lost) {
    var panel = document.querySelector("[data-entry-kept]"), list = panel.querySelector("dl");
    lost.forEach(function (one) {
      var row = make("div"), fields = one.record.fields;
      var typed = Object.keys(fields).map(function (name) { return fields[name]; }).filter(Boolean).join(", ");
      row.append(make("dt", "", one.record.label), make("dd", "", typed || "(dikosongkan)"));
      list.append(row);
    });
    panel.querySelector("button").addEventListener("click", function () {
      lost.forEach(function (one) { ran.store.drop(one.name); });
      panel.hidden = true;
    });
    panel.hidden = false;
  }

  function submitting(event) {
    if (form.dataset.ready) { delete form.dataset.ready; return; }
    event.preventDefault();
    if (form.dataset.asking) { return; }
    form.dataset.asking = "1";
    var submitter = event.submitter;
    ran.save.probe().then(function (fine) {
      return fine ? ran.save.settle() : null;
    }).then(function (unsent) {
      delete form.dataset.asking;
      var now = ran.save.status();
      if (unsent === null || now.blocked || now.offline) { banner.scrollIntoView({ block: "nearest" }); return; }
      form.dataset.ready = "1";
      form.requestSubmit(submitter && submitter.isConnected ? submitter : undefined);
    });
  }

  function copyEarlier(event) {
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    event.preventDefault();
    fetch(button.dataset.copy, { redirect: MANUAL, headers: { Accept: "application/json" } }).then(function (answer) {
      if (answer.type === "opaqueredirect") { ran.save.probe(); return null; }
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      if (!found) { announce("Narasi periode lalu tidak dapat diambil. Coba lagi."); return; }
      var into = Object.keys(found.texts).map(function (part) { return ran.save.cell(button.dataset.action + "-" + part); });
      var typed = into.filter(function (cell) { return cell.inputs[0].value.trim() && cell.inputs[0].value !== found.texts[cell.part]; });
      var ask = typed.length ? window.ranAsk("Narasi sudah terisi", "Kolom " + typed.map(function (cell) { return cell.inputs[0].labels[0].textContent; }).join(", ") + " sudah berisi. Ganti dengan narasi " + found.period + "?", [["keep", "Biarkan, isi yang kosong saja"], ["replace", "Ganti"], ["", "Batal"]]) : Promise.resolve("keep");
      return ask.then(function (choice) {
        into.forEach(function (cell) {
          if (choice && (choice === "replace" || typed.indexOf(cell) < 0)) {
            cell.inputs[0].value = found.texts[cell.part];
            ran.save.touched(cell, 0);
          }
        });
        if (choice) { announce("Narasi " + found.period + " disalin."); }
      });
    }).catch(function () { ran.save.probe(); });
  }

  function filter(only) {
    form.querySelectorAll("[data-cell^=i], [data-cell^=b]").forEach(function (row) { row.hidden = only && row.dataset.kind !== "empty"; });
    form.querySelectorAll(".entry-action").forEach(function (panel) {
      panel.hidden = only && !panel.querySelector("[data-kind=empty]");
    });
  }

  function begin() {
    var cells = Array.prototype.map.call(form.querySelectorAll("[data-cell]"), function (box) { return new Cell(box); });
    var data = form.dataset;
    var settings = { cellsUrl: data.cellsUrl, keyUrl: data.keyUrl, person: data.person, period: data.period, token: form.elements.csrfmiddlewaretoken.value };
    form.addEventListener("input", function (event) { var cell = cellAt(event.target); if (cell) { ran.save.touched(cell); } });
    form.addEventListener("change", function (event) { var cell = cellAt(event.target); if (cell && event.target.tagName === "SELECT") { ran.save.touched(cell); } });
    form.addEventListener("focusout", function (event) {
      var cell = cellAt(event.target);
      if (cell && cell.dirty && !cell.box.contains(event.relatedTarget)) { ran.save.send(cell); }
    });
    form.addEventListener("submit", submitting);
    form.addEventListener("click", copyEarlier);
    var only = bar && bar.querySelector("[data-only-empty]");
    if (only) {
      only.closest("label").hidden = false;
      only.addEventListener("change", function () { filter(only.checked); });
    }
    ran.save.start(settings, cells, status).then(function () { return ran.store.all(); }).then(putBack);
    count();
  }

  /* a page from the browser's memory shows what was there then */
  window.addEventListener("pageshow", function (event) { if (event.persisted) { window.location.reload(); } });
  begin();
}(window.ranEntry));
