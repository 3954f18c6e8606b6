// How a relying party and its test speak: a line of JSON each way, one after the other.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** What the test wants of this relying party: `issuer`, `client`, and what the flow needs. */
export const wanted = JSON.parse((await lines.next()).value);

/**
 * Send the parent's browser to `url`. For a url of the house: returns where it came back, and what
 * it posted there. For one of this relying party: the page it ended at.
 */
export async function visit(url) {
  console.log(JSON.stringify({ visit: String(url) }));
  const { uri, form, page } = JSON.parse((await lines.next()).value);
  return { url: new URL(uri), form, page };
}

/** Say what came of it, and end. */
export function done(result) {
  console.log(JSON.stringify({ done: result }));
  process.exit(0);
}
