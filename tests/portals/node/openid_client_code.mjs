// openid-client: code with PKCE, userinfo, refresh, introspection, revocation, sign-out.
import * as client from "openid-client";
import { done, visit, wanted } from "./conversation.mjs";

const config = await client.discovery(
  new URL(wanted.issuer), wanted.client_id, undefined, client.ClientSecretBasic(wanted.secret),
  { execute: [client.allowInsecureRequests] }, // the house under test is on loopback, without TLS
);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const { url } = await visit(client.buildAuthorizationUrl(config, {
  redirect_uri: wanted.redirect_uri,
  scope: "openid email offline_access",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
}));
const tokens = await client.authorizationCodeGrant(config, url, {
  pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true,
});
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
const active = await client.tokenIntrospection(config, renewed.access_token);
await client.tokenRevocation(config, renewed.refresh_token);
const revoked = await client.tokenIntrospection(config, renewed.access_token);
const signedOut = await visit(client.buildEndSessionUrl(config, {
  post_logout_redirect_uri: wanted.post_logout_redirect_uri,
  id_token_hint: renewed.id_token,
  state: "bye",
}));
done({ claims, userinfo, renewed: renewed.claims(), active, revoked, signedOut: signedOut.url });
