/** The id of the snapshot with this number. */
export const snap = (number: number): string => `snap-${String(number).padStart(17, '0')}`;

/** The id of the volume with this number. */
export const vol = (number: number): string => `vol-${String(number).padStart(17, '0')}`;

/** The text with `snap-1` for the id of the first snapshot, and so on. */
export const short = (text: string): string => text.replace(/\b(snap|vol)-0{2,}(\d+)\b/g, '$1-$2');
