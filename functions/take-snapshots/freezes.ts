import * as z from 'zod';
import { freezeForAll, type Freeze, type FreezeWish } from '../domain/freeze';
import type { Covered, Unit } from './units';

/** An instance that a call may freeze, and the run of the freeze document by which it does. */
export const AnnouncedFreeze = z.object({ instanceId: z.string(), freezeRun: z.string() });

export type AnnouncedFreeze = z.output<typeof AnnouncedFreeze>;

export type Freezing = AnnouncedFreeze & { readonly freeze: Freeze };

/** How an instance is asked that takes by VSS. It lets go by itself within ten seconds, so that nothing has to be announced. */
export type ByVss = Omit<Freezing, 'freezeRun'>;

/** More than one call comes to, at ten seconds each. Some 2 KB. */
const ANNOUNCED_MAX = 30;

export type FreezesDeps = {
  readonly environment: {
    readonly SCHEDULES: Readonly<Record<string, { readonly freeze?: FreezeWish | undefined }>>;
  };
  readonly newId: () => string;
};

/**
 * Which instances a call may freeze: those alone that the call before has announced. So the state machine knows them before anything stands
 * still, and has them thawed where the call dies.
 */
export class Freezes {
  readonly #deps: FreezesDeps;
  readonly #announced: Map<string, string>;

  constructor(deps: FreezesDeps, announced: readonly AnnouncedFreeze[]) {
    this.#deps = deps;
    this.#announced = new Map(announced.map(({ instanceId, freezeRun }) => [instanceId, freezeRun]));
  }

  /** How the instance of a unit is frozen, where it is. What was announced is given out once. */
  of(unit: Unit): Freezing | ByVss | 'not announced' | undefined {
    const asked = this.#of(unit);
    if (asked === undefined || asked.freeze.application === 'vss') return asked;
    const freezeRun = this.#announced.get(asked.instanceId);
    this.#announced.delete(asked.instanceId);
    return freezeRun === undefined ? 'not announced' : { ...asked, freezeRun };
  }

  /** Whether a schedule asks for it, and the unit is attached to an instance and can be taken. */
  isFrozen(unit: Unit): boolean {
    return this.#of(unit) !== undefined;
  }

  /** Whether people are to hear how it stands. */
  isAskedFor({ volume, schedules }: Covered): boolean {
    return volume.instanceId !== undefined && this.#asked(schedules) !== undefined;
  }

  /** The same by VSS. */
  isByVss({ volume, schedules }: Covered): boolean {
    return volume.instanceId !== undefined && this.#asked(schedules)?.application === 'vss';
  }

  /** Whether the instance of a unit takes it by itself. */
  takesByVss(unit: Unit): boolean {
    return this.#of(unit)?.freeze.application === 'vss';
  }

  /** Whether people are to hear how any of a unit stands. */
  isAskedForAny({ covered }: Unit): boolean {
    return covered.some((one) => this.isAskedFor(one));
  }

  /** What the next call may freeze, of the volumes that are left: as `of` has it, an instance of which any volume asks for it, the first one first. */
  announce(left: readonly Covered[]): AnnouncedFreeze[] {
    const asking = new Set(
      left
        .filter((covered) => this.isAskedFor(covered) && !this.isByVss(covered))
        .map(({ volume }) => volume.instanceId),
    );
    const instanceIds = new Set<string>();
    for (const { volume } of left) {
      if (instanceIds.size === ANNOUNCED_MAX) break;
      const { instanceId } = volume;
      if (instanceId !== undefined && asking.has(instanceId)) instanceIds.add(instanceId);
    }
    return [...instanceIds].map((instanceId) => ({ instanceId, freezeRun: this.#deps.newId() }));
  }

  #of({ covered, together, imageOf }: Unit): ByVss | undefined {
    const { instanceId } = covered[0]!.volume;
    const freeze = this.#asked(covered.flatMap(({ schedules }) => schedules));
    // Nothing says that the snapshots of an AMI have begun when EC2 has answered, so that it could be thawed.
    if (imageOf !== undefined || together?.refusal !== undefined) return undefined;
    if (instanceId === undefined || freeze === undefined) return undefined;
    return { instanceId, freeze };
  }

  #asked(schedules: readonly string[]): Freeze | undefined {
    const { SCHEDULES } = this.#deps.environment;
    return freezeForAll([...new Set(schedules)].map((name) => SCHEDULES[name]?.freeze));
  }
}
