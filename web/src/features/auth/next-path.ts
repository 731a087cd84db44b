/**
 * Where to go after signing in: a path of this site or nothing. An address of another
 * site, also one dressed as a path ("//evil.example", "/\evil.example"), is dropped.
 */
export function nextPath(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("/")) return undefined;
  const url = URL.parse(value, window.location.origin);
  if (!url || url.origin !== window.location.origin) return undefined;
  return url.pathname + url.search + url.hash;
}
