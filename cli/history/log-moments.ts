import * as z from 'zod';
import { failureOf } from './execution-moments';
import type { Moment } from './moment';

/** One line of a function's log, as far as it tells of a snapshot. */
const Line = z.looseObject({ message: z.string() });

/** Fields of the lines, each of some of them. */
const Fields = z.object({
  snapshotId: z.string().optional(),
  sourceSnapshotId: z.string().optional(),
  region: z.string().optional(),
  volumeId: z.string().optional(),
  copyId: z.string().optional(),
  name: z.string().optional(),
  outcome: z.string().optional(),
  verdict: z.string().optional(),
  reason: z.string().optional(),
  lack: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  why: z.string().optional(),
  snapshotIds: z.array(z.string()).optional(),
  blocked: z.array(z.object({ snapshotId: z.string(), reason: z.string() })).optional(),
});

type Fields = z.output<typeof Fields>;

/** What a line of the log in this Region tells of the snapshot: nothing where it is no line of ours, or tells of others. */
export function logMoments(text: string, at: string, region: string, snapshotId: string): Moment[] {
  const line = Line.safeParse(jsonOf(text)).data;
  const fields = Fields.safeParse(line).data;
  const words = line === undefined ? undefined : WORDS[line.message];
  const what = fields === undefined ? undefined : words?.(fields, snapshotId);
  return what === undefined ? [] : [{ at, region, from: 'log', what }];
}

type Words = (fields: Fields, snapshotId: string) => string | undefined;

/** Only where the line is about this very snapshot. */
const ofItself =
  (words: (fields: Fields) => string): Words =>
  (fields, snapshotId) =>
    fields.snapshotId === snapshotId ? words(fields) : undefined;

/** By the message of the line. */
const WORDS: Readonly<Record<string, Words>> = {
  prune: ofItself(
    (fields) => PRUNED[fields.outcome ?? '']?.(fields.reason ?? '') ?? `deletion: ${fields.outcome}`,
  ),
  blocked: ({ blocked = [] }, snapshotId) => {
    const own = blocked.find((one) => one.snapshotId === snapshotId);
    return own === undefined ? undefined : `stays, though no rule keeps it: ${own.reason}`;
  },
  failure: ({ snapshotIds = [], error, cause }, snapshotId) =>
    snapshotIds.includes(snapshotId) ? `a person was told: ${failureOf({ error, cause })}` : undefined,
  managed: ofItself(({ volumeId, reason }) => `adopted under ${volumeId}: ${reason}`),
  'not managed': ofItself(({ reason }) => `left alone: ${reason}`),
  copy: ofItself(({ region, outcome, copyId }) =>
    outcome === 'overtaken'
      ? `no copy into ${region}: overtaken by newer ones`
      : `the copy into ${region} (${outcome}): ${copyId}`,
  ),
  'copy waits': ofItself(
    ({ region, error, cause }) => `the copy into ${region} waits, ${failureOf({ error, cause })}`,
  ),
  'copy refused': ofItself(
    ({ region, error, cause }) => `the copy into ${region} is refused, ${failureOf({ error, cause })}`,
  ),
  'copy confirmed': ({ snapshotId: copyId, sourceSnapshotId }, snapshotId) =>
    copyId === snapshotId || sourceSnapshotId === snapshotId
      ? `confirmed: ${copyId} is the copy of ${sourceSnapshotId}`
      : undefined,
  'copy failed': ofItself(({ verdict, reason }) => `the copy has failed (${verdict}): ${reason}`),
  'repair started': ofItself(
    ({ lack, reason, name }) => `a sweep found: ${lack} (${reason}), and started ${name}`,
  ),
  'execution started': ({ name }, snapshotId) =>
    name === snapshotId ? "EC2's event has come, and an execution was started" : undefined,
  'repeated event: execution exists': ({ name }, snapshotId) =>
    name === snapshotId ? "EC2's event has come again: nothing was started" : undefined,
  'event stays in the queue': ({ why }) =>
    `an event that names it could not be handled, and comes again: ${why}`,
};

/** By how the deletion ended. */
const PRUNED: Readonly<Record<string, (reason: string) => string>> = {
  deleted: (reason) => `deleted: ${reason}`,
  gone: (reason) => `to be deleted, and gone already: ${reason}`,
  blocked: (reason) => `stays: ${reason}`,
  failed: (reason) => `could not be deleted: ${reason}`,
  guarded: (reason) => `not deleted, since the second check refuses: ${reason}`,
  unfinished: (reason) => `not known to be deleted: ${reason}`,
  late: (reason) => `not deleted, since the plan had become too old: ${reason}`,
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
