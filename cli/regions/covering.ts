import { isSelected } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import type { Primaries } from '../../infra/settings';

/** One entry of the list `primary`, as it is written in the settings. */
export type Entry = { readonly region: string; readonly dr: readonly DrEntry[] } & Readonly<
  Record<string, unknown>
>;

type DrEntry = { readonly region: string } & Readonly<Record<string, unknown>>;

/** The settings of a deployment, checked and as they are written. */
export type Given = { readonly primaries: Primaries; readonly written: unknown };

/** An entry that would make a Region a primary one, and the volumes there that its selection would not take all the same. */
export type Covering = { readonly entry: Entry; readonly left: readonly string[] };

/**
 * The entry by which volumes of a Region would be protected as they are in the primary Region whose selection takes the most of them: by the same
 * rules, with copies in the same DR Regions. Where its only DR Region is this very one, the copies go the other way.
 */
export function coveringOf(
  region: string,
  volumes: readonly Volume[],
  { primaries, written }: Given,
): Covering {
  const taken = primaries.map(({ selection }) =>
    selection === 'all' ? [] : volumes.filter(({ tags }) => isSelected(tags, selection)),
  );
  const most = Math.max(...taken.map(({ length }) => length));
  const index = taken.findIndex(({ length }) => length === most);
  const { region: origin, dr, ...rules } = entriesIn(written)[index]!;
  const others = dr.filter((one) => one.region !== region);
  return {
    entry: { region, ...rules, dr: others.length > 0 ? others : dr.map((one) => turned(one, origin)) },
    left: volumes.filter((one) => !taken[index]!.includes(one)).map(({ volumeId }) => volumeId),
  };
}

/** A key is of the Region that it was written for. */
const turned = (there: DrEntry, region: string): DrEntry => ({
  ...Object.fromEntries(Object.entries(there).filter(([field]) => field !== 'key')),
  region,
});

/** What to paste into the settings, and where. */
export type Pasted = { readonly place: string; readonly lines: readonly string[] };

/** The lines that add these entries to the settings: to a list of primary Regions, or one that makes a list of the only one and of these. */
export function linesThatAdd(entries: readonly Entry[], written: unknown): Pasted {
  if (isSeveral(written))
    return {
      place: 'behind the last entry of "primary"',
      lines: entries.map((entry) => `,${JSON.stringify(entry)}`),
    };
  return {
    place: 'in place of "primary" and "dr"',
    lines: [`"primary":${JSON.stringify([...entriesIn(written), ...entries])}`],
  };
}

/** They have been checked. */
function entriesIn(written: unknown): readonly Entry[] {
  if (isSeveral(written)) return written.primary;
  const { primary, dr } = written as { primary: Omit<Entry, 'dr'>; dr: Entry['dr'] };
  return [{ ...primary, dr } as Entry];
}

const isSeveral = (written: unknown): written is { readonly primary: readonly Entry[] } =>
  Array.isArray((written as { primary: unknown }).primary);
