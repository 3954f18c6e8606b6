// The one page of the stand-in: who signs in? It says clearly that it is not Microsoft.
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function choicePage(uid, people) {
  const buttons = people.map((person) => `
    <button name="oid" value="${person.oid}">
      <strong>${escaped(person.name)}</strong><br>${escaped(person.preferred_username)}
    </button>`).join("");
  return `<!doctype html>
<html lang="fr-CA">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Doublure de Microsoft</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }
  .label { border: 2px dashed #8a5a00; padding: .6rem .8rem; background: #fff6e0; color: #4a3000; }
  button { display: block; width: 100%; margin: .6rem 0; padding: .7rem; font: inherit; text-align: left; }
  .cancel { text-align: center; }
</style>
<main>
  <h1>Choisir un compte</h1>
  <p class="label">Ceci n’est pas Microsoft, mais une doublure pour essayer Parvis sur cet ordinateur.
    <span lang="en">This is not Microsoft, but a stand-in.</span></p>
  <form method="post" action="/interaction/${uid}">${buttons}
    <button class="cancel" name="oid" value="">Annuler</button>
  </form>
</main>
`;
}
