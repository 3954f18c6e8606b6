// A stand-in for Microsoft Entra: npm oidc-provider, made to look and to fail as Entra does.
//
// Many tenants stand behind one issuer template, each key names the issuer it may sign for, and
// errors carry AADSTS numbers. With CONTROL=1 a scenario can be set at /control (loopback only).
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";
import Provider, { interactionPolicy } from "oidc-provider";
import { choicePage, frontPage, signedOutPage, signOutPage } from "./page.mjs";
import { PEOPLE } from "./people.mjs";

const port = Number(process.env.PORT);
const origin = `http://127.0.0.1:${port}`;
const TEMPLATE = `${origin}/{tenantid}/v2.0`;
const DISCOVERY = "/common/v2.0/.well-known/openid-configuration";
const KINDS = { [DISCOVERY]: "discovery", "/common/discovery/v2.0/keys": "keys", "/common/oauth2/v2.0/token": "token" };
let scenario = {};

const makeKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: randomBytes(12).toString("base64url"), privateKey, jwk: publicKey.export({ format: "jwk" }) };
};
const stranger = makeKey();
let keys = [makeKey()];

const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);

const provider = new Provider(origin, {
  clients: [{
    client_id: process.env.CLIENT_ID,
    client_secret: process.env.CLIENT_SECRET,
    redirect_uris: [process.env.REDIRECT_URI],
    post_logout_redirect_uris: [process.env.POST_LOGOUT_REDIRECT_URI],
    token_endpoint_auth_method: "client_secret_post",
  }],
  routes: {
    authorization: "/common/oauth2/v2.0/authorize",
    token: "/common/oauth2/v2.0/token",
    jwks: "/common/discovery/v2.0/keys",
    end_session: "/common/oauth2/v2.0/logout",
    userinfo: "/oidc/userinfo",
  },
  scopes: ["openid", "profile", "email"],
  claims: { openid: ["sub", "tid", "oid"], profile: ["name", "preferred_username"], email: ["email"] },
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => { ctx.body = signOutPage(form); },
      postLogoutSuccessSource: (ctx) => { ctx.body = signedOutPage; },
    },
  },
  cookies: { keys: [randomBytes(24).toString("base64url")] },
  pkce: { required: () => true },
  findAccount: (_, oid) => {
    const person = PEOPLE.find((each) => each.oid === oid);
    return person && { accountId: oid, claims: () => ({ sub: oid, ...person }) };
  },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
});

const aadsts = (number, text) =>
  `AADSTS${number}: ${text} Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()} Timestamp: ${new Date().toISOString()}`;

const shaped = (token) => {
  const theirs = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const { iss, at_hash, ...rest } = theirs;
  const claims = {
    ver: "2.0",
    iss: TEMPLATE.replace("{tenantid}", theirs.tid),
    nbf: theirs.iat,
    ...rest,
    // Particular to the registration, as Entra's is.
    sub: createHash("sha256").update(`${theirs.aud} ${theirs.oid}`).digest("base64url"),
    ...scenario.claims,
  };
  const key = scenario.signer === "stranger" ? { ...stranger, kid: keys.at(-1).kid } : keys.at(-1);
  const header = { typ: "JWT", alg: "RS256", kid: key.kid, ...scenario.header };
  const part = (content) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key.privateKey).toString("base64url")}`;
};

const published = () => {
  if (scenario.keys === "empty") return [];
  const issuer = scenario.keys === "another issuer" ? "https://evil.example/{tenantid}/v2.0" : TEMPLATE;
  return keys.map(({ kid, jwk }) => ({ ...jwk, kid, use: "sig", issuer }));
};

const ANSWERS = {
  discovery: (body) => {
    delete body.authorization_response_iss_parameter_supported;
    return { ...body, issuer: scenario.issuer ?? TEMPLATE, cloud_instance_name: "127.0.0.1" };
  },
  keys: () => ({ keys: published() }),
  token: (body) => {
    if (body.error) {
      const number = { invalid_client: 7000215, invalid_grant: 54005 }[body.error] ?? 900144;
      return { ...body, error_codes: [number], error_description: aadsts(number, "The request failed.") };
    }
    return scenario.id_token === "none" ? { ...body, id_token: undefined } : { ...body, id_token: shaped(body.id_token) };
  },
};

async function misbehave(ctx, kind) {
  if (scenario.only && !scenario.only.includes(kind)) return false;
  if (scenario.slow_seconds) await rest(scenario.slow_seconds * 1000);
  if (scenario.status) ctx.status = scenario.status;
  if (scenario.garbage === "html") { ctx.type = "html"; ctx.body = "<h1>Bad gateway</h1>"; }
  if (scenario.garbage === "truncated") { ctx.type = "json"; ctx.body = '{"issuer": "htt'; }
  if (scenario.garbage === "huge") { ctx.type = "json"; ctx.body = `{"x": "${"y".repeat(2_000_000)}"}`; }
  if (scenario.status && !ctx.body) ctx.body = "";
  return Boolean(scenario.garbage || scenario.status);
}

async function choose(ctx) {
  const { uid, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === "GET") {
    ctx.type = "html";
    ctx.body = choicePage(uid, PEOPLE);
    return;
  }
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  const oid = new URLSearchParams(Buffer.concat(chunks).toString()).get("oid");
  const cancelled = { error: "access_denied", error_description: aadsts(65004, "User declined to consent.") };
  const result = oid ? { login: { accountId: oid, remember: false }, select_account: {} } : cancelled;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
}

provider.use(async (ctx, next) => {
  if (process.env.CONTROL && ctx.path === "/control" && ctx.method === "POST") {
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    scenario = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    if (scenario.rollover) keys = [makeKey()];
    ctx.status = 204;
    return;
  }
  if (ctx.path === "/") {
    ctx.type = "html";
    ctx.body = frontPage;
    return;
  }
  if (ctx.path.startsWith("/interaction/")) return choose(ctx);
  const kind = KINDS[ctx.path];
  if (kind && await misbehave(ctx, kind)) return;
  if (scenario.authorize_error && ctx.path.endsWith("/authorize")) {
    const { redirect_uri, state } = ctx.query;
    const { error, number } = scenario.authorize_error;
    const query = new URLSearchParams({ error, error_description: aadsts(number, "No."), state });
    return ctx.redirect(`${redirect_uri}?${query}`);
  }
  if (ctx.path === DISCOVERY) ctx.path = "/.well-known/openid-configuration";
  // Entra does not say who answers (RFC 9207).
  await next();
  const location = ctx.response.get("location");
  if (location) ctx.set("location", location.replace(/&iss=[^&]*/, ""));
  if (kind && typeof ctx.body === "object") ctx.body = ANSWERS[kind](ctx.body);
});
provider.listen(port, "127.0.0.1", () => console.log(`ready at ${origin}`));
