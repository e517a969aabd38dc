import { TAG_VALUE_MAX } from './tags';
import { cut } from './text';

/** An override tag as snapshots repeat it. */
export type Override = {
  readonly value: string;
  /** The instance that bears it, of several the first; absent where it is the volume's own. */
  readonly instanceId?: string;
  /** Whether instances of the volume bear different ones, so that nobody knows which is meant. */
  readonly isContested?: true;
};

/** Behind a value the instance that bears it; where instances differ, others follow. */
const OF_INSTANCE = /^(.*?) of (i-(?:[0-9a-f]{8}|[0-9a-f]{17}))(, .*)?$/s;

/** Reads what `repeatOf` has written, or the volume's own value. */
export function readOverride(text: string): Override {
  const [, value, instanceId, others] = OF_INSTANCE.exec(text) ?? [];
  if (value === undefined || instanceId === undefined) return { value: text };
  return others === undefined ? { value, instanceId } : { value: text, instanceId, isContested: true };
}

/** How a snapshot repeats what instances of its volume bear, by instance: such as `7d 4w of i-0123456789abcdef0`. With equal values the first is named. */
export function repeatOf(borne: readonly (readonly [instanceId: string, value: string])[]): string {
  const isContested = borne.some(([, value]) => value !== borne[0]?.[1]);
  if (isContested)
    return cut(
      borne.map(([instanceId, value]) => behind(cut(value, CONTESTED_MAX), instanceId)).join(', '),
      TAG_VALUE_MAX,
    );
  return borne
    .slice(0, 1)
    .map(([instanceId, value]) =>
      behind(cut(value, TAG_VALUE_MAX - behind('', instanceId).length), instanceId),
    )
    .join('');
}

/** So much of each value that the first two of any length are whole enough to be told apart, with their instances. */
const CONTESTED_MAX = 90;

const behind = (value: string, instanceId: string): string => `${value} of ${instanceId}`;

/** Whose it is, behind the name of the tag: of the volume's own nothing. */
export const ofInstance = ({ instanceId }: Pick<Override, 'instanceId'>): string =>
  instanceId === undefined ? '' : ` of the instance ${instanceId}`;
