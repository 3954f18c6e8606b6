// Comfort only: every page does its work without this file.
"use strict";

// The countdown before another code may be asked for.
for (const place of document.querySelectorAll("[data-countdown]")) {
  let left = Number(place.dataset.countdown);
  const words = place.textContent;
  const tick = setInterval(() => {
    left -= 1;
    place.textContent = left > 0 ? words.replace(/\d+/, String(left)) : "";
    if (left <= 0) clearInterval(tick);
  }, 1000);
}

// What to do about a message that did not come opens by itself after a minute.
for (const place of document.querySelectorAll("[data-opens-after]")) {
  setTimeout(() => { place.open = true; }, Number(place.dataset.opensAfter) * 1000);
}

// Showing a password as it is typed.
for (const box of document.querySelectorAll("[data-reveals]")) {
  box.hidden = false;
  box.parentElement.querySelector("[data-reveal-label]").hidden = false;
  box.addEventListener("change", () => {
    document.getElementById(box.dataset.reveals).type = box.checked ? "text" : "password";
  });
}

// A page with errors starts at them.
document.getElementById("errors")?.focus();
