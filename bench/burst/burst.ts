import { join } from 'node:path';
import { parseSettings } from '../../infra/settings';
import { MINUTE_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { withoutSchedules } from '../../local/world/without-schedules';
import { playInProcess, withScript } from '../processes';
import { COMPARED, PRODUCT, type Case } from './cases';
import { withoutQueue } from './other-ways';
import type { Burst, PlayedBurst } from './play';

/** The promise of the makespan is made for so many snapshots: of fewer, the last copies weigh more. */
export const WHOLE_BURST = 10_000;

/** With Retry, each copy is asked for the more often, the more of them wait: a tenth of them is a hundredth of the calls. */
const COMPARED_SHARE = 0.1;

/** Snapshots that are completed one after the other, so that each copy finds a free slot. */
const STEADY = { volumes: 40, apartMs: 30_000, slots: 20 };

const WINDOW_MS = 5 * MINUTE_MS;

/** As many processes as there are cores, in the promise. */
const PROCESSES = 2;

const NODE_FLAGS = ['--max-semi-space-size=64', '--max-old-space-size=3072'];

const DR_REGIONS = ['us-west-2', 'eu-west-1', 'eu-central-1'];

export type PlayedCase = Case & { readonly played: PlayedBurst };

/** Of each case the same snapshots, and so the same work. */
export type Bursts = {
  readonly snapshots: number;
  readonly cases: readonly PlayedCase[];
  /** By the number of DR Regions, the same machines where nobody waits. */
  readonly steady: Readonly<Record<number, PlayedBurst>>;
};

/** Plays the product with `snapshots` snapshots, and with a tenth of them beside the ways that others go. */
export async function playBursts(
  snapshots: number,
  onProgress: (done: string) => void,
): Promise<{ readonly product: Bursts; readonly compared: Bursts }> {
  const drRegions = [...new Set(PRODUCT.map((one) => one.drRegions))];
  const compared = Math.ceil(snapshots * COMPARED_SHARE);
  const bursts = [
    ...drRegions.map((count) => steadyBurst(count)),
    ...PRODUCT.map((one) => burstOf(one, snapshots)),
    ...COMPARED.map((one) => burstOf(one, compared)),
  ];
  const played = await playAll(bursts, onProgress);
  const steady = Object.fromEntries(drRegions.map((count, index) => [count, played[index]!]));
  const from = (start: number, cases: readonly Case[]): readonly PlayedCase[] =>
    cases.map((one, index) => ({ ...one, played: played[start + index]! }));
  return {
    product: { snapshots, cases: from(drRegions.length, PRODUCT), steady },
    compared: { snapshots: compared, cases: from(drRegions.length + PRODUCT.length, COMPARED), steady },
  };
}

const burstOf = ({ way, slots, othersSlots, drRegions }: Case, volumes: number): Burst => ({
  ...deployed({ way, drRegions }),
  way,
  volumes,
  windowMs: WINDOW_MS,
  slots,
  othersSlots,
});

const steadyBurst = (drRegions: number): Burst => ({
  ...burstOf({ way: 'queue', slots: STEADY.slots, othersSlots: 0, drRegions }, STEADY.volumes),
  windowMs: STEADY.volumes * STEADY.apartMs,
});

function deployed({ way, drRegions }: Pick<Case, 'way' | 'drRegions'>) {
  const dr = DR_REGIONS.slice(0, drRegions).map((region) => ({ region }));
  const settings = parseSettings({ primary: { region: 'us-east-1' }, dr }, 'the bench');
  // A sweep goes on beside them, whatever waits.
  const templates = withoutSchedules(synthesize(settings));
  return { settings, templates: way === 'queue' ? templates : withoutQueue(templates, way), seed: 1 };
}

/** Several at a time, in the order of the list. */
function playAll(
  bursts: readonly Burst[],
  onProgress: (done: string) => void,
): Promise<readonly PlayedBurst[]> {
  return withScript(join(__dirname, 'worker.ts'), async (script) => {
    const played: PlayedBurst[] = [];
    let next = 0;
    const playNext = async (): Promise<void> => {
      while (next < bursts.length) {
        const place = next;
        next += 1;
        const { volumes, settings } = bursts[place]!;
        const copies = volumes * settings.dr.length;
        played[place] = await playInProcess<PlayedBurst>(script, NODE_FLAGS, bursts[place]!, (ended) =>
          onProgress(`burst ${place + 1} of ${bursts.length}: ${ended} of ${copies} copies`),
        );
      }
    };
    await Promise.all(Array.from({ length: PROCESSES }, playNext));
    return played;
  });
}
