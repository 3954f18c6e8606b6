// The pages of the stand-in. Each begins by saying that it is not Microsoft, in French first.
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, content) => `<!doctype html>
<html lang="fr-CA">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} – Doublure de Microsoft</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #f4f4f4; }
  main { padding: 1.4rem; background: #fff; border: 1px solid #767676; }
  h1 { font-size: 1.4rem; margin: 1rem 0; }
  .label { margin: 0; border: 2px dashed #8a5a00; padding: .6rem .8rem; background: #fff6e0; color: #4a3000; }
  .label span { display: block; }
  button { display: block; width: 100%; margin: .6rem 0; padding: .7rem .9rem; font: inherit; text-align: left; overflow-wrap: anywhere; border: 1px solid #767676; border-radius: .3rem; background: #fff; color: inherit; cursor: pointer; }
  button:hover, button:focus-visible { outline: 3px solid #0b5cad; }
  button small { display: block; }
  .other { margin-top: 1.2rem; text-align: center; background: #efefef; }
</style>
<main>
  <p class="label"><strong>Ceci n’est pas Microsoft.</strong> C’est une doublure, sur cet ordinateur, pour essayer Parvis avec des personnes inventées.
    <span lang="en">This is not Microsoft but a stand-in, with made-up people.</span></p>
  ${content}
</main>
`;

export const choicePage = (uid, people) => page("Choisir un compte", `<h1>Choisir un compte</h1>
  <form method="post" action="/interaction/${uid}">
    ${people.map((person) => `<button name="oid" value="${person.oid}"><strong>${escaped(person.name)}</strong>
      <small>${escaped(person.preferred_username)}</small></button>`).join("\n    ")}
    <button class="other" name="oid" value="">Annuler</button>
  </form>`);

export const frontPage = page("Rien à faire ici", `<h1>Rien à faire ici</h1>
  <p>Le bouton « Continuer avec Microsoft » de Parvis mène à cette doublure.</p>`);

export const signOutPage = (form) => page("Se déconnecter", `<h1>Se déconnecter de la doublure?</h1>
  ${form}
  <button autofocus type="submit" form="op.logoutForm" name="logout" value="yes">Me déconnecter</button>
  <button class="other" type="submit" form="op.logoutForm">Rester connecté</button>`);

export const signedOutPage = page("Vous êtes déconnecté", "<h1>Vous êtes déconnecté de la doublure</h1>");
