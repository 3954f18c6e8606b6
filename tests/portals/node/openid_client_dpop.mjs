// openid-client: a FAPI 2.0 client, its request pushed and every token bound to its key (DPoP).
import * as client from "openid-client";
import { done, visit, wanted } from "./conversation.mjs";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const key = await crypto.subtle.importKey("jwk", wanted.private_jwk, algorithm, false, ["sign"]);
const config = await client.discovery(
  new URL(wanted.issuer), wanted.client_id, { id_token_signed_response_alg: "PS256" },
  client.PrivateKeyJwt({ key, kid: wanted.private_jwk.kid }),
  { execute: [client.allowInsecureRequests] },
);
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(wanted.algorithm));
const verifier = client.randomPKCECodeVerifier();
const asked = new URLSearchParams({
  redirect_uri: wanted.redirect_uri,
  scope: "openid email offline_access",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const { url } = await visit(await client.buildAuthorizationUrlWithPAR(config, asked, { DPoP }));
const tokens = await client.authorizationCodeGrant(
  config, url, { pkceCodeVerifier: verifier, idTokenExpected: true }, undefined, { DPoP },
);
const subject = tokens.claims().sub;
const userinfo = await client.fetchUserInfo(config, tokens.access_token, subject, { DPoP });
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
const bare = await client.fetchUserInfo(config, renewed.access_token, subject).catch((error) => error);
done({
  type: tokens.token_type,
  bound: (await client.tokenIntrospection(config, renewed.access_token)).cnf.jkt,
  thumbprint: await DPoP.calculateThumbprint(),
  userinfo,
  same: renewed.refresh_token === undefined || renewed.refresh_token === tokens.refresh_token,
  bare: bare.status ?? bare.code ?? null,
});
