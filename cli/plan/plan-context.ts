import type { Calendar } from '../../functions/domain/calendar';
import type { ManagedVolumes } from '../../functions/domain/managed-volumes';
import type { Repair } from '../../functions/domain/repair';
import type { UnderWay } from '../../functions/domain/under-way';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { Held } from './after-events';
import type { Copies } from './copies';
import type { HomeOfVolume } from './coverage';
import type { Covering } from './covering-schedules';
import type { Overriding } from './instance-overrides';
import type { Obstacles } from './obstacles';
import type { SetMembers } from './set-members';

/** What is known of one volume, or of snapshots under one volume id. */
export type VolumeFacts = {
  readonly volumeId: string;
  /** Where it is; undefined where it no longer exists or is not known. */
  readonly home?: HomeOfVolume;
  readonly held: ReadonlyMap<string, readonly Held[]>;
};

export type PlanContext = {
  readonly settings: Settings;
  readonly calendar: Calendar;
  readonly now: Date;
  readonly adopt: boolean;
  readonly targetHours: number;
  /** Regions whose volumes another primary Region's plan looks after. */
  readonly otherPrimaries: readonly string[];
  readonly copies: Copies;
  readonly obstacles: Obstacles;
  /** By Region, what is ours. */
  readonly managedIn: ReadonlyMap<string, ManagedVolumes>;
  /** By Region, ids of the sets that lack a member there. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  /** What these lack. */
  readonly members: SetMembers;
  /** The volume with the overrides of its instances, where these count. */
  readonly overriding: Overriding;
  /** Whether an instance may bear a target for the volume, which the inventory does not tell. */
  readonly isTargetUnknown: (volume: Volume) => boolean;
  readonly coveringOf: (volume: Volume) => Covering;
  /** When the deployment began, where that is known. */
  readonly deployedAt: Date | undefined;
  /** What the next sweep of the primary Region starts, but to prune, by the snapshot that it is about. */
  readonly repairs: ReadonlyMap<string, Repair>;
  /** Ids of snapshots and copies about which an execution runs, as far as anybody has looked. */
  readonly underWay: UnderWay;
  /** False where it is known that nothing is deployed. */
  readonly isDeployed: boolean;
};
