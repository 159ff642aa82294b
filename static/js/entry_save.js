/* Sends each changed cell on its own: waits 800 ms after the last keystroke, never two saves of one cell at a time, goes
   on by itself after a dead line, an expired session (a login in another tab is enough) or a restarted server.
   A cell (entry_grid.js makes them) has: name, fields(), base(), isComplete(), answered(kind, answer), show(state, text). */
window.ranEntry = window.ranEntry || {};
(function (ran) {
  "use strict";

  var PAUSE = 800, MOST = 3, PATIENCE = 15000;
  var cells = [], byName = {}, config = null, token = "", blocked = "", failures = 0, flying = 0;
  var retryTimer = 0, pollTimer = 0, listeners = [], waiters = [];

  function text(fields) { return JSON.stringify(fields); }
  function plain(fields) { return Object.keys(fields).map(function (name) { return fields[name]; }).join("|").replace(/Rp|[\s.]/g, ""); }
  function isDirty(cell) { return cell.dirty; }

  function tell() {
    listeners.forEach(function (listener) { listener(status()); });
    if (!cells.some(function (cell) { return cell.sending || isReady(cell); }) || blocked || failures) {
      waiters.splice(0).forEach(function (resolve) { resolve(unsent()); });
    }
  }
  function unsent() { return cells.filter(isDirty).length; }
  function status() {
    return { unsent: unsent(), sending: flying, blocked: blocked, offline: failures > 0, keeps: ran.store.works() };
  }
  function isReady(cell) { return cell.dirty && !cell.sending && !cell.stuck; }

  function keep(cell) {
    var record = { fields: cell.fields(), base: cell.base(), label: cell.label, tried: cell.tried || null };
    return ran.store.put(cell.name, record);
  }

  /* A keystroke: keep it at once, send it after a pause. */
  function touched(cell, pause) {
    window.clearTimeout(cell.timer);
    if (text(cell.fields()) === cell.saved && !cell.sending && !cell.tried) {
      cell.dirty = false;
      ran.store.drop(cell.name);
      if (cell.stuck !== "conflict") { cell.stuck = ""; cell.answered("untouched", {}); }
      tell();
      return;
    }
    cell.dirty = true;
    if (cell.stuck === "invalid") { cell.stuck = ""; }
    keep(cell).then(tell);
    if (cell.stuck) { tell(); return; }
    cell.show("changed", "");
    if (pause !== undefined || cell.isComplete()) {
      cell.timer = window.setTimeout(function () { send(cell); }, pause === undefined ? PAUSE : pause);
    }
    tell();
  }

  function flush() {
    window.clearTimeout(retryTimer);
    cells.filter(isReady).forEach(function (cell) { send(cell); });
    tell();
  }

  function body(cell, fields) {
    var data = new URLSearchParams({ cell: cell.name, person: config.person });
    Object.keys(fields).forEach(function (name) { data.append(name, fields[name]); });
    var base = cell.base();
    Object.keys(base).forEach(function (name) { data.append(name, base[name]); });
    return data;
  }

  function send(cell, again, parting) {
    window.clearTimeout(cell.timer);
    cell.timer = 0;
    if (blocked || !isReady(cell)) { return; }
    if (flying >= MOST && !parting) { return; } /* the next answer sends it */
    var fields = cell.fields();
    cell.sending = text(fields);
    flying += 1;
    cell.show("saving", "Menyimpan…");
    tell();
    var stop = new AbortController(), patience = window.setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch(config.cellsUrl, {
      method: "POST", body: body(cell, fields), redirect: "manual", keepalive: Boolean(parting), signal: stop.signal,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    }).then(function (answer) {
      return received(cell, answer, again);
    }, function () {
      cell.tried = fields; /* it may have arrived although its answer did not */
      landed(cell);
      keep(cell);
      failed(cell);
    }).finally(function () {
      window.clearTimeout(patience);
      cells.filter(isReady).slice(0, MOST).forEach(function (next) { if (!next.timer && !failures) { send(next); } });
      tell();
    });
  }

  function landed(cell) { cell.sending = ""; cell.timer = 0; flying -= 1; }

  function received(cell, answer, again) {
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      landed(cell);
      block("session");
      cell.show("failed", "Menunggu masuk kembali");
      return null;
    }
    if ([200, 409, 422, 423].indexOf(answer.status) >= 0) {
      return answer.json().then(function (data) { understood(cell, data, answer.status); }, function () { landed(cell); failed(cell); });
    }
    landed(cell);
    if (answer.status === 403) {
      if (again) { failed(cell); return null; }
      /* a login in another tab renewed the token, or somebody else logged in there */
      return probe().then(function (fine) { if (fine) { send(cell, true); } });
    }
    if (answer.status === 404) {
      cell.stuck = "closed";
      cell.answered("closed", { sentence: "Isian ini tidak ada lagi di halaman ini. Muat ulang halaman." });
      return null;
    }
    failed(cell);
    return null;
  }

  function understood(cell, data, code) {
    var sent = cell.sending, tried = cell.tried;
    landed(cell);
    cell.tried = null;
    failures = 0;
    if (code === 409 && tried && (data.is_mine || plain(tried) === plain(data.theirs))) { /* my own save, whose answer got lost: what I typed since goes on top */
      cell.rebase(data);
      send(cell);
      return;
    }
    if (code === 200) {
      cell.rebase(data);
      cell.saved = sent;
      cell.dirty = text(cell.fields()) !== sent;
      if (cell.dirty) { keep(cell); cell.timer = window.setTimeout(function () { send(cell); }, PAUSE); } else { ran.store.drop(cell.name); }
      cell.answered("saved", data);
      return;
    }
    cell.stuck = { 409: "conflict", 422: "invalid", 423: "closed" }[code];
    if (code === 422 && text(cell.fields()) !== sent) { cell.stuck = ""; cell.timer = window.setTimeout(function () { send(cell); }, PAUSE); }
    cell.answered(cell.stuck || "changed", data);
  }

  function failed(cell) {
    failures += 1;
    cell.show("failed", "Gagal");
    window.clearTimeout(retryTimer);
    retryTimer = window.setTimeout(retry, Math.min(30000, 1000 * Math.pow(2, failures)));
  }

  function retry() {
    if (blocked) { return; }
    var first = cells.filter(isReady)[0];
    if (first) { send(first); } else { failures = 0; tell(); }
  }

  function retryNow() { window.clearTimeout(retryTimer); failures = 0; flush(); }

  function block(why) {
    blocked = why;
    window.clearTimeout(pollTimer);
    pollTimer = window.setTimeout(probe, 5000);
    tell();
  }

  /* What was typed before the key came is kept now. */
  function openStore(who) {
    return ran.store.open(who.person, who.key, config.period).then(function (opened) {
      if (opened) { cells.filter(isDirty).forEach(keep); }
      return opened;
    });
  }

  /* Who is logged in now? -> Promise of true when it is the same person; then everything goes on. */
  function probe() {
    window.clearTimeout(pollTimer);
    return fetch(config.keyUrl, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 401) { block("session"); return false; }
      if (answer.status === 403) { block("person"); return false; }
      if (!answer.ok) { throw new Error("no answer"); }
      return answer.json().then(function (who) {
        if (who.person !== config.person) { block("person"); return false; }
        var wasBlocked = blocked;
        blocked = "";
        setToken(who.token);
        return (ran.store.works() ? Promise.resolve(true) : openStore(who)).then(function () {
          if (wasBlocked) { failures = 0; flush(); }
          tell();
          return true;
        });
      });
    }).catch(function () {
      if (blocked) { pollTimer = window.setTimeout(probe, 5000); } else { failures = failures || 1; retryTimer = window.setTimeout(retry, 4000); }
      tell();
      return false;
    });
  }

  function setToken(fresh) {
    token = fresh;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = fresh; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
  }

  /* Send everything now; -> Promise of how many are still unsent. */
  function settle() {
    return new Promise(function (resolve) {
      waiters.push(resolve);
      failures = 0;
      flush();
    });
  }

  function discard() {
    cells.forEach(function (cell) { cell.dirty = false; window.clearTimeout(cell.timer); ran.store.drop(cell.name); });
    tell();
  }

  function start(settings, made, listener) {
    config = settings;
    token = settings.token;
    cells = made;
    listeners.push(listener);
    cells.forEach(function (cell) { byName[cell.name] = cell; cell.saved = text(cell.fields()); cell.stuck = ""; });
    window.addEventListener("online", retryNow);
    window.addEventListener("offline", function () { failures = failures || 1; tell(); });
    window.addEventListener("focus", function () { if (blocked) { probe(); } });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") {
        cells.filter(isReady).forEach(function (cell) { send(cell, false, true); });
      } else if (blocked) { probe(); }
    });
    window.addEventListener("beforeunload", function (event) {
      if (unsent() && !ran.store.keeps()) { event.preventDefault(); }
    });
    return probe();
  }

  ran.save = {
    start: start, touched: touched, send: send, flush: flush, probe: probe, settle: settle, discard: discard, unsent: unsent,
    retryNow: retryNow, status: status, tell: tell, cell: function (name) { return byName[name]; },
  };
}(window.ranEntry));
