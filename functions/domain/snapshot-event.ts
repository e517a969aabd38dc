import * as z from 'zod';
import { SnapshotId, VolumeOrPlaceholderId } from './ids';
import { occasionOf } from './due-run';
import { nameOfRun, ScheduleName } from './scheduled-run';

/**
 * The EventBridge events that start work, in every form that AWS documents (EBS user guide, "EventBridge events for
 * Amazon EBS"). ARNs come in three shapes, with the Region in the fourth field, in the fifth, or with an account: the
 * id is what follows the last slash in all of them. Unknown fields are ignored: AWS adds some without notice.
 */

const idFromArn = (id: z.ZodType<string, string>) =>
  z
    .string()
    .transform((arn) => arn.slice(arn.lastIndexOf('/') + 1))
    .pipe(id);

const snapshotArn = idFromArn(SnapshotId);
/** A placeholder is no reason to fail: whoever is started finds that it is no volume. */
const volumeArn = idFromArn(VolumeOrPlaceholderId);
const result = z.enum(['succeeded', 'failed']);
const cause = z.string().default('');

/** The string "true" today; "True", and under another key, in older documents. A failed copy has none. */
const incremental = z.union([z.string(), z.boolean()]).optional();

const CreateSnapshot = z.object({
  event: z.literal('createSnapshot'),
  result,
  cause,
  snapshot_id: snapshotArn,
  source: volumeArn,
});

const CreateSnapshots = z.object({
  event: z.literal('createSnapshots'),
  result,
  cause,
  snapshots: z
    .array(z.object({ snapshot_id: snapshotArn, source: volumeArn, status: z.string().optional() }))
    .min(1),
});

const CopySnapshot = z.object({
  event: z.literal('copySnapshot'),
  result,
  cause,
  snapshot_id: snapshotArn,
  source: snapshotArn,
  incremental,
  Incremental: incremental,
});

/** No event of EC2 but of the schedule of the sweep, which may tell of one time more than once. */
const Sweep = z.object({
  event: z.literal('sweep'),
  result: z.literal('due'),
  scheduledAt: z.iso.datetime(),
});

/** As of the sweep, of the schedule of the drills. */
const Drill = Sweep.extend({ event: z.literal('drill') });

/** Nor is this: of the schedule of a backup. What the calendar makes due at one time is one run, of however many schedules. */
const Backup = z.object({
  event: z.literal('backup'),
  result: z.literal('due'),
  schedule: ScheduleName,
  expression: z.string(),
  timeZone: z.string(),
  scheduledAt: z.iso.datetime(),
});

export const SnapshotEvent = z.object({
  detail: z.discriminatedUnion('event', [
    CreateSnapshot,
    CreateSnapshots,
    CopySnapshot,
    Sweep,
    Drill,
    Backup,
  ]),
});

export type SnapshotEvent = z.output<typeof SnapshotEvent>;

/** One execution to start: its name makes a repeated event start nothing. */
export type Start = {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/**
 * The executions that an event starts, each named after the snapshot that it is about. The members of a multi-volume set
 * start one each, so that those that AWS reports one by one as well, which it does not document, start nothing twice.
 */
export function startsOf({ detail }: SnapshotEvent): Start[] {
  switch (detail.event) {
    case 'createSnapshot': {
      const snapshot = { snapshotId: detail.snapshot_id, volumeId: detail.source };
      return detail.result === 'succeeded'
        ? [{ name: snapshot.snapshotId, input: snapshot }]
        : [creationFailure(snapshot, detail.cause)];
    }
    case 'createSnapshots': {
      const snapshots = detail.snapshots.map(({ snapshot_id, source }) => ({
        snapshotId: snapshot_id,
        volumeId: source,
      }));
      if (detail.result === 'failed')
        return snapshots.map((snapshot) => creationFailure(snapshot, detail.cause));
      return snapshots.map((snapshot) => ({
        name: snapshot.snapshotId,
        input: snapshot,
      }));
    }
    case 'copySnapshot': {
      const copy = { snapshotId: detail.snapshot_id, sourceSnapshotId: detail.source };
      return detail.result === 'succeeded'
        ? [
            {
              name: copy.snapshotId,
              input: { ...copy, ...incrementalOf(detail) },
            },
          ]
        : [{ name: copy.snapshotId, input: { ...copy, cause: detail.cause } }];
    }
    case 'sweep':
    case 'drill':
      return [
        {
          name: `${detail.event}-${detail.scheduledAt.replace(/[:.]/g, '-')}`,
          input: { scheduledAt: detail.scheduledAt },
        },
      ];
    case 'backup': {
      const occasion = occasionOf(detail.schedule, detail, detail.scheduledAt);
      return [{ name: nameOfRun(occasion), input: occasion }];
    }
  }
}

const creationFailure = (
  snapshot: { readonly snapshotId: string; readonly volumeId: string },
  cause: string,
): Start => ({
  name: snapshot.snapshotId,
  input: { ...snapshot, cause: cause === '' ? 'AWS gave no reason.' : cause },
});

/** Whether AWS says that it transferred only what had changed; nothing where it does not say. Any word but "true" counts as a full copy, which is billed and noticed. */
function incrementalOf(detail: z.output<typeof CopySnapshot>): { incremental?: boolean } {
  const word = detail.incremental ?? detail.Incremental;
  return word === undefined || word === '' ? {} : { incremental: String(word).toLowerCase() === 'true' };
}
