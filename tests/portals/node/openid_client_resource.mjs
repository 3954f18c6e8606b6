// openid-client: a program that calls a protected resource by tokens bound to its key (DPoP).
import * as client from "openid-client";
import { done, wanted } from "./conversation.mjs";

const config = await client.discovery(
  new URL(wanted.issuer), wanted.client_id, undefined, client.ClientSecretBasic(wanted.secret),
  { execute: [client.allowInsecureRequests] }, // everything under test is on loopback, without TLS
);
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(wanted.algorithm));
const scope = "absences.read absences.write";
const asked = { scope, resource: wanted.resource };
const { access_token: token } = await client.clientCredentialsGrant(config, asked, { DPoP });
const place = new URL(`${wanted.resource}/absences`);
const call = (method, body, options) => client.fetchProtectedResource(
  config, token, place, method, body, new Headers({ "Content-Type": "application/json" }), options,
);
const written = await call("POST", JSON.stringify({ day: "2026-12-01" }), { DPoP });
const read = await call("GET", undefined, { DPoP });
const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair(wanted.algorithm));
const refusal = (options) => call("GET", undefined, options).then(
  ({ status }) => ({ status }),
  (error) => ({ status: error.status, told: error.cause?.[0] }),
);
done({
  written: written.status,
  read: await read.json(),
  bare: await refusal(undefined),
  stolen: await refusal({ DPoP: thief }),
});
