import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { bold, dim } from '../terminal/style';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';

/** How a report is shown. */
export type View = {
  /** Characters in a line. */
  readonly width: number;
  /** Whether long lists are shown whole. */
  readonly all: boolean;
  /** What a volume is called: by its name where no other has it, else by its id. */
  readonly label: (volumeId: string) => string;
};

/** A longer name is cut. */
const LABEL_MAX = 40;

export function viewOf({ volumes }: Pick<RehearsalReport, 'volumes'>, width: number, all: boolean): View {
  const counts = new Map<string, number>();
  for (const { name } of volumes) counts.set(name, (counts.get(name) ?? 0) + 1);
  const labels = new Map(
    volumes.map(({ volumeId, name }) => [
      volumeId,
      name !== '' && counts.get(name) === 1 ? shortened(visible(name)) : volumeId,
    ]),
  );
  return { width, all, label: (volumeId) => labels.get(volumeId) ?? volumeId };
}

const shortened = (name: string): string =>
  name.length <= LABEL_MAX ? name : `${name.slice(0, LABEL_MAX - 1)}…`;

/** A section's heading. */
export const title = (text: string, { width }: View): string[] => [
  ...wrap(text, width, { style: bold }),
  dim('─'.repeat(Math.min(text.length, width))),
];

/** `2026-03-05 03:00`, in UTC. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** How a line ends whose list goes on. */
export const andMore = (hiddenCount: number): string =>
  hiddenCount === 0 ? '' : ` and ${hiddenCount.toLocaleString('en-US')} more; --all shows them`;
