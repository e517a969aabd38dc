import * as z from 'zod';
import { CopyVolumeTags } from './copied-tags';
import { DeletionLimit } from './deletion-limit';
import { DigestWish } from './digest';
import { FreezeWish } from './freeze';
import { json } from './json';
import { AdoptFrom, Adoption } from './origin';
import { RetentionPolicy } from './retention-policy';
import { ScheduleRetention } from './schedule-retention';
import { BackupMode, ScheduleName } from './scheduled-run';
import { Selection, TagSelection } from './selection';
import { StartRate } from './start-rate';
import { TimeZone } from './time-zone';

/**
 * The environment variables of each function, by the function's construct id: `infra` writes them and the handler
 * reads them, so both name them from here. A missing or malformed variable stops the function before its first call.
 */

const text = z.string().min(1);

/** Region name to KMS key: an id, ARN or alias that CopySnapshot accepts in that Region. */
const KeyByRegion = z.record(text, text);
const PolicyByRegion = z.record(text, RetentionPolicy);

export const ReceiveEventEnvironment = z.object({
  /** ARNs of machines by the event and result that start them, such as `createSnapshot succeeded`. */
  MACHINES: json(z.record(text, text)),
  /** From which it is handed the events. */
  EVENT_QUEUE_URL: text,
  /** Of each execution environment. */
  START_RATE: json(StartRate),
});

export const TagSnapshotEnvironment = z.object({
  DEPLOYMENT: text,
  SELECTION: json(Selection),
  ADOPT: json(Adoption),
  /** Whether a schedule makes AMIs. */
  IMAGES: json(z.boolean()),
  COPY_VOLUME_TAGS: json(CopyVolumeTags),
  /** Whether the overrides of an instance count for its volumes. */
  INSTANCE_OVERRIDES: json(z.boolean()),
  /** Where the days, weeks and months of the DR Regions' policies begin. */
  TIME_ZONE: TimeZone,
  RETENTION: json(RetentionPolicy),
  /** What schedules keep beside it. */
  SCHEDULE_RETENTION: json(ScheduleRetention),
  /** How old the newest point of a volume may be, where the volume does not say. */
  TARGET_HOURS: json(z.number().positive()),
  SWEEP_HOURS: json(z.number().positive()),
  /** The policies of the DR Regions, each of which gets a copy. */
  COPY_RETENTION: json(
    PolicyByRegion.refine((policies) => Object.keys(policies).length > 0, 'expected at least one DR Region'),
  ),
});

export const RetryCopyEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  KMS_KEYS: json(KeyByRegion),
  /** By the same Regions, the policies that say whether a copy which can no longer be made is missed. */
  COPY_RETENTION: json(PolicyByRegion),
  TIME_ZONE: TimeZone,
});

export const CopySnapshotEnvironment = RetryCopyEnvironment.extend({
  /** By the same Regions, the stacks that confirm the copies. */
  DR_STACKS: json(z.record(text, text)),
  /** From which it is handed its messages. */
  COPY_QUEUE_URL: text,
});

export const TagCopyEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  RETENTION: json(RetentionPolicy),
  TIME_ZONE: TimeZone,
});

export const JudgeCopyFailureEnvironment = z.object({ DEPLOYMENT: text, PRIMARY_REGION: text });

export const PruneVolumeEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  RETENTION: json(RetentionPolicy),
  /** What schedules keep beside it; `{}` in a DR Region. */
  SCHEDULE_RETENTION: json(ScheduleRetention),
  /** Which of the two override tags counts in this Region. */
  OVERRIDE_TAG: z.enum(['snapshot-keeper:retain', 'snapshot-keeper:dr-retain']),
  TIME_ZONE: TimeZone,
  /** The DR policies, which say whether a missing copy is still wanted; `{}` in a DR Region. */
  COPY_RETENTION: json(PolicyByRegion),
  /** Whether a schedule makes AMIs here; false in a DR Region. */
  IMAGES: json(z.boolean()),
  DELETION_LIMIT: json(DeletionLimit),
  FAILURE_QUEUE_URL: text,
});

export const SweepRegionEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  SELECTION: json(Selection),
  ADOPT: json(Adoption),
  /** Whether a schedule makes AMIs here; false in a DR Region. */
  IMAGES: json(z.boolean()),
  /** What was taken before is adopted by its event alone. */
  ADOPT_FROM: AdoptFrom,
  RETENTION: json(RetentionPolicy),
  /** What schedules keep beside it; `{}` in a DR Region. */
  SCHEDULE_RETENTION: json(ScheduleRetention),
  /** In the primary Region the DR policies; `{}` in a DR Region. */
  COPY_RETENTION: json(PolicyByRegion),
  TIME_ZONE: TimeZone,
  DELETION_LIMIT: json(DeletionLimit),
  /** How old the newest point of a volume may be in each Region, where the volume does not say. */
  TARGET_HOURS: json(z.number().positive()),
  /** Between two sweeps. */
  SWEEP_HOURS: json(z.number().positive()),
  /** Whether the target of an instance counts for its volumes; read in the primary Region. */
  INSTANCE_OVERRIDES: json(z.boolean()),
  /** How long a copy may take. */
  COPY_HOURS: json(z.number().positive()),
  /** Whether the sweep of the primary Region has a metric for each volume. */
  METRICS_PER_VOLUME: json(z.boolean()),
  /** By Region, the ARNs of the machines that a sweep starts there, by their names without the deployment's. */
  MACHINES: json(z.record(text, z.record(text, text))),
  /** The names of the schedules of backups; none in a DR Region. */
  SCHEDULES: json(z.array(ScheduleName)),
  /** Of these in Scheduler. */
  SCHEDULE_GROUP: text,
  /** The Region's own stack. */
  STACK_NAME: text,
  /** Those whose volumes the deployment protects. */
  PRIMARY_REGIONS: json(z.array(text)),
  /** Those whose volumes are somebody else's matter. */
  IGNORE_REGIONS: json(z.array(text)),
});

export const TakeSnapshotsEnvironment = z.object({
  DEPLOYMENT: text,
  SELECTION: json(Selection),
  /** The schedules of backups by their names: their times, which of the selected volumes they cover, how these are taken and frozen, and when they send a digest. */
  SCHEDULES: json(
    z.record(
      ScheduleName,
      z.object({
        expression: text,
        timeZone: TimeZone,
        selection: Selection,
        instances: TagSelection.optional(),
        mode: BackupMode,
        /** An instance is rebooted while an AMI is made of it, up to so long after the time; absent where it never is. */
        rebootsForMinutes: z.int().optional(),
        freeze: FreezeWish.optional(),
        digest: DigestWish,
      }),
    ),
  ),
  /** Of these in Scheduler. */
  SCHEDULE_GROUP: text,
  /** Of the stack, which freezes and thaws an instance where a schedule asks for it. */
  FREEZE_DOCUMENT: text,
});

export const SelectVolumesEnvironment = z.object({ SELECTION: json(Selection) });

export const PlanRestoreEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  SELECTION: json(Selection),
  /** Whether a schedule makes AMIs here; false in a DR Region. */
  IMAGES: json(z.boolean()),
  /** Whether a schedule reboots or freezes instances here; false in a DR Region. */
  INTERRUPTS: json(z.boolean()),
});

export const RestoreVolumesEnvironment = z.object({
  DEPLOYMENT: text,
  /** The tag of which a volume may be made without. */
  SELECTION: json(Selection),
});

export const ChooseDrillsEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  /** Each volume is to be drilled once in so many days. */
  WITHIN_DAYS: json(z.int()),
  /** What starts the drills, and its group in Scheduler. */
  SCHEDULE: text,
  SCHEDULE_GROUP: text,
});

export const DrillCopyEnvironment = z.object({
  DEPLOYMENT: text,
  PRIMARY_REGION: text,
  /** In which the volumes are made. */
  ZONE: text,
  /** How many blocks of a copy are compared; all of one that has no more. */
  SAMPLE_BLOCKS: json(z.int()),
  /** In MiB a second, at which a volume is initialized before the drill ends; null where it is not. */
  INITIALIZATION_RATE_MIBPS: json(z.int().nullable()),
});

export const NotifyFailureEnvironment = z.object({ DEPLOYMENT: text, TOPIC_ARN: text });

/** What `infra` must give a function that reads `schema`: every variable, as a string. */
export type Variables<S extends z.ZodType> = z.input<S>;
