/* What no page depends on: the banner for failed requests, the guard against double submission,
   folding long parts on narrow screens, and closing the user menu. CSRF for htmx travels in hx-headers on <body>. */
(function () {
  "use strict";

  var banner = document.getElementById("request-banner");

  function showBanner(kind) {
    if (!banner) { return; }
    banner.querySelectorAll("[data-kind]").forEach(function (text) {
      text.hidden = text.dataset.kind !== kind;
    });
    banner.hidden = false;
  }

  function kindOf(status) {
    if (status === 401) { return "session"; }
    if (status === 403) { return "forbidden"; }
    if (status === 404 || status === 409) { return "changed"; }
    return "server";
  }

  document.addEventListener("htmx:beforeRequest", function () {
    if (banner) { banner.hidden = true; }
  });
  document.addEventListener("htmx:responseError", function (event) {
    showBanner(kindOf(event.detail.xhr.status));
  });
  ["htmx:sendError", "htmx:timeout", "htmx:swapError"].forEach(function (name) {
    document.addEventListener(name, function () { showBanner("network"); });
  });

  /* A session that ended answers with the login page: never swap that into a table. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var loginPath = document.body.dataset.loginPath;
    var answered = event.detail.xhr.responseURL;
    if (!loginPath || !answered) { return; }
    if (new URL(answered).pathname === loginPath && window.location.pathname !== loginPath) {
      event.detail.shouldSwap = false;
      showBanner("session");
    }
  });

  /* One submission per click. A form that answers with a file says data-repeatable. */
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "repeatable" in form.dataset || form.hasAttribute("hx-post")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("[type=submit]").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
    window.setTimeout(function () { release(form); }, 15000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  function openMenus() {
    return document.querySelectorAll("details.user-menu[open]");
  }
  document.addEventListener("click", function (event) {
    openMenus().forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    openMenus().forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* Long tables are folded on a telephone; whoever wants them opens them. */
  if (window.matchMedia("(max-width: 40rem)").matches) {
    document.querySelectorAll("details[data-fold-narrow]").forEach(function (part) { part.open = false; });
  }

  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }
}());
