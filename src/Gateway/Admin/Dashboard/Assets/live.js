// The live parts of the dashboard. Without this file every page still shows what was so when it was loaded.
"use strict";

// A part that the server draws anew. It is left alone while the keyboard is inside it: the focus would be lost.
for (const part of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(part.dataset.live);
  source.onmessage = event => {
    if (!part.contains(document.activeElement)) {
      const open = [...part.querySelectorAll("details")].map(details => details.open);
      part.innerHTML = event.data;
      part.querySelectorAll("details").forEach((details, i) => { if (i < open.length) details.open = open[i]; });
    }
  };
  window.addEventListener("pagehide", () => source.close());
}

// Requests as they end. Cells are filled as text: what a client sent never becomes markup.
const MOST_ROWS = 200;
for (const body of document.querySelectorAll("[data-tail]")) {
  const pause = document.getElementById("pause");
  const state = document.getElementById("tail-state");
  const classes = ["", "wide", "wide", "path", "wide", "wide", "number", "", "number wide", "number"];
  const source = new EventSource(body.dataset.tail);
  source.onopen = () => { state.textContent = "connected"; };
  source.onerror = () => { state.textContent = "connecting…"; };
  source.onmessage = event => {
    if (pause.getAttribute("aria-pressed") === "true") return;
    const row = document.createElement("tr");
    const { trace, cells } = JSON.parse(event.data);
    cells.forEach((value, i) => {
      const cell = row.insertCell();
      cell.className = classes[i];
      cell.textContent = value ?? "–";
    });
    const under = document.createElement("small");
    under.className = "trace";
    under.textContent = trace;
    row.cells[3].append(under);
    const status = Number(row.cells[6].textContent);
    if (status >= 500) row.cells[6].classList.add("bad");
    else if (status >= 400) row.cells[6].classList.add("warn");
    body.prepend(row);
    while (body.rows.length > MOST_ROWS) body.lastElementChild.remove();
  };
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") === "true";
    pause.setAttribute("aria-pressed", String(!paused));
    pause.textContent = paused ? "Pause" : "Go on";
  });
  window.addEventListener("pagehide", () => source.close());
}
