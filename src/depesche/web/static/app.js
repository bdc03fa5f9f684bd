// What the keyboard, hovering and a slider add; every page works without it. No library but htmx.
"use strict";

(() => {
  const typing = (target) => target instanceof HTMLElement
    && (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName)
      || (target.tagName === "INPUT" && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)));
  const visible = (element) => element.getClientRects().length > 0;

  // --- one key, one element: data-key ------------------------------------------------------------------------------
  const byKey = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(visible)[0];

  const rows = () => [...document.querySelectorAll("[data-row]")].filter(visible);
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
    all.forEach((row) => row.classList.toggle("here", row === next));
    const link = next.matches("a, button") ? next : next.querySelector("a[href], button, summary");
    (link || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (next.dataset.card) light(next.dataset.card, false);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
    const element = byKey(event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input, textarea, select")) { element.focus(); if (element.select) element.select(); } else element.click();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#keys-open")) document.getElementById("keys").showModal();
    const toggle = event.target.closest("a.theme-switch");
    if (toggle && !document.documentElement.dataset.theme) { // no choice yet: the other of what the system shows
      const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
      toggle.href = dark ? toggle.dataset.light : toggle.dataset.dark;
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      for (const other of document.querySelectorAll(".decide-form")) other.open = other.id === opener.dataset.opens && !other.open;
      const form = document.getElementById(opener.dataset.opens);
      if (form.open) form.querySelector("input:not([type=hidden]), select, button")?.focus();
    }
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("details").open = false;
  });

  // --- a dispatch: words and cards light up together --------------------------------------------------------------
  const light = (id, scroll) => {
    for (const one of document.querySelectorAll(".said.active, .card.active")) one.classList.remove("active");
    if (!id) return;
    for (const piece of document.querySelectorAll(".said")) {
      const ids = piece.dataset.said.split(" ");
      if (ids[ids.length - 1] === id || ids.includes(id)) piece.classList.add("active");
    }
    const card = document.getElementById(`card-${id}`);
    if (!card) return;
    card.classList.add("active");
    const panel = card.closest(".cards");
    if (scroll && panel && getComputedStyle(panel).position === "sticky") {
      panel.scrollTop += card.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
    }
  };
  const innermost = (element) => {
    const piece = element instanceof Element && element.closest(".said");
    return piece ? piece.dataset.said.split(" ").pop() : null;
  };
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const id = innermost(event.target);
      if (id) { light(id, true); return; }
      const card = event.target instanceof Element && event.target.closest("[data-card]");
      if (card) light(card.dataset.card, false);
    });
  }
  document.addEventListener("click", (event) => {
    const id = innermost(event.target);
    if (id && !event.target.closest("a")) document.getElementById(`s-${id}`)?.focus();
  });

  // --- the day slider: a number of days since the first, kept in step with the day field ---------------------------
  const pad = (number) => String(number).padStart(2, "0");
  document.addEventListener("input", (event) => {
    const slider = event.target;
    if (!(slider instanceof HTMLInputElement) || slider.dataset.first === undefined) return;
    const [year, month, day] = slider.dataset.first.split("-").map(Number);
    const shown = new Date(Date.UTC(year, month - 1, day + Number(slider.value)));
    const iso = `${String(shown.getUTCFullYear()).padStart(4, "0")}-${pad(shown.getUTCMonth() + 1)}-${pad(shown.getUTCDate())}`;
    const form = slider.form;
    form.elements.at.value = slider.value === slider.max ? "" : iso;
    const label = form.querySelector("output");
    if (label) label.value = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(shown);
  });

  // --- what is still being counted: wait for it, then show the page ------------------------------------------------
  if (document.querySelector("[data-counting]")) {
    fetch(location.href, { headers: { "HX-Request": "true" } }).then(
      (answer) => setTimeout(() => location.reload(), answer.ok ? 0 : 3000), () => {});
  }

  // --- dropping files ----------------------------------------------------------------------------------------------
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target instanceof Element && event.target.closest(".drop");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer?.files.length) {
        zone.querySelector("input[type=file]").files = event.dataTransfer.files;
        named(zone);
      }
    });
  }
  const named = (zone) => {
    const field = zone.querySelector("input[type=file]");
    const files = [...field.files];
    const size = files.reduce((sum, file) => sum + file.size + 1000, 1000); // with what a form adds to each
    const wrong = size > Number(field.dataset.most) ? field.dataset.tooMuch : "";
    field.setCustomValidity(wrong); // the server would cut the connection in the middle of it
    zone.querySelector("[data-names]").textContent = wrong || files.map((file) => file.name).slice(0, 20).join(", ");
  };
  document.addEventListener("change", (event) => {
    const zone = event.target instanceof Element && event.target.closest(".drop");
    if (zone) named(zone);
  });

  // Not by scrollIntoView: in Chromium the next Tab then starts behind the page's name, past the skip link.
  const pages = document.getElementById("pages"), here = pages?.querySelector("[aria-current]");
  if (here) pages.scrollLeft += here.getBoundingClientRect().left - pages.getBoundingClientRect().left - (pages.clientWidth - here.offsetWidth) / 2;

  // --- news: how many dispatches came in since this page was made ---------------------------------------------------
  const news = document.getElementById("news");
  const seconds = 4;
  let known = null;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/news", { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { documents } = await answer.json();
      if (known === null) known = documents;
      const more = documents - known;
      if (more > 0) {
        const link = news.querySelector("a");
        link.textContent = (more === 1 ? link.dataset.one : link.dataset.many).replace("{n}", more);
        news.hidden = false;
        if (window.htmx) for (const box of document.querySelectorAll("[data-live]")) window.htmx.trigger(box, "news");
      }
    } catch { /* the server is gone; the next look tells */ }
  };
  if (news) { look(); setInterval(look, seconds * 1000); }

  // --- what could not be done is said, and the form keeps what was typed into it ------------------------------------
  const trouble = document.getElementById("trouble");
  const complain = (text) => {
    trouble.textContent = text;
    if (text) trouble.scrollIntoView({ block: "nearest" });
  };
  const words = (page) => {
    const box = new DOMParser().parseFromString(page, "text/html").querySelector(".problem");
    return box ? [...box.querySelectorAll("[data-tell]")].map((one) => one.textContent.trim()).join(" ") : "";
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (answer.status < 400) complain("");
    else complain(words(answer.responseText) || answer.responseText.slice(0, 200) || String(answer.status));
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(kind, () => complain(trouble.dataset.gone));
  }

  // After a swap, what is focused should be what the reader acts on next. The old target is gone by then.
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.target?.id && document.getElementById(event.detail.target.id);
    const first = place && place.querySelector("[data-focus]");
    if (first) first.focus({ preventScroll: true });
  });
})();
