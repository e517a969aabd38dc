import { styleText } from 'node:util';
import { visible } from '../terminal/visible';
import type { PlannedVolume } from './planned';
import { volumeBlock } from './render-plan';

const VERDICTS = {
  protected:
    'protected: a point in the primary Region and a copy in each DR Region, none older than the target',
  unprotected: 'selected, but not protected',
  'not yet': 'not yet protected, and younger than the target',
  'not selected': 'not selected',
  gone: 'not there, or of another Region or account',
  'no volume': 'no volume',
} as const;

/** Whether a volume is protected and why, and everything that the plan knows of its snapshots, as a person reads it. */
export function renderVolumeExplanation(volume: PlannedVolume): string {
  const { coverage } = visible(volume);
  return [
    styleText('bold', `${volume.volumeId}: ${VERDICTS[coverage.verdict]}`),
    ...coverage.reasons.map((reason) => `  Because: ${reason}`),
    volumeBlock(visible(volume), true),
    '',
  ].join('\n');
}
