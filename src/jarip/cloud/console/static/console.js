// What pages do beyond HTML: live logs, keyboard, small conveniences. Everything works without it
// but the live log, and that has a plain link.
"use strict";

const MOST_LINES = 5000;

// Live logs. The browser itself comes back after a lost connection and sends Last-Event-ID.
function followLog(box) {
  const source = new EventSource(box.dataset.log);
  const filter = document.getElementById("log-filter");
  const sticky = document.getElementById("log-follow");
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: box.dataset.zone });
  let attempt = 0;
  let pending = null;

  const matches = (line) =>
    !filter || !filter.value || line.textContent.toLowerCase().includes(filter.value.toLowerCase());
  const keepDown = () => {
    if (!sticky || sticky.checked) box.scrollTop = box.scrollHeight;
  };

  function addLine(record) {
    if (pending && pending.stream === record.stream) {
      pending.line.lastChild.data += record.text;
      if (!record.partial) pending = null;
      return;
    }
    const line = document.createElement("div");
    line.className = `l ${record.stream}`;
    const time = document.createElement("span");
    time.textContent = clock.format(new Date(record.time));
    line.append(time, document.createTextNode(record.text));
    line.hidden = !matches(line);
    box.append(line);
    pending = record.partial ? { stream: record.stream, line } : null;
  }

  source.addEventListener("log", (event) => {
    const page = JSON.parse(event.data);
    if (page.attempt !== attempt) {
      attempt = page.attempt;
      if (attempt > 1) {
        const mark = document.createElement("div");
        mark.className = "attempt";
        mark.textContent = box.dataset.attempt.replace("0", attempt);
        box.append(mark);
      }
    }
    page.records.forEach(addLine);
    while (box.childElementCount > MOST_LINES) box.firstElementChild.remove();
    keepDown();
  });
  source.addEventListener("end", () => {
    source.close();
    box.dataset.ended = "yes";
    if (!box.childElementCount) box.textContent = box.dataset.empty;
    htmx.trigger(document.body, "job-ended");
  });
  source.addEventListener("state", () => htmx.trigger(document.body, "job-changed"));
  if (filter)
    filter.addEventListener("input", () => {
      for (const line of box.children) line.hidden = !matches(line);
      keepDown();
    });
  box.addEventListener("wheel", () => {
    if (sticky) sticky.checked = box.scrollTop + box.clientHeight > box.scrollHeight - 24;
  }, { passive: true });
  addEventListener("pagehide", () => source.close());
}

// Keyboard: "/" searches, "?" shows all keys, "g" and a letter goes to a page.
const PLACES = { o: "/", j: "/jobs", u: "/usage", b: "/budgets", p: "/plan", i: "/invoices", m: "/members" };
let wentG = 0;

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find")?.focus();
  } else if (event.key === "?") {
    document.getElementById("keys-help")?.togglePopover();
  } else if (event.key === "n" && document.querySelector('a[href="/submit"]')) {
    location.href = "/submit";
  } else if (event.key === "g") {
    wentG = event.timeStamp;
  } else if (event.timeStamp - wentG < 1500 && PLACES[event.key]) {
    if (document.querySelector(`.side a[href="${PLACES[event.key]}"]`)) location.href = PLACES[event.key];
  }
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (!copy) return;
  navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim());
  copy.textContent = copy.dataset.copied;
});

// A field that sends its form when it is changed.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});

// A form that only waits for somebody to press its one button.
document.querySelector("form[data-sends-itself]")?.requestSubmit();

document.querySelectorAll("[data-log]").forEach(followLog);
