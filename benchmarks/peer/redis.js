// Keeps what the peer must remember in Redis, in as few commands as each step allows.
import Redis from "ioredis";

const redis = new Redis({ host: "127.0.0.1", port: Number(process.env.REDIS_PORT) });

export class Kept {
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }

  async upsert(id, payload, expiresIn) {
    const key = this.key(id);
    const writes = redis.multi().hset(key, "payload", JSON.stringify(payload));
    if (expiresIn) writes.expire(key, expiresIn);
    if (payload.uid) writes.set(`${this.model}:uid:${payload.uid}`, id, "EX", expiresIn);
    if (payload.grantId) writes.rpush(`grant:${payload.grantId}`, key);
    await writes.exec();
  }

  async find(id) {
    const { payload, consumed } = await redis.hgetall(this.key(id));
    if (!payload) return undefined;
    return consumed ? { ...JSON.parse(payload), consumed: Number(consumed) } : JSON.parse(payload);
  }

  async findByUid(uid) {
    const id = await redis.get(`${this.model}:uid:${uid}`);
    return id ? this.find(id) : undefined;
  }

  async consume(id) { await redis.hset(this.key(id), "consumed", Math.floor(Date.now() / 1000)); }
  async destroy(id) { await redis.del(this.key(id)); }

  async revokeByGrantId(grantId) {
    const keys = await redis.lrange(`grant:${grantId}`, 0, -1);
    if (keys.length) await redis.del(...keys, `grant:${grantId}`);
  }
}
