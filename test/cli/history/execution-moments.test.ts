import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  executionMoments,
  failureOf,
  MACHINES_OF_COPIES,
  MACHINES_OF_SOURCES,
  type Machine,
} from '../../../cli/history/execution-moments';
import { stepsOf } from '../../../cli/history/execution-steps';
import type { Output as PruneOutput } from '../../../functions/prune-volume/handler';
import type { Output as TagCopyOutput } from '../../../functions/tag-copy/handler';
import type { Output as TagOutput } from '../../../functions/tag-snapshot/handler';
import type { CopyFailureVerdict } from '../../../functions/domain/copy-failure';
import { MACHINE_REGIONS } from '../../statemachines/definition';
import {
  began,
  ended,
  endedRed,
  entered,
  exited,
  failed,
  historyFrom,
  scheduled,
  succeeded,
  task,
} from './history-events';

const SNAP = 'snap-0aaaaaaaaaaaaaaaa';
const OTHER = 'snap-0eeeeeeeeeeeeeeee';
const VOLUME = 'vol-0bbbbbbbbbbbbbbbb';

type Events = Parameters<typeof historyFrom> extends [string, ...infer Rest] ? Rest : never;

/** What is told of an execution with these events, without when and where. */
function told(machine: Machine, events: Events, isRunning = false): string[] {
  const steps = stepsOf(historyFrom('2026-03-01T03:00:00Z', ...events));
  const execution = { machine, region: 'us-west-2', snapshotId: SNAP, isBySweep: false, steps, isRunning };
  return executionMoments(execution).map(({ what }) => what);
}

test('a snapshot that is left alone says why', () => {
  const output: TagOutput = { managed: false, reason: 'the volume is not selected' };

  expect(
    told('snapshot-created', [
      began({ snapshotId: SNAP, volumeId: VOLUME }),
      ...task('TagSnapshot', output),
      ended('ExecutionSucceeded'),
    ]),
  ).toEqual([
    `snapshot-created began: EC2's event, or else a sweep, had told that the snapshot of ${VOLUME} is completed`,
    'left alone: the volume is not selected',
    'snapshot-created ended well',
  ]);
});

test('a snapshot without room for our tags, and without copies to ask for, is told as such', () => {
  const output: TagOutput = {
    ...{ managed: true, reason: 'the volume is selected', adopted: false },
    ...{ volumeId: VOLUME, takenAt: '2026-03-01T03:00:00.000Z', tags: {}, copies: [] },
  };
  const message = { MessageBody: { error: 'NoRoomForTags', cause: 'The snapshot has so many tags.' } };

  expect(
    told('snapshot-created', [
      ...task('TagSnapshot', output),
      ...task('NotifyNoRoom', {}, { parameters: message }),
      endedRed('SnapshotNotProtected', 'A step failed.'),
    ]),
  ).toEqual([
    `not adopted, since it has no room for our tags: it is copied, and never counted nor deleted (${VOLUME}: the volume is selected)`,
    'no copy is needed',
    'a person is told: NoRoomForTags: The snapshot has so many tags.',
    'snapshot-created ended red, SnapshotNotProtected: A step failed.',
  ]);
});

test.each([
  [{ outcome: 'exists', copyId: OTHER }, `there is a copy into us-west-2 already: ${OTHER}`],
  [
    { outcome: 'overtaken' },
    'no copy into us-west-2: newer ones were made while it waited, and retention would not keep it beside them',
  ],
])('a copy that is not started, %j, says why', (answer, words) => {
  const input = { region: 'us-west-2' };

  expect(told('snapshot-created', task('RequestCopy', {}, { input, answer }))).toEqual([
    'a copy into us-west-2 is asked for',
    words,
  ]);
});

test('what an attempt failed of is told in the words of the function, and a pause as what it may be', () => {
  expect(
    told('snapshot-created', [
      entered('PruneVolume'),
      failed('DeletionRefused', '{"errorType":"DeletionRefused","errorMessage":"it would remove too much"}'),
      failed('Lambda.TooManyRequestsException', 'Rate Exceeded'),
    ]),
  ).toEqual([
    'PruneVolume ended in DeletionRefused: it would remove too much',
    'PruneVolume ended in Lambda.TooManyRequestsException: Rate Exceeded (deleting is paused, or Lambda is at its limit)',
  ]);
});

test('retention says what it kept and deleted, and what became of this very copy', () => {
  const answer = (own: Partial<PruneOutput>): { Payload: PruneOutput } => ({
    Payload: {
      ...{ policy: 'last 1', keptCount: 1, deletedCount: 1, blockedCount: 1 },
      ...{ deleted: [{ snapshotId: OTHER, reason: 'no rule' }], blocked: [], ...own },
    },
  });
  const prune = (own: Partial<PruneOutput>) =>
    told('snapshot-copied', task('PruneVolume', {}, { answer: answer(own) })).slice(1);

  expect(told('snapshot-copied', task('PruneVolume', {}, { answer: answer({}) }))).toEqual([
    'retention of its volume by last 1: 1 kept, 1 deleted, 1 more to delete and blocked',
  ]);
  expect(prune({ blocked: [{ snapshotId: SNAP, reason: 'held' }] })).toEqual(['stays: held']);
  expect(prune({ deleted: [{ snapshotId: SNAP, reason: 'no rule' }] })).toEqual(['deleted: no rule']);
});

test.each<[output: TagCopyOutput, words: string]>([
  [{ managed: false, reason: 'not a copy of this deployment' }, 'left alone: not a copy of this deployment'],
  [
    { managed: true, volumeId: VOLUME },
    `adopted as a finished copy under ${VOLUME}, and confirmed on its source where that is still there`,
  ],
])('a finished copy, %j', (output, words) => {
  expect(
    told('snapshot-copied', [
      began({ snapshotId: SNAP, sourceSnapshotId: OTHER, incremental: false }),
      ...task('TagCopy', output),
    ]),
  ).toEqual([
    `snapshot-copied began: EC2's event, or else a sweep, had told that the copy of ${OTHER} is completed, a full one`,
    words,
  ]);
});

test('a failed copy says what follows, up to the copy that takes its place', () => {
  const retry = { verdict: 'retry', reason: 'it can help', waitSeconds: 300 };

  expect(
    told('copy-failed', [
      began({ snapshotId: SNAP, sourceSnapshotId: OTHER, cause: 'An internal error has occurred' }),
      ...task('JudgeCopyFailure', retry),
      ...task('RetryCopy', { outcome: 'no-slot', waitSeconds: 60 }),
      ...task('RetryCopy', { outcome: 'started', copyId: 'snap-0ffffffffffffffff' }),
    ]),
  ).toEqual([
    `copy-failed began: EC2's event, or else a sweep, had told that the copy of ${OTHER} has failed: An internal error has occurred`,
    'tried again in 300 s: it can help',
    'the copy waits for a slot',
    'the copy has started: snap-0ffffffffffffffff',
  ]);
});

test.each<[verdict: CopyFailureVerdict, words: string]>([
  [
    { verdict: 'none', reason: 'another has taken its place' },
    'nothing is done about the failure: another has taken its place',
  ],
  [{ verdict: 'tell', volumeId: VOLUME, reason: 'no key' }, 'a person is to be told: no key'],
])('a failed copy that is not tried again, %j', (verdict, words) => {
  expect(told('copy-failed', task('JudgeCopyFailure', verdict))).toEqual([words]);
});

test.each([
  [true, 'its volume is selected'],
  [false, 'its volume is not selected: nobody is told'],
])('a failed snapshot of a volume that is selected: %s', (selected, words) => {
  expect(
    told('snapshot-failed', [
      began({ snapshotId: SNAP, volumeId: VOLUME, cause: 'Given key ID is not accessible' }),
      ...task('SelectVolumes', { selected }),
    ]),
  ).toEqual([
    `snapshot-failed began: EC2's event, or else a sweep, had told that the snapshot of ${VOLUME} has failed: Given key ID is not accessible`,
    words,
  ]);
});

test('an execution that runs says in which states it is, of all its branches', () => {
  expect(
    told(
      'snapshot-created',
      [
        entered('Manage', {}, 'Parallel'),
        entered('CopyToRegions', {}, 'Map'),
        entered('RequestCopy', { region: 'us-west-2' }),
        scheduled({}),
        entered('PruneVolume'),
        succeeded({}),
        exited('PruneVolume'),
      ],
      true,
    ).at(-1),
  ).toBe('snapshot-created still runs, in RequestCopy');
});

test.each([
  ['ExecutionAborted', 'snapshot-created was stopped'],
  ['ExecutionTimedOut', 'snapshot-created ran for too long and ended red'],
] as const)('an execution that ended with %s', (type, words) => {
  expect(told('snapshot-created', [ended(type)])).toEqual([words]);
});

test('what the history does not show, or shows cut off, is passed over', () => {
  const cut = {
    ...exited('TagSnapshot'),
    stateExitedEventDetails: { name: 'TagSnapshot', output: '{"managed":tr' },
  };

  expect(told('snapshot-created', [entered('TagSnapshot'), cut])).toEqual([]);
});

/** Names of the Task states in an ASL file, inner ones too. */
function tasksIn(machine: Machine): string[] {
  const names: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if ((member as { Type?: unknown } | null)?.Type === 'Task') names.push(name);
      visit(member);
    }
  };
  visit(JSON.parse(readFileSync(join(__dirname, `../../../statemachines/${machine}.asl.json`), 'utf8')));
  return names;
}

/** Whose answers are told; of all that notify, what they hand on. */
const TOLD = [
  'TagSnapshot',
  'RequestCopy',
  'PruneVolume',
  'TagCopy',
  'JudgeCopyFailure',
  'RetryCopy',
  'SelectVolumes',
];

test.each([...MACHINES_OF_SOURCES, ...MACHINES_OF_COPIES])(
  'every Task of %s is known by its name',
  (machine) => {
    const unknown = tasksIn(machine).filter((name) => !TOLD.includes(name) && !name.startsWith('Notify'));

    expect(unknown).toEqual([]);
  },
);

test('the machines of sources are in the primary Region, and those of copies in DR Regions', () => {
  const [primary, dr] = ['us-east-1', 'us-west-2'];
  expect(MACHINES_OF_SOURCES.map((machine) => MACHINE_REGIONS[machine])).toEqual([primary, primary]);
  expect(MACHINES_OF_COPIES.map((machine) => MACHINE_REGIONS[machine])).toEqual([dr, dr]);
});

test.each([
  [
    'Rate Exceeded. (Service: Lambda, Status Code: 429, Request ID: 0a1b2c3d-0000-4000-8000-000000000001)',
    'Rate Exceeded. (Service: Lambda, Status Code: 429)',
  ],
  [
    'Rate exceeded (Service: Ec2, Status Code: 503, Request ID: 0a1b, Extended Request ID: null) (SDK Attempt Count: 1)',
    'Rate exceeded (Service: Ec2, Status Code: 503) (SDK Attempt Count: 1)',
  ],
  ['RequestId: 0a1b2c3d Error: Task timed out after 30.00 seconds', 'Task timed out after 30.00 seconds'],
  ['Request ID is what a person asks for', 'Request ID is what a person asks for'],
])('a failure is told without the id of the request, by which equal ones would differ: %s', (cause, said) => {
  expect(failureOf({ error: 'Busy', cause })).toBe(`Busy: ${said}`);
});
