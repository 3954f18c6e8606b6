// openid-client: the request pushed (PAR), signed (JAR), or both; the answer signed (JARM).
import * as client from "openid-client";
import { done, visit, wanted } from "./conversation.mjs";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const key = await crypto.subtle.importKey("jwk", wanted.private_jwk, algorithm, false, ["sign"]);
const signing = { key, kid: wanted.private_jwk.kid };
const config = await client.discovery(
  new URL(wanted.issuer), wanted.client_id, { request_object_signing_alg: "ES256" },
  client.PrivateKeyJwt(signing), { execute: [client.allowInsecureRequests] },
);
if (wanted.signed_answer) client.useJwtResponseMode(config);
const verifier = client.randomPKCECodeVerifier();
const nonce = client.randomNonce();
const state = client.randomState();
const asked = new URLSearchParams({
  redirect_uri: wanted.redirect_uri,
  scope: "openid email",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  nonce,
  state,
});
let url = wanted.signed
  ? await client.buildAuthorizationUrlWithJAR(config, asked, signing)
  : client.buildAuthorizationUrl(config, asked);
if (wanted.pushed) url = await client.buildAuthorizationUrlWithPAR(config, url.searchParams);
const returned = await visit(url);
const tokens = await client.authorizationCodeGrant(config, returned.url, {
  pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true,
});
done({ asked: String(url), returned: returned.url, claims: tokens.claims() });
