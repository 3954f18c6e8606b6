// @azure/msal-node: a confidential web application, told that its authority is plain OpenID Connect;
// or, with the address of a policy, as portals of B2C configure it.
import { ConfidentialClientApplication, CryptoProvider, ProtocolMode } from "@azure/msal-node";
import { done, visit, wanted } from "./conversation.mjs";

const application = new ConfidentialClientApplication({
  auth: {
    clientId: wanted.client_id,
    clientSecret: wanted.secret,
    authority: wanted.authority ?? wanted.issuer,
    knownAuthorities: [new URL(wanted.issuer).host],
  },
  ...(!wanted.authority && { system: { protocolMode: ProtocolMode.OIDC } }),
});
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const request = {
  redirectUri: wanted.redirect_uri, scopes: ["openid", "email", "profile"], state: "a state", nonce: "n",
};
const { url } = await visit(await application.getAuthCodeUrl({
  ...request, codeChallenge: challenge, codeChallengeMethod: "S256",
}));
const { code, state } = Object.fromEntries(url.searchParams);
const result = await application.acquireTokenByCode({ ...request, codeVerifier: verifier, code }, { state });
const renewed = await application.acquireTokenSilent({
  account: result.account, scopes: ["email"], forceRefresh: true,
});
done({
  claims: result.idTokenClaims, renewed: renewed.idTokenClaims, name: result.account.name,
  key: result.account.homeAccountId,
});
