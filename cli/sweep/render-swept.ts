import { counted } from '../terminal/counted';
import { lackWords } from './lack-words';
import type { Swept } from './sweep-region';

/** What a sweep has found, done and left, in lines; of one volume, if that was named. */
export function renderSwept(
  { found, started, tried, deferred, unread, isVolumeKnown }: Swept,
  volumeId: string | undefined,
): string[] {
  const lacks = lackWords(found);
  const nothing =
    isVolumeKnown === false && volumeId !== undefined
      ? `no snapshot of ${volumeId} is here, and no selected volume of that id.`
      : 'nothing to repair.';
  const lines = [lacks === '' ? nothing : `found ${lacks}.`];
  if (started > 0) lines.push(`${counted(started, 'execution')} started to repair that.`);
  if (tried > 0)
    lines.push(`${counted(tried, 'repair')} tried today already, which has not helped: none started.`);
  if (deferred > 0)
    lines.push(
      `${counted(deferred, 'repair')} left to the next sweep: more than one sweep starts, or for a Region that takes none now.`,
    );
  for (const region of unread)
    lines.push(`${region} could not be read: what is missing there, nobody knows.`);
  return lines;
}
