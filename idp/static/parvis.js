// Comfort only: every page does its work without this file.
"use strict";

const counted = (words, left) => words.replace(/\d+/, String(left));

// The countdown before another code may be asked for.
for (const place of document.querySelectorAll("[data-countdown]")) {
  let left = Number(place.dataset.countdown);
  const many = place.textContent;
  const tick = setInterval(() => {
    left -= 1;
    place.textContent = left > 1 ? counted(many, left) : left === 1 ? place.dataset.one : "";
    if (left <= 0) clearInterval(tick);
  }, 1000);
}

// What to do about a message that did not come opens by itself after a minute.
for (const place of document.querySelectorAll("[data-opens-after]")) {
  setTimeout(() => { place.open = true; }, Number(place.dataset.opensAfter) * 1000);
}

// What became of a message: asked again after 2, 4, 8, 16, 32 seconds, then each minute, until it
// is known. How far an import is: every two seconds to the end, when the page shows what it found.
const follow = (place, seconds) => setTimeout(async () => {
  const later = Number(place.dataset.every) || Math.min(seconds * 2, 60);
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.status >= 500) return follow(place, later);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = page.getElementById(place.id);
  if (!news) return place.dataset.follows && location.replace(location.pathname);
  if (news.textContent !== place.textContent) {
    place.className = news.className;
    place.replaceChildren(...news.childNodes);
  }
  if ("follows" in news.dataset) follow(place, later);
}, seconds * 1000);
for (const place of document.querySelectorAll("[data-follows]")) follow(place, 2);

// Showing a password as it is typed.
for (const box of document.querySelectorAll("[data-reveals]")) {
  box.hidden = false;
  box.parentElement.querySelector("[data-reveal-label]").hidden = false;
  box.addEventListener("change", () => {
    document.getElementById(box.dataset.reveals).type = box.checked ? "text" : "password";
  });
}

// What a new password is worth, once the typing rests: its length is counted here, and whether it
// is easy to guess is for the page itself to say, which keeps nothing when it is asked to weigh.
for (const place of document.querySelectorAll("[data-measures]")) {
  const { minimum, other, one, enough } = place.dataset;
  const field = document.getElementById(place.dataset.measures);
  const say = (text, good) => {
    place.hidden = text === "";
    place.classList.toggle("enough", good);
    place.textContent = text;
  };
  const weigh = async () => {
    const typed = field.value;
    const left = Number(minimum) - [...typed.normalize("NFC")].length;
    if (typed === "" || left > 0) return say(typed && (left > 1 ? counted(other, left) : one), false);
    const body = new URLSearchParams(new FormData(field.form));
    body.set("action", "check_password");
    const answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (field.value !== typed) return;
    const wrong = page.getElementById(`${field.id}-error`);
    say(wrong ? wrong.lastChild.textContent.trim() : answer.ok ? enough : "", answer.ok);
  };
  let rest;
  field.addEventListener("input", () => { clearTimeout(rest); rest = setTimeout(weigh, 400); });
}

// What is to be kept on paper.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page with errors starts at them.
document.getElementById("errors")?.focus();
