import type * as z from 'zod';
import { codeOf, isDenied } from '../aws/aws-errors';
import type { Volumes } from '../aws/volumes';
import type { SweepRegionEnvironment } from '../domain/environment';
import type { Selection } from '../domain/selection';
import type { Log, Metrics } from '../runtime/log';

export type Elsewhere = {
  /** The Regions that the account has enabled. */
  readonly regions: () => Promise<readonly string[]>;
  readonly volumes: (region: string) => Pick<Volumes, 'selectedBy'>;
  readonly environment: Pick<
    z.output<typeof SweepRegionEnvironment>,
    'SELECTION' | 'PRIMARY_REGIONS' | 'IGNORE_REGIONS'
  >;
  /** This one. */
  readonly region: string;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** So many volumes of a Region one sweep names in its log. */
const NAMED_MAX = 100;

/**
 * Says how many volumes are selected in Regions of which no stack protects any: somebody has tagged them and relies on it. Where all volumes
 * are selected, those of the deployment's own Regions are meant. A Region that is denied is left out: where a policy of the organization
 * denies it, nobody has volumes there. What one holds that does not answer is not known: then only what the others hold is said, if
 * anything, and never that there is none. One line of the log names the Regions, another those that were not looked at.
 */
export async function reportElsewhere(deps: Elsewhere): Promise<void> {
  const { environment, region, log, metrics } = deps;
  const { SELECTION: selection, PRIMARY_REGIONS: covered, IGNORE_REGIONS: ignored } = environment;
  if (selection === 'all') return;
  try {
    const others = (await deps.regions()).filter((one) => !covered.includes(one) && !ignored.includes(one));
    const looks = await Promise.all(others.map((other) => lookIn(deps, other, selection)));
    const value = looks.reduce((sum, { count = 0 }) => sum + count, 0);
    if (value > 0 || looks.every(({ count }) => count !== undefined))
      metrics.gauge('VolumesElsewhere', { value, unit: 'Count', ofRegion: region });
    if (value > 0)
      log.warn('selected volumes without a stack', { volumes: countsByRegion(looks), hint: COVER });
    tellUnseen(log, looks);
  } catch (error) {
    log.warn('Regions of the account not read', { why: String(error) });
  }
}

type Look = {
  readonly region: string;
  /** How many volumes are selected there; none where it is denied, undefined where it does not answer. */
  readonly count: number | undefined;
  /** Why nobody has looked. */
  readonly why?: string;
};

async function lookIn(
  { volumes, log }: Elsewhere,
  region: string,
  selection: Exclude<Selection, 'all'>,
): Promise<Look> {
  try {
    const found = await volumes(region).selectedBy(selection);
    for (const { volumeId } of found.slice(0, NAMED_MAX))
      log.warn('selected where no stack protects it', { region, volumeId });
    return { region, count: found.length };
  } catch (error) {
    return { region, count: isForGood(error) ? 0 : undefined, why: String(error) };
  }
}

/** Once for all of them: in an organization that allows two Regions, a sweep is denied all others, each time. */
function tellUnseen(log: Log, looks: readonly Look[]): void {
  const denied = whyByRegion(looks.filter(({ count }) => count !== undefined));
  const unread = whyByRegion(looks.filter(({ count }) => count === undefined));
  const line = { denied, unread, hint: HINT };
  if (Object.keys(unread).length > 0) log.warn('other Regions not looked at', line);
  else if (Object.keys(denied).length > 0) log.info('other Regions not looked at', line);
}

const whyByRegion = (looks: readonly Look[]): Record<string, string> =>
  Object.fromEntries(looks.flatMap(({ region, why }) => (why === undefined ? [] : [[region, why] as const])));

const countsByRegion = (looks: readonly Look[]): Record<string, number> =>
  Object.fromEntries(looks.flatMap(({ region, count = 0 }) => (count > 0 ? [[region, count] as const] : [])));

const COVER = '"npm run keeper -- regions" lists them, with the line of settings that would cover them.';

const HINT = 'The setting ignoreRegions names Regions that are not to be asked.';

/** What the next sweep is told again: a policy denies the Region, or the account may not use EC2 there. */
const isForGood = (error: unknown): boolean => isDenied(error) || codeOf(error) === 'OptInRequired';
