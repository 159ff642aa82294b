/* What a person typed and the server does not have yet: kept in localStorage, encrypted (AES-GCM) under a key that the
   server hands out after login and that is never kept here; entries carry the person's opaque tag. Dropped after seven
   days. Where the browser has no WebCrypto (no https) nothing is kept beyond this page's memory. */
window.ranEntry = window.ranEntry || {};
(function (ran) {
  "use strict";

  var PREFIX = "ran-entry.";
  var WEEK = 7 * 24 * 3600 * 1000;
  var key = null, home = "", versions = {}, writing = 0, broken = false;

  function bytes(text) { return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); }); }
  function base64(buffer) { return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))); }
  function utf8(text) { return new TextEncoder().encode(text); }

  function can() {
    try { return Boolean(window.isSecureContext && window.crypto && crypto.subtle && window.localStorage); } catch (error) { return false; }
  }

  function slots(beginning) {
    return Object.keys(localStorage).filter(function (slot) { return slot.indexOf(beginning) === 0; });
  }

  /* Of whichever person: nothing unsent is older than a week. */
  function sweep() {
    slots(PREFIX).forEach(function (slot) {
      var at = 0;
      try { at = JSON.parse(localStorage.getItem(slot)).at || 0; } catch (error) { at = 0; }
      if (Date.now() - at > WEEK) { localStorage.removeItem(slot); }
    });
  }

  function open(person, secret, period) {
    if (!can()) { return Promise.resolve(false); }
    home = PREFIX + person + "." + period + ".";
    sweep();
    return crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]).then(function (made) {
      key = made;
      return true;
    }).catch(function () { return false; });
  }

  function put(name, record) {
    var version = versions[name] = (versions[name] || 0) + 1;
    if (!key) { return Promise.resolve(false); }
    var slot = home + name, iv = crypto.getRandomValues(new Uint8Array(12));
    var how = { name: "AES-GCM", iv: iv, additionalData: utf8(slot) };
    writing += 1;
    return crypto.subtle.encrypt(how, key, utf8(JSON.stringify(record))).then(function (data) {
      /* newer keystrokes, or a save, overtook this one */
      if (versions[name] !== version) { return true; }
      localStorage.setItem(slot, JSON.stringify({ at: Date.now(), iv: base64(iv), data: base64(data) }));
      broken = false;
      return true;
    }).catch(function () { broken = true; return false; }).finally(function () { writing -= 1; });
  }

  function drop(name) {
    versions[name] = (versions[name] || 0) + 1;
    if (home && can()) { localStorage.removeItem(home + name); }
  }

  function read(slot) {
    var kept;
    try { kept = JSON.parse(localStorage.getItem(slot)); } catch (error) { return Promise.resolve(null); }
    var how = { name: "AES-GCM", iv: bytes(kept.iv), additionalData: utf8(slot) };
    return crypto.subtle.decrypt(how, key, bytes(kept.data)).then(function (data) {
      return { name: slot.slice(home.length), record: JSON.parse(new TextDecoder().decode(data)) };
    }).catch(function () {
      localStorage.removeItem(slot); /* of a password that was replaced since: nobody can read it any more */
      return null;
    });
  }

  /* -> [{name, record}] of this person and period */
  function all() {
    if (!key) { return Promise.resolve([]); }
    return Promise.all(slots(home).map(read)).then(function (found) { return found.filter(Boolean); });
  }

  ran.store = {
    open: open,
    put: put,
    drop: drop,
    all: all,
    keeps: function () { return key !== null && !broken && writing === 0; },
    works: function () { return key !== null && !broken; },
  };
}(window.ranEntry));
