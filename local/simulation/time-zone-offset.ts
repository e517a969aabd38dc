const QUARTER_MS = 900_000;

/** No zone has changed its offset within a quarter of an hour of UTC for decades, and asking Intl is slow. */
const known = new Map<string, Map<number, number>>();

/** How much later clocks in an IANA time zone show than UTC at an instant. */
export function offsetMs(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return 0;
  const ofZone = known.get(timeZone) ?? new Map<number, number>();
  known.set(timeZone, ofZone);
  const quarter = Math.floor(atMs / QUARTER_MS);
  const offset = ofZone.get(quarter) ?? shown(timeZone, quarter * QUARTER_MS) - quarter * QUARTER_MS;
  ofZone.set(quarter, offset);
  return offset;
}

/** What the clocks there show, as if it were UTC. */
function shown(timeZone: string, atMs: number): number {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(atMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
