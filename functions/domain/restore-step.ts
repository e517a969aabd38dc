import { SETTLED_SECONDS } from './settled';
import { HOUR_MS, MINUTE_MS } from './time-units';

/** A volume as EC2 shows it. */
export type VolumeLook = {
  /** `creating`, `available`, `in-use`, `error`, or what EC2 may add. */
  readonly state: string;
  /** Of the one instance that has it; absent where none has. */
  readonly attachment?: {
    readonly instanceId: string;
    readonly device: string;
    /** `attaching`, `attached`, `busy`, `detaching`. */
    readonly state: string;
  };
};

/** What has been done for one volume so far. Times in ISO 8601, UTC. */
export type Made = {
  readonly volumeId: string;
  readonly madeAt: string;
  /** When EC2 was first asked to attach it. */
  readonly attachAt?: string | undefined;
  /** Why EC2 has refused that, or what else it has said of it last. */
  readonly refusal?: string | undefined;
  readonly said?: string | undefined;
};

/** Where it is to be attached; absent where nowhere. */
export type Wanted = {
  readonly instanceId?: string | undefined;
  readonly device?: string | undefined;
  /** Whether any other name would do as well. */
  readonly isAnyDevice?: boolean | undefined;
};

/** What comes next: another look, attaching it, choosing another device for it, or nothing, since it is as it is wanted or has failed. */
export type Step = 'wait' | 'attach' | 'choose' | 'done' | { readonly failed: string };

/** A volume of a snapshot is there within seconds; so long EC2 may take. */
const CREATION_MS = HOUR_MS;

/** Longer than this, the device's name is taken by one that was detached uncleanly (EC2 user guide, "attaching"). */
const ATTACHING_MS = 10 * MINUTE_MS;

/**
 * What comes next for a volume that has been made, by what EC2 shows of it now, which may be minutes old. A key that cannot be used is only told by
 * a volume that fails or vanishes.
 */
export function stepFor(made: Made, wanted: Wanted, look: VolumeLook | undefined, now: Date): Step {
  const sinceMs = (time: string): number => now.getTime() - Date.parse(time);
  if (look === undefined)
    return sinceMs(made.madeAt) < SETTLED_SECONDS * 1000
      ? 'wait'
      : { failed: 'EC2 shows it no more: its key may not be usable, or somebody has deleted it' };
  const { state, attachment } = look;
  if (state === 'error') return { failed: 'EC2 could not make it: its key may not be usable' };
  if (attachment !== undefined) return attachedStep(made, wanted, attachment, sinceMs);
  // EC2 may show that it is attached before it shows to what.
  if (state === 'creating' || state === 'in-use')
    return sinceMs(made.madeAt) < CREATION_MS ? 'wait' : { failed: 'EC2 has been making it for an hour' };
  if (state !== 'available') return { failed: `it is in the state ${state}` };
  if (wanted.instanceId === undefined) return 'done';
  const isAsking = made.attachAt === undefined || sinceMs(made.attachAt) < ATTACHING_MS;
  if (made.refusal !== undefined) {
    const isTaken = IS_TAKEN.test(made.refusal);
    if (isTaken && isAsking) return 'wait';
    return isTaken && wanted.isAnyDevice === true ? 'choose' : { failed: made.refusal };
  }
  return isAsking
    ? 'attach'
    : { failed: `EC2 has not attached it for ten minutes${made.said === undefined ? '' : `, ${made.said}`}` };
}

/**
 * By another volume, as where two restores have chosen one device. A repeated call is refused so as well where the first one, whose answer was lost, has attached it:
 * then a later look shows that.
 */
const IS_TAKEN = /already in use/i;

function attachedStep(
  { attachAt, madeAt }: Made,
  wanted: Wanted,
  { instanceId, device, state }: NonNullable<VolumeLook['attachment']>,
  sinceMs: (time: string) => number,
): Step {
  if (wanted.instanceId === undefined) return 'done';
  if (instanceId !== wanted.instanceId || device !== wanted.device)
    return { failed: `somebody has attached it to ${instanceId} as ${device}` };
  if (state === 'attached') return 'done';
  return sinceMs(attachAt ?? madeAt) < ATTACHING_MS
    ? 'wait'
    : { failed: `it has been ${state} for ten minutes: a reboot of ${instanceId} may free ${device}` };
}
