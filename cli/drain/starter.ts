import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';

/** What starts a machine: a rule for events, or a schedule. */
export type Starter = {
  readonly arn: string;
  /** As it was when it was read. */
  readonly isOff: boolean;
  /** Names of what somebody else had switched off, which is not switched on. */
  readonly stays?: readonly string[];
  /** Resolves to how it is then, undefined where it is gone meanwhile. Changes nothing where it is so already. */
  readonly switchTo: (to: 'on' | 'off') => Promise<'on' | 'off' | undefined>;
};

/** `person`: nothing that could be switched off. */
export type StartedBy = 'rule' | 'schedule' | 'schedules' | 'person';

/** Machines that have one schedule of their own name in a Region. */
export const ALONE = ['sweep', 'drill'] as const;

/** What starts a machine of this name. The sweep and the drills have one schedule in each Region, and backups have as many as somebody has set. */
export function startedBy(settings: Deployment, machine: string): StartedBy {
  if (machine === nameOf(settings, 'restore')) return 'person';
  if (ALONE.some((name) => machine === nameOf(settings, name))) return 'schedule';
  return machine === nameOf(settings, 'backup') ? 'schedules' : 'rule';
}
