/**
 * Ids of ours, minted in the browser: a prefix and 26 characters of Crockford's base 32 that hold a UUID of version 7 (RFC 9562 §5.7), as the server makes
 * them. Minting a run's id before sending makes sending twice harmless.
 */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** `gen_01jd…`. Uses getRandomValues, not randomUUID: the latter is missing on plain-HTTP addresses of a home network. */
export function mintTypeId(prefix: string, now: number = Date.now()): string {
  return `${prefix}_${encode(uuidV7(now))}`;
}

function uuidV7(now: number): Uint8Array {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** 128 bits as 26 characters: the first carries the top three bits. */
function encode(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = (ALPHABET[Number(value & 31n)] ?? "") + text;
    value >>= 5n;
  }
  return text;
}
