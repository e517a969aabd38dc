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
 * anything, and never that there is none.
 */
export async function reportElsewhere(deps: Elsewhere): Promise<void> {
  const { environment, region, log, metrics } = deps;
  const { SELECTION: selection, PRIMARY_REGIONS: covered, IGNORE_REGIONS: ignored } = environment;
  if (selection === 'all') return;
  try {
    const others = (await deps.regions()).filter((one) => !covered.includes(one) && !ignored.includes(one));
    const counts = await Promise.all(others.map((other) => countIn(deps, other, selection)));
    const value = counts.reduce<number>((sum, count = 0) => sum + count, 0);
    if (value > 0 || !counts.includes(undefined))
      metrics.gauge('VolumesElsewhere', { value, unit: 'Count', ofRegion: region });
  } catch (error) {
    log.warn('Regions of the account not read', { why: String(error) });
  }
}

/** How many volumes are selected in a Region; undefined where it does not answer. */
async function countIn(
  { volumes, log }: Elsewhere,
  region: string,
  selection: Exclude<Selection, 'all'>,
): Promise<number | undefined> {
  try {
    const found = await volumes(region).selectedBy(selection);
    for (const { volumeId } of found.slice(0, NAMED_MAX))
      log.warn('selected where no stack protects it', { region, volumeId });
    return found.length;
  } catch (error) {
    if (isForGood(error)) {
      log.info('other Region denied', { region, why: String(error) });
      return 0;
    }
    log.warn('other Region not read', { region, why: String(error) });
    return undefined;
  }
}

/** What the next sweep is told again: a policy denies the Region, or the account may not use EC2 there. */
const isForGood = (error: unknown): boolean => isDenied(error) || codeOf(error) === 'OptInRequired';
