import type { CopyRequest } from '../domain/copy-request';
import type { SlotsSeen } from '../domain/slot-pause';

/** One message group: of each Region, the copies that go first wait beside the others. */
type Group = Pick<CopyRequest, 'region' | 'goesFirst'>;

/**
 * What this execution environment has seen of the copies, by message group. Others see the rest. Whoever sees a copy sees how long it was in
 * front, so the time that a copy takes is the same for all of them, however few each of them sees.
 */
export class SeenSlots {
  readonly #byGroup = new Map<string, SlotsSeen>();

  /** A copy was started that had been in front for so many seconds. */
  started(group: Group, seconds: number): void {
    const seen = this.#of(group);
    this.#byGroup.set(keyOf(group), { started: seen.started + 1, seconds: seen.seconds + seconds });
  }

  /** No slot was free for a copy that has been in front for so many seconds. Returns what was seen, of which half counts the next time. */
  refused(group: Group, seconds: number): SlotsSeen {
    const seen = this.#of(group);
    this.#byGroup.set(keyOf(group), { started: seen.started / 2, seconds: seen.seconds / 2 });
    return { started: seen.started, seconds: seen.seconds + seconds };
  }

  #of(group: Group): SlotsSeen {
    return this.#byGroup.get(keyOf(group)) ?? { started: 0, seconds: 0 };
  }
}

const keyOf = ({ region, goesFirst = false }: Group): string => (goesFirst ? `${region}.first` : region);
