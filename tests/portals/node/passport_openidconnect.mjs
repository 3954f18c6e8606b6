// passport-openidconnect: a code without PKCE, which it does not have, and the secret in the form.
import express from "express";
import session from "express-session";
import passport from "passport";
import Strategy from "passport-openidconnect";
import { done, visit, wanted } from "./conversation.mjs";

const site = express();
site.use(session({ secret: "a secret of the test", resave: false, saveUninitialized: false }));
passport.use(new Strategy({
  issuer: wanted.issuer,
  authorizationURL: `${wanted.issuer}/authorize`,
  tokenURL: `${wanted.issuer}/token`,
  userInfoURL: `${wanted.issuer}/userinfo`,
  clientID: wanted.client_id,
  clientSecret: wanted.secret,
  callbackURL: wanted.redirect_uri,
  scope: ["profile", "email"],
  skipUserProfile: wanted.skip,
}, (issuer, profile, finish) => finish(null, { issuer, profile })));
const authenticate = passport.authenticate("openidconnect", { session: false });
site.get("/sign-in", authenticate);
site.get("/callback", authenticate, (request, response) => response.json(request.user));
site.use((error, _request, response, _next) => response.json({ error: String(error) }));
const { port, hostname } = new URL(wanted.redirect_uri);
site.listen(port, hostname, async () => {
  done(JSON.parse((await visit(new URL("/sign-in", wanted.redirect_uri))).page));
});
