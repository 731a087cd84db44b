/**
 * Weighs the JavaScript a first visit must load before a screen works: the entry, the
 * screen's own chunk and everything they import statically, gzipped. Fails above the limit.
 * Reads the manifest of the last `npm run build`.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 180;
const DIST = new URL("../dist/", import.meta.url);

/** What each first visit loads: entry and lazily loaded chunks, by source path. */
const VISITS = {
  landing: ["index.html", "src/routes/landing.tsx"],
  "sign-up": ["index.html", "src/routes/sign-up.tsx"],
  chat: ["index.html", "src/app/shell/shell.tsx", "src/routes/flow.tsx"],
  reference: ["reference.html"],
};

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));

/** The files a chunk cannot run without. */
function reach(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build's manifest`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) reach(imported, found);
  return found;
}

const weigh = (file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length / 1024;

let failed = false;
console.log(`${"visit".padEnd(12)}${"files".padStart(6)}${"gzip KB".padStart(10)}   limit ${LIMIT_KB} KB`);
for (const [visit, roots] of Object.entries(VISITS)) {
  const files = new Set(roots.flatMap((root) => [...reach(root)]));
  const total = [...files].reduce((sum, file) => sum + weigh(file), 0);
  const over = total > LIMIT_KB;
  failed ||= over;
  console.log(
    `${visit.padEnd(12)}${String(files.size).padStart(6)}${total.toFixed(1).padStart(10)}   ${over ? "TOO LARGE" : "ok"}`,
  );
}
process.exit(failed ? 1 : 0);
