// What can be checked plainly on a page; answers a list of sentences, one a fault. Run by test_accessibility.py.
() => {
  const faults = [];
  const shown = element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && element.checkVisibility();
  };
  const named = element => `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}${
    element.className && element.className.baseVal === undefined ? ` class=${element.className}` : ""
  }> ${(element.textContent || "").trim().slice(0, 40)}`;
  const all = selector => [...document.querySelectorAll(selector)];
  const fault = (what, element) => faults.push(`${what}: ${named(element)}`);
  const textOf = id => (document.getElementById(id)?.textContent || "").trim();
  const label = element => (element.getAttribute("aria-label") || "").trim()
    || (element.getAttribute("aria-labelledby") || "").split(/\s+/).map(textOf).join(" ").trim();

  // language, headings, identifiers, order of focus
  if (document.documentElement.lang !== "id") faults.push("lang is not id");
  if (all("h1").filter(shown).length !== 1) faults.push(`${all("h1").length} h1`);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(element => element.checkVisibility())) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) fault(`heading jumps from h${level}`, heading);
    level = now;
  }
  const seen = new Set();
  for (const element of all("[id]")) {
    if (seen.has(element.id)) fault("id twice", element);
    seen.add(element.id);
  }
  all("[tabindex]").filter(element => element.tabIndex > 0).forEach(element => fault("positive tabindex", element));
  for (const element of all("[aria-describedby], [aria-labelledby], [aria-controls]")) {
    for (const name of ["aria-describedby", "aria-labelledby", "aria-controls"]) {
      for (const id of (element.getAttribute(name) || "").split(/\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) fault(`${name} names nothing (${id})`, element);
      }
    }
  }
  if (!all("main").length) faults.push("no main");

  // names
  for (const input of all("input:not([type=hidden]), select, textarea").filter(shown)) {
    const labels = [...(input.labels || [])].map(one => one.textContent.trim()).join(" ").trim();
    if (!labels && !label(input)) fault("input without label", input);
  }
  for (const control of all("a[href], button, summary").filter(shown)) {
    const image = control.querySelector("img[alt]:not([alt=''])");
    if (!control.textContent.trim() && !label(control) && !image) fault("control without name", control);
  }
  all("img:not([alt])").forEach(image => fault("image without alt", image));
  for (const drawing of all("svg")) {
    const hidden = drawing.closest("[aria-hidden=true]");
    if (!hidden && !label(drawing) && !drawing.querySelector("title")) fault("drawing without name", drawing.parentElement);
  }
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) fault("table without caption", table);
    if (!table.querySelector("th")) fault("table without headers", table);
  }
  for (const group of all("fieldset")) {
    if (!group.querySelector("legend")?.textContent.trim()) fault("fieldset without legend", group);
  }

  // sizes (WCAG 2.2, 2.5.8: links within text are excepted)
  for (const control of all("a[href], button, input:not([type=hidden]), select, textarea, summary").filter(shown)) {
    if (control.matches("a") && getComputedStyle(control).display === "inline") continue;
    if (control.closest(".visually-hidden, .visually-hidden-focusable")) continue;
    const whole = control.labels?.length && control.matches("[type=checkbox], [type=radio]") ? control.labels[0] : control;
    const [box, other] = [control.getBoundingClientRect(), whole.getBoundingClientRect()];
    const [width, height] = [Math.max(box.width, other.width), Math.max(box.height, other.height)];
    if (width < 23.5 || height < 23.5) fault(`target ${Math.round(width)}×${Math.round(height)}`, control);
  }
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push("wider than the screen");

  // contrast of text (WCAG 1.4.3)
  const channels = colour => (colour.match(/[\d.]+/g) || []).map(Number);
  const over = (top, below) => {
    const alpha = top[3] ?? 1;
    return [0, 1, 2].map(one => top[one] * alpha + below[one] * (1 - alpha));
  };
  const background = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      layers.unshift(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const luminance = colour => {
    const [red, green, blue] = colour.map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const told = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !shown(element)) continue;
    if (element.closest("script, style, svg, [disabled], [aria-disabled=true], .visually-hidden, option")) continue;
    const style = getComputedStyle(element);
    const behind = background(element);
    const [light, dark] = [luminance(over(channels(style.color), behind)), luminance(behind)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const key = `${style.color} on ${behind}`;
    if (ratio < (large ? 3 : 4.5) && !told.has(key)) {
      told.add(key);
      fault(`contrast ${ratio.toFixed(2)} (${key})`, element);
    }
  }
  return faults;
}
