import { styleText } from 'node:util';
import { listed } from '../../local/rehearsal/listed';
import { visible } from '../terminal/visible';
import type { PlannedVolume, RegionPoint, Why } from './planned';
import { volumeBlock } from './render-plan';
import { unknownTargetWords } from './unknown-target';

const VERDICTS = {
  protected:
    'protected: a point in the primary Region and a copy in each DR Region, none older than the target',
  unprotected: 'selected, but not protected',
  'not yet': 'not yet protected, and younger than the target',
  'not selected': 'not selected',
  gone: 'not there, or of another Region or account',
  'no volume': 'no volume',
} as const;

/** By cause, where the target is missed for it and what comes next, as `status` has it. */
function nextSteps(points: readonly RegionPoint[]): string[] {
  const byCause = new Map<string, { readonly why: Why; readonly regions: string[] }>();
  for (const { region, why } of points) {
    if (why === undefined) continue;
    const key = [why.cause, why.next, ...(why.lacking ?? [])].join('\n');
    byCause.set(key, { why, regions: [...(byCause.get(key)?.regions ?? []), region] });
  }
  return [...byCause.values()].flatMap(({ why: { cause, next, snapshotId, lacking = [] }, regions }) => [
    `  ${listed(regions)}: ${cause}${snapshotId === undefined ? '' : ` (${snapshotId})`}`,
    ...(lacking.length === 0 ? [] : [`    Missing: that of ${listed(lacking)}`]),
    `    Next: ${next}`,
  ]);
}

/** Whether a volume is protected and why, and everything that the plan knows of its snapshots, as a person reads it. */
export function renderVolumeExplanation(volume: PlannedVolume): string {
  const { coverage, points } = visible(volume);
  return [
    styleText('bold', `${volume.volumeId}: ${VERDICTS[coverage.verdict]}`),
    ...coverage.reasons.map((reason) => `  Because: ${reason}`),
    ...(volume.isTargetUnknown ? [`  ${unknownTargetWords(1)}`] : []),
    ...nextSteps(points),
    volumeBlock(visible(volume), true),
    '',
  ].join('\n');
}
