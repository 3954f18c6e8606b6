// Passkeys, the one thing that no page can do without a script (Web Authentication Level 3 §5).
// The answer of the browser goes into a hidden field; what follows is an ordinary form.
"use strict";

const bytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0),
);
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

const creation = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: listed(options.excludeCredentials),
});
const request = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: listed(options.allowCredentials),
});
const written = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
};

// Whether a passkey of ours is in this browser: the button is for whoever has one here.
const HERE = "passkey-here";
const isHere = () => {
  try { return localStorage.getItem(HERE) !== null; } catch { return true; }
};
const noteHere = () => {
  try { localStorage.setItem(HERE, "1"); } catch { /* Then the button is shown. */ }
};

const send = (form, credential) => {
  noteHere();
  form.elements.response.value = written(credential);
  form.submit();
};

// What the browser itself has said already is not said again: whoever closed its window knows.
const told = (form, error) => {
  const place = form.querySelector("[data-failed]");
  const name = { InvalidStateError: "taken", NotAllowedError: "cancelled" }[error.name] ?? "failed";
  if (name === "taken") noteHere();
  place.textContent = place.dataset[name] ?? place.dataset.failed;
  place.hidden = false;
};

const prepare = async (form) => {
  const offers = "autofill" in form.dataset
    && await PublicKeyCredential.isConditionalMediationAvailable?.();
  form.hidden = offers && !isHere() && !("asked" in form.dataset);
  const makes = form.dataset.passkey === "create";
  const options = JSON.parse(form.dataset.options);
  let waiting = new AbortController();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    waiting.abort();
    waiting = new AbortController();
    try {
      send(form, makes
        ? await navigator.credentials.create({ publicKey: creation(options), signal: waiting.signal })
        : await navigator.credentials.get({ publicKey: request(options), signal: waiting.signal }));
    } catch (error) {
      if (error.name !== "AbortError") told(form, error);
    }
  });
  // In the list that the browser opens under the field of the address.
  if (!offers) return;
  try {
    send(form, await navigator.credentials.get(
      { publicKey: request(options), mediation: "conditional", signal: waiting.signal },
    ));
  } catch { /* The button is still there. */ }
};

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
} else {
  for (const place of document.querySelectorAll("[data-without-passkeys]")) place.hidden = false;
}
