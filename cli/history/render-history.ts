import { visible } from '../terminal/visible';
import type { Moment } from './moment';

type Asked = {
  readonly snapshotId: string;
  readonly regions: readonly string[];
  /** Those of the deployment that were not to be asked. */
  readonly others: readonly string[];
  readonly moments: readonly Moment[];
  /** What could not be read, in one line each. */
  readonly unread: readonly string[];
};

/** One line for each moment, in the order that they have; and where nobody has looked. */
export function renderHistory(asked: Asked): string {
  const { others } = asked;
  return `${known(asked)}${others.length === 0 ? '' : `Not looked at, by --region: ${others.join(', ')}.\n`}`;
}

function known({ snapshotId, regions, moments, unread }: Asked): string {
  if (moments.length === 0 && unread.length > 0)
    return `Nothing was found of ${snapshotId} in ${regions.join(', ')}, where not all could be read: this does not say that nothing has happened to it.\n`;
  if (moments.length === 0)
    return `Nothing is known of ${snapshotId} in ${regions.join(', ')}: no execution is named after it, EC2 does not show it, and no log names it.\n`;
  const timeWidth = Math.max(...moments.map(({ at }) => (at ?? NOW).length));
  const regionWidth = Math.max(...moments.map(({ region }) => region.length));
  const lines = moments.map(
    ({ at, region, what }) =>
      `${(at ?? NOW).padEnd(timeWidth)}  ${region.padEnd(regionWidth)}  ${visible(what)}`,
  );
  return `${snapshotId}, the oldest first, in UTC:\n${lines.join('\n')}\n`;
}

/** For what is so at the time of the call. */
const NOW = 'now';
