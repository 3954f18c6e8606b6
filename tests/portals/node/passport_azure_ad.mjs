// passport-azure-ad, as portals of Azure AD B2C use it: `code id_token` by form_post, state in a
// cookie. Its site runs here; the parent's browser comes to /sign-in and ends at /callback.
import cookieParser from "cookie-parser";
import express from "express";
import passport from "passport";
import { OIDCStrategy } from "passport-azure-ad";
import { done, visit, wanted } from "./conversation.mjs";

const site = express();
site.use(express.urlencoded({ extended: false }), cookieParser(), passport.initialize());
passport.use(new OIDCStrategy({
  identityMetadata: `${wanted.issuer}${wanted.tenant ?? ""}/.well-known/openid-configuration`,
  isB2C: wanted.policy !== undefined,
  clientID: wanted.client_id,
  clientSecret: wanted.secret,
  responseType: "code id_token",
  responseMode: "form_post",
  redirectUrl: wanted.redirect_uri,
  allowHttpForRedirectUrl: true,
  scope: wanted.scope ?? ["email", "gpi"],
  useCookieInsteadOfSession: true,
  cookieEncryptionKeys: [{ key: "12345678901234567890123456789012", iv: "123456789012" }],
  loggingLevel: "error",
  passReqToCallback: false,
}, (iss, sub, profile, accessToken, refreshToken, finish) => finish(null, {
  iss, sub, name: profile.displayName, claims: profile._json,
})));

const authenticate = (request, response, next) =>
  passport.authenticate("azuread-openidconnect", { session: false }, (error, user, info) =>
    response.json({ error: error && String(error), user, info, told: request.body?.error_description }))(request, response, next);
site.get("/sign-in", authenticate);
site.post("/callback", authenticate);
site.listen(new URL(wanted.redirect_uri).port, "127.0.0.1", async () => {
  const { page } = await visit(new URL(wanted.policy ? `/sign-in?p=${wanted.policy}` : "/sign-in", wanted.redirect_uri));
  done(JSON.parse(page));
});
