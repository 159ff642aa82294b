/* Data dukung: several files by drag or picker, one after the other, each with its progress, its own answer and a way out.
   Without this file the plain form sends them all at once. A place to upload is [data-evidence-upload]: a form, or inside
   the entry grid a <div> with data-url whose inputs have data-send in place of a name. */
(function () {
  "use strict";

  var MAX_BYTES = 20 * 1024 * 1024;
  var BROKEN_LINE = "Sambungan terputus sebelum berkas terkirim. Periksa jaringan, lalu coba lagi.";
  var LOGGED_OUT = "Sesi Anda berakhir. Masuk lagi di tab lain, lalu coba lagi di sini.";
  var NOT_WORKING = "Berkas gagal diunggah karena gangguan pada sistem. Coba lagi.";

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text) { node.textContent = text; }
    return node;
  }

  function sizeText(bytes) {
    if (bytes < 1024) { return bytes + " bita"; }
    var large = bytes >= 1024 * 1024;
    return (bytes / (large ? 1024 * 1024 : 1024)).toLocaleString("id-ID", { maximumFractionDigits: 1 }) + (large ? " MB" : " KB");
  }

  function endingOf(name) {
    var at = name.lastIndexOf(".");
    return at < 0 ? "" : name.slice(at).toLowerCase();
  }

  /* What can be said before anything is sent; the server judges by the content. */
  function complaintAbout(file, accepted) {
    var ending = endingOf(file.name);
    if (file.size > MAX_BYTES) {
      return "Berkas ini " + sizeText(file.size) + ", lebih besar dari 20 MB. Kecilkan atau bagi menjadi beberapa berkas.";
    }
    if (file.size === 0) { return "Berkas ini kosong."; }
    if (ending && accepted.indexOf(ending) < 0) {
      return "Jenis berkas ini tidak diterima. Unggah PDF, gambar, atau dokumen Office tanpa makro.";
    }
    return "";
  }

  function enhance(root) {
    var picker = root.querySelector("input[type=file]");
    var queue = root.querySelector("[data-queue]");
    var status = root.querySelector("[data-status]");
    var drop = root.querySelector("[data-drop]");
    var button = root.querySelector("[type=submit]");
    var accepted = (picker.getAttribute("accept") || "").split(",");
    var atOnce = "atOnce" in root.dataset;
    var address = root.dataset.url || root.action;
    var lines = [];
    var busy = false;

    if (drop) { drop.hidden = false; }

    function say(text) { status.textContent = text; }

    function fieldsFor(line) {
      var fields = root.tagName === "FORM" ? new FormData(root) : new FormData();
      root.querySelectorAll("[data-send]").forEach(function (input) { fields.append(input.dataset.send, input.value); });
      fields.delete("file");
      fields.delete("is_declared");
      if (line.declared) { fields.append("is_declared", "on"); }
      fields.append("file", line.file, line.file.name);
      return fields;
    }

    function token() {
      var field = document.querySelector("input[name=csrfmiddlewaretoken]");
      return field ? field.value : "";
    }

    function remove(line) {
      if (line.request) { line.request.abort(); }
      lines = lines.filter(function (other) { return other !== line; });
      line.node.remove();
    }

    function action(line, label, deed) {
      var link = make("button", "btn btn-secondary btn-sm", label);
      link.type = "button";
      link.setAttribute("aria-label", label + ": " + line.file.name);
      link.addEventListener("click", deed);
      line.actions.appendChild(link);
      return link;
    }

    function show(line, state, text) {
      line.state = state;
      line.node.dataset.state = state;
      line.word.textContent = text;
      line.actions.textContent = "";
      line.bar.hidden = state !== "sending";
      if (state !== "refused" && state !== "asked") { line.reason.textContent = ""; }
    }

    function refuse(line, node, canRepeat) {
      show(line, "refused", "Tidak diunggah");
      line.reason.textContent = "";
      line.reason.appendChild(node);
      if (canRepeat) { action(line, "Coba lagi", function () { wait(line); next(); }); }
      action(line, "Hapus dari daftar", function () { remove(line); picker.focus(); });
      say(line.file.name + ": " + node.textContent.trim());
    }

    function ask(line, node) {
      show(line, "asked", "Perlu pernyataan Anda");
      line.reason.textContent = "";
      line.reason.appendChild(node);
      action(line, "Tarik berkas ini", function () { remove(line); picker.focus(); });
      action(line, "Ini bukan data korban, unggah", function () { line.declared = true; wait(line); next(); });
      say(line.file.name + ": " + node.textContent.trim());
    }

    function wait(line) {
      show(line, "waiting", atOnce ? "Menunggu giliran" : "Siap diunggah");
      action(line, "Hapus dari daftar", function () { remove(line); picker.focus(); });
    }

    function add(file) {
      var line = { file: file, node: make("li", "upload-line"), declared: false };
      var head = make("div", "upload-head");
      line.word = make("span", "upload-word");
      line.bar = make("progress", "upload-bar");
      line.bar.max = 100;
      line.bar.setAttribute("aria-label", "Kemajuan unggahan " + file.name);
      line.reason = make("div", "upload-reason");
      line.actions = make("div", "upload-actions");
      head.appendChild(make("strong", "upload-name", file.name));
      head.appendChild(make("span", "muted", sizeText(file.size)));
      head.appendChild(line.word);
      [head, line.bar, line.reason, line.actions].forEach(function (part) { line.node.appendChild(part); });
      queue.appendChild(line.node);
      lines.push(line);
      var complaint = complaintAbout(file, accepted);
      if (complaint) { refuse(line, make("p", "", complaint), false); } else { wait(line); }
    }

    function addAll(files) {
      if (root.tagName === "DETAILS") { root.open = true; }
      Array.prototype.forEach.call(files, add);
      picker.value = "";
      if (atOnce) { start(); }
    }

    function parsed(html) {
      var box = make("template");
      box.innerHTML = html;
      return box.content.firstElementChild;
    }

    function finish(line, request) {
      var loginPath = document.body.dataset.loginPath;
      busy = false;
      line.request = null;
      if (request.responseURL && new URL(request.responseURL).pathname === loginPath) {
        refuse(line, make("p", "", LOGGED_OUT), true);
      } else if (request.status === 200) {
        var list = parsed(request.responseText);
        document.getElementById(root.dataset.target).replaceWith(list);
        if (window.htmx) { window.htmx.process(list); }
        remove(line);
        say(line.file.name + " diunggah.");
        next();
      } else if (request.status === 422 || request.status === 409) {
        var node = parsed(request.responseText);
        if (node && "asksStatement" in node.dataset) { ask(line, node); } else { refuse(line, node || make("p", "", NOT_WORKING), false); }
        next();
      } else {
        refuse(line, make("p", "", NOT_WORKING), true);
      }
    }

    function send(line) {
      var request = new XMLHttpRequest();
      busy = true;
      line.request = request;
      show(line, "sending", "Mengunggah 0%");
      line.bar.value = 0;
      action(line, "Batalkan", function () { busy = false; remove(line); say(line.file.name + " dibatalkan."); next(); picker.focus(); });
      request.upload.addEventListener("progress", function (event) {
        var done = Math.round(100 * event.loaded / event.total);
        line.bar.value = done;
        line.word.textContent = done < 100 ? "Mengunggah " + done + "%" : "Memeriksa isi berkas";
      });
      request.addEventListener("load", function () { finish(line, request); });
      request.addEventListener("error", function () {
        busy = false;
        line.request = null;
        refuse(line, make("p", "", BROKEN_LINE), true);
      });
      request.open("POST", address);
      request.setRequestHeader("X-CSRFToken", token());
      request.setRequestHeader("HX-Request", "true");
      request.send(fieldsFor(line));
    }

    function next() {
      var waiting = lines.filter(function (line) { return line.state === "waiting"; });
      if (!busy && waiting.length) { send(waiting[0]); }
    }

    function start() {
      if (!lines.some(function (line) { return line.state === "waiting"; })) {
        say("Pilih berkas lebih dahulu.");
        return;
      }
      next();
    }

    picker.addEventListener("change", function () { addAll(picker.files); });
    ["dragenter", "dragover"].forEach(function (name) {
      root.addEventListener(name, function (event) {
        event.preventDefault();
        root.classList.add("upload-over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      root.addEventListener(name, function () { root.classList.remove("upload-over"); });
    });
    root.addEventListener("drop", function (event) {
      event.preventDefault();
      addAll(event.dataTransfer.files);
    });
    if (button && root.tagName === "FORM") {
      root.addEventListener("submit", function (event) {
        if (!lines.length) { return; } /* the plain form says what is missing */
        event.preventDefault();
        start();
      });
    }
    window.addEventListener("beforeunload", function (event) {
      if (busy) { event.preventDefault(); }
    });
  }

  document.querySelectorAll("[data-evidence-upload]").forEach(enhance);
}());
