// Tells a portal's page whether who is signed in here has changed since its `session_state`
// (OpenID Connect Session Management 1.0 §3.2).
"use strict";

const { cookie, out } = document.querySelector("script").dataset;

const browserState = () => {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${cookie}=`));
  return found && found.slice(cookie.length + 1);
};

const hashed = async (text) => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const answer = async (asked, origin) => {
  const [, client, hash, salt] = /^(\S+) ([0-9a-f]{64})\.([\w-]+)$/.exec(asked) || [];
  const state = browserState();
  // A browser that keeps our cookie from frames must not pass for a parent who signed out.
  if (!client || !state) return "error";
  if (state === out) return "changed";
  return await hashed(`${client} ${origin} ${state} ${salt}`) === hash ? "unchanged" : "changed";
};

addEventListener("message", async (event) => {
  if (typeof event.data !== "string" || event.source === window || event.origin === "null") return;
  event.source.postMessage(await answer(event.data, event.origin), event.origin);
});
