/** Whether the JSON text of `value`, which must be what JSON.parse could give, is longer than that, encoded as UTF-8. */
export const exceedsBytes = (value: unknown, limitBytes: number): boolean =>
  upperBoundBytes(value) > limitBytes && Buffer.byteLength(JSON.stringify(value)) > limitBytes;

/** Never less than the encoded size, and far cheaper: nearly all payloads are much smaller than the limit. */
function upperBoundBytes(value: unknown): number {
  if (typeof value === 'string') return boundOfString(value);
  if (typeof value !== 'object' || value === null) return 25;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) bytes += upperBoundBytes(item) + 1;
    return bytes;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) bytes += boundOfString(name) + upperBoundBytes(object[name]) + 2;
  return bytes;
}

/** A UTF-16 unit takes at most six bytes: an escaped control character or a lone surrogate. */
const boundOfString = (text: string): number => 6 * text.length + 2;
