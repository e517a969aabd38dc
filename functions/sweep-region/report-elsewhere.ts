import type * as z from 'zod';
import type { Volumes } from '../aws/volumes';
import type { SweepRegionEnvironment } from '../domain/environment';
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
 * are selected, those of the deployment's own Regions are meant. A Region that does not answer is left out: where a policy of the
 * organization denies it, nobody has volumes there.
 */
export async function reportElsewhere(deps: Elsewhere): Promise<void> {
  const { environment, region, log, metrics } = deps;
  const { SELECTION: selection, PRIMARY_REGIONS: covered, IGNORE_REGIONS: ignored } = environment;
  if (selection === 'all') return;
  try {
    const others = (await deps.regions()).filter((one) => !covered.includes(one) && !ignored.includes(one));
    const counts = await Promise.all(
      others.map(async (other) => {
        try {
          const found = await deps.volumes(other).selectedBy(selection);
          for (const { volumeId } of found.slice(0, NAMED_MAX))
            log.warn('selected where no stack protects it', { region: other, volumeId });
          return found.length;
        } catch (error) {
          log.info('other Region not read', { region: other, why: String(error) });
          return 0;
        }
      }),
    );
    const value = counts.reduce((sum, count) => sum + count, 0);
    metrics.gauge('VolumesElsewhere', { value, unit: 'Count', ofRegion: region });
  } catch (error) {
    log.warn('Regions of the account not read', { why: String(error) });
  }
}
