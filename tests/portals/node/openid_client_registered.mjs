// openid-client: registers itself, and gets every answer signed, encrypted, or both.
import * as client from "openid-client";
import { done, visit, wanted } from "./conversation.mjs";

const algorithm = { name: "ECDH", namedCurve: "P-256" };
const key = await crypto.subtle.importKey("jwk", wanted.private_jwk, algorithm, false, ["deriveBits"]);
const { kid, ...rest } = wanted.private_jwk;
const publicJwk = { kid, kty: rest.kty, crv: rest.crv, x: rest.x, y: rest.y, use: "enc" };
const config = await client.dynamicClientRegistration(new URL(wanted.issuer), {
  client_name: "Portail des Érables",
  redirect_uris: [wanted.redirect_uri],
  post_logout_redirect_uris: [wanted.post_logout_redirect_uri],
  token_endpoint_auth_method: "client_secret_post", // what it does by itself
  jwks: { keys: [publicJwk] },
  id_token_encrypted_response_alg: "ECDH-ES",
  id_token_encrypted_response_enc: "A256GCM",
  userinfo_signed_response_alg: "RS256",
  userinfo_encrypted_response_alg: "ECDH-ES",
  userinfo_encrypted_response_enc: "A128CBC-HS256",
  authorization_encrypted_response_alg: "ECDH-ES",
  authorization_encrypted_response_enc: "A256GCM",
}, undefined, { initialAccessToken: wanted.invitation, execute: [client.allowInsecureRequests] });
client.enableDecryptingResponses(config, ["A256GCM", "A128CBC-HS256"], { key, kid, alg: "ECDH-ES" });
client.useJwtResponseMode(config);
const verifier = client.randomPKCECodeVerifier();
const nonce = client.randomNonce();
const state = client.randomState();
const returned = await visit(client.buildAuthorizationUrl(config, {
  redirect_uri: wanted.redirect_uri,
  scope: "openid email",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  nonce,
  state,
}));
const tokens = await client.authorizationCodeGrant(config, returned.url, {
  pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true,
});
const userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
done({
  registered: config.clientMetadata(),
  parts: {
    response: returned.url.searchParams.get("response").split(".").length,
    id_token: tokens.id_token.split(".").length,
  },
  claims: tokens.claims(),
  userinfo,
});
