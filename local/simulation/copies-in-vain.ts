import { TAG } from '../../functions/domain/tags';
import type { FaultName } from '../faults/fault-catalogue';
import type { StartedCopy } from './points';
import type { Truth } from './truth';
import { UnseenCopies } from './unseen-copies';

type Source = { readonly sourceId: string; readonly volumeId: string | undefined };

/** Finds copies that a look at what is there would have spared. */
export class CopiesInVain {
  readonly #truth: Pick<Truth, 'copies' | 'pointsIn'>;
  readonly #unseen = new UnseenCopies();

  constructor(truth: Pick<Truth, 'copies' | 'pointsIn'>) {
    this.#truth = truth;
  }

  /** Takes note of a fault that strikes. */
  struck(name: FaultName, at: string, nowMs: number): void {
    this.#unseen.struck(name, at, nowMs);
  }

  /** What is wrong with a copy of the source into `region` that begins now. */
  judge(
    nowMs: number,
    region: string,
    { sourceId, volumeId }: Source,
  ): { rule: string; what: string } | undefined {
    const seen = this.#seen(nowMs, region);
    const same = seen.find(({ copy, state }) => copy.sourceId === sourceId && state !== 'error')?.copy;
    if (same !== undefined)
      return {
        rule: 'no second copy of what has one',
        what: `${sourceId} copied to ${region} again, ${Math.round((nowMs - same.startMs) / 1000)} s after ${same.id} began`,
      };
    if (this.#hasFinished(region, volumeId)) return undefined;
    const first = seen.find(({ copy, state }) => copy.volumeId === volumeId && state === 'pending')?.copy;
    // Beside a first copy that still runs, each other one of the volume is full too.
    return (
      first && {
        rule: 'of a volume without a copy one is made at a time',
        what: `${sourceId} copied to ${region} while ${first.id} of ${volumeId} runs`,
      }
    );
  }

  #hasFinished(region: string, volumeId: string | undefined): boolean {
    return [...this.#truth.copies.values()].some(
      (copy) => copy.region === region && copy.volumeId === volumeId && copy.completedMs !== undefined,
    );
  }

  /** Copies of ours that whoever looks must find, and know by what stands on them. */
  #seen(nowMs: number, region: string): { copy: StartedCopy; state: string }[] {
    return this.#truth.pointsIn(region).flatMap(({ id, state, tags, volumeId, takenMs }) => {
      const copy = this.#truth.copies.get(id);
      // By that mark, which anybody may write, it was made from another copy.
      const isDoubted = tags[TAG.told]?.startsWith('in doubt: copied from') === true;
      const isKnown = copy !== undefined && volumeId !== undefined && !Number.isNaN(takenMs) && !isDoubted;
      return isKnown && !this.#unseen.canBeUnseen(copy, nowMs) ? [{ copy, state }] : [];
    });
  }
}
