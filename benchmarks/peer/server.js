// The peer: npm oidc-provider, everything in memory or in Redis, one process, the same scenarios.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;

// The quick-start adapter forgets all but its newest thousand entries; this one keeps them.
const kept = new Map();
class Memory {
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }
  async upsert(id, payload) {
    kept.set(this.key(id), payload);
    if (payload.uid) kept.set(`${this.model}:uid:${payload.uid}`, payload);
  }
  async find(id) { return kept.get(this.key(id)); }
  async findByUid(uid) { return kept.get(`${this.model}:uid:${uid}`); }
  async consume(id) { kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { kept.delete(this.key(id)); }
  async revokeByGrantId() {}
}

// It signs RS256 as it does by default, and what an API verifies by itself (RFC 9068) with ES256.
const keys = [["rsa", { modulusLength: 2048 }], ["ec", { namedCurve: "P-256" }]].map(([kind, options]) =>
  ({ ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }), use: "sig" }));

const adapter = process.env.REDIS_PORT ? (await import("./redis.js")).Kept : Memory;
const provider = new Provider(issuer, {
  adapter,
  jwks: { keys },
  clients: [{
    client_id: "portal",
    client_secret: process.env.SECRET,
    redirect_uris: ["https://portal.example.org/cb"],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    response_types: ["code"],
  }],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (_, resource) => ({
        scope: "", audience: resource, accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
  routes: { authorization: "/authorize", userinfo: "/userinfo", introspection: "/introspect", jwks: "/.well-known/jwks.json" },
  scopes: ["openid", "offline_access"],
  cookies: { keys: ["benchmark"] },
  ttl: { AuthorizationCode: 600 },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  loadExistingGrant: async (ctx) => {
    const known = ctx.oidc.session.grantIdFor(ctx.oidc.client.clientId);
    if (known) return ctx.oidc.provider.Grant.find(known);
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid offline_access");
    await grant.save();
    return grant;
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

// Whoever comes is signed in at once: the measure is of the protocol, not of a page.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: "account" } }));
});
provider.listen(port, "127.0.0.1");
