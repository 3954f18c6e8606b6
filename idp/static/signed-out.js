// On to the portal once the others have heard, or after three seconds; a link does it without.
"use strict";

const LONGEST_MS = 3000;

const heard = [...document.querySelectorAll("iframe")].map(
  (frame) => new Promise((resolve) => { frame.addEventListener("load", resolve); }),
);
const enough = new Promise((resolve) => { setTimeout(resolve, LONGEST_MS); });
Promise.race([Promise.all(heard), enough]).then(() => {
  location.replace(document.getElementById("return").href);
});
