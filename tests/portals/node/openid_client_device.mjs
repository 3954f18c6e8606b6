// openid-client: a device without a keyboard, and a portal that asks while the parent is elsewhere.
import * as client from "openid-client";
import { done, visit, wanted } from "./conversation.mjs";

const config = await client.discovery(
  new URL(wanted.issuer), wanted.client_id, undefined, client.ClientSecretBasic(wanted.secret),
  { execute: [client.allowInsecureRequests] }, // the house under test is on loopback, without TLS
);
const scope = "openid email offline_access";
const device = await client.initiateDeviceAuthorization(config, { scope });
const [tokens] = await Promise.all([
  client.pollDeviceAuthorizationGrant(config, device),
  visit(device.verification_uri_complete),
]);
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
const asked = await client.initiateBackchannelAuthentication(config, {
  scope, login_hint: wanted.address, binding_message: "Comptoir 4",
});
const answered = await client.pollBackchannelAuthenticationGrant(config, asked);
done({ device: tokens.claims(), renewed: renewed.claims(), answered: answered.claims() });
