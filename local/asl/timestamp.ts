let lastMs = Number.NaN;
let lastText = '';

/** ISO 8601 as Step Functions writes it: whole seconds stand without a fraction. */
export function timestamp(atMs: number): string {
  // Many states are entered at the same instant, and formatting costs more than the rest of an entry.
  if (atMs !== lastMs) {
    lastText = new Date(atMs).toISOString().replace('.000Z', 'Z');
    lastMs = atMs;
  }
  return lastText;
}
