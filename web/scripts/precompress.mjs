/**
 * Writes a Brotli and a gzip version beside every text file of the build, once and as small as they get,
 * so that the server sends bytes instead of compressing them at each request. Files that gain nothing
 * (pictures, fonts, tiny ones) stay alone.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url).pathname;
const TEXT = /\.(?:js|css|html|svg|json|webmanifest)$/;
/** Below this a header costs more than compression saves. */
const BYTES_MIN = 512;

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

let before = 0;
let after = 0;
for (const name of readdirSync(DIST, { recursive: true })) {
  if (!TEXT.test(name)) continue;
  const path = join(DIST, name);
  const bytes = readFileSync(path);
  if (bytes.length < BYTES_MIN) continue;
  const smaller = brotli(bytes);
  writeFileSync(`${path}.br`, smaller);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  before += bytes.length;
  after += smaller.length;
}
console.log(`precompressed: ${Math.round(before / 1024)} KB of text become ${Math.round(after / 1024)} KB`);
