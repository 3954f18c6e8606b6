// express-openid-connect, as its documentation shows it: `id_token` by form_post unless `response_type`
// asks for a code. Its site runs here; the parent's browser comes to /person and leaves by /logout.
import express from "express";
import eoc from "express-openid-connect";
import { done, visit, wanted } from "./conversation.mjs";

const site = express();
const home = new URL("/", wanted.redirect_uri);
site.use(eoc.auth({
  issuerBaseURL: wanted.issuer,
  baseURL: home.origin,
  clientID: wanted.client_id,
  clientSecret: wanted.secret,
  secret: "a secret of the test, which is long enough",
  authRequired: false,
  idpLogout: true,
  ...(wanted.response_type && {
    authorizationParams: { response_type: wanted.response_type, scope: "openid profile email offline_access" },
  }),
}));
site.get("/", (request, response) => response.json({ signedIn: request.oidc.isAuthenticated() }));
site.get("/person", eoc.requiresAuth(), async (request, response) => {
  const renewed = wanted.response_type && await request.oidc.accessToken.refresh();
  response.json({ user: request.oidc.user, renewed: Boolean(renewed?.access_token) });
});
site.use((error, _request, response, _next) => response.json({ error: error.error ?? String(error) }));
site.listen(home.port, home.hostname, async () => {
  const person = JSON.parse((await visit(new URL("/person", home))).page);
  const left = JSON.parse((await visit(new URL("/logout", home))).page);
  done({ ...person, left });
});
