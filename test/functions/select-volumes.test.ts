import {
  AccessDenied,
  InvalidEnvironment,
  InvalidInput,
  ScopeUnsettled,
  ServiceBusy,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Selection } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import { handler, selectVolumes } from '../../functions/select-volumes/handler';
import { snap, snapshot, vol } from '../support/builders';
import { recordingRuntime } from '../support/recording-runtime';

const volume = (tags: Record<string, string>): Volume => ({
  volumeId: vol(1),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

const NOW = '2026-03-01T02:10:00Z';
const JUST_NOW = '2026-03-01T02:00:01Z';
const LONG_AGO = '2026-03-01T02:00:00Z';
const INPUT = { volumeId: vol(1) };

/** EC2 with this volume, ten minutes after LONG_AGO. */
function world(
  existing: Volume | undefined,
  selection: Selection = { tagKey: 'backup' },
  snapshot?: Snapshot,
) {
  const asked: string[] = [];
  const run = selectVolumes({
    snapshots: { byId: () => Promise.resolve(snapshot) },
    volumes: {
      byId: (volumeId) => {
        asked.push(volumeId);
        return Promise.resolve(existing);
      },
    },
    selection,
    now: () => new Date(NOW),
  });
  return { run, asked };
}

test('a failed snapshot of a volume that we protect is told at once', async () => {
  const { run, asked } = world(volume({ backup: 'yes' }));

  await expect(run(INPUT)).resolves.toEqual({ selected: true });
  expect(asked).toEqual([vol(1)]);
});

test.each([vol(2), 'vol-ffffffff'])(
  'a snapshot of another volume than the input says, here %s, is refused',
  async (said) => {
    const { run } = world(volume({}), undefined, snapshot(snap(1), NOW));

    await expect(run({ snapshotId: snap(1), volumeId: said })).rejects.toThrow(
      `volumeId: ${snap(1)} is of ${vol(1)}, not of ${said}`,
    );
  },
);

test('an execution that bears the name of another snapshot is refused', async () => {
  const { run } = world(volume({}), undefined, snapshot(snap(1), NOW));

  await expect(run({ ...INPUT, snapshotId: snap(1), executionName: snap(2) })).rejects.toThrow(InvalidInput);
});

test('where all volumes are selected, a volume without tags is protected', async () => {
  await expect(world(volume({}), 'all').run(INPUT)).resolves.toEqual({ selected: true });
});

describe('absence is believed late', () => {
  test.each([
    ['a volume that EC2 does not show', undefined, `${vol(1)}: not shown`],
    ['a volume that EC2 shows as not selected', volume({ Backup: 'yes' }), `${vol(1)}: not selected`],
  ])('%s is ScopeUnsettled within ten minutes', async (_rule, existing, message) => {
    for (const enteredAt of [JUST_NOW, undefined])
      await expect(
        world(existing).run({ ...INPUT, ...(enteredAt === undefined ? {} : { enteredAt }) }),
      ).rejects.toThrow(new ScopeUnsettled(message));
  });

  test('where the volume is not protected then, nobody is woken', async () => {
    const { run } = world(volume({ Backup: 'yes' }));

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual({ selected: false });
  });

  test('a volume that is gone then counts as protected: in doubt, a person is told', async () => {
    const { run } = world(undefined);

    await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual({ selected: true });
  });
});

test.each(['vol-ffffffff', 'vol-fffffffffffffffff'])(
  'of "%s", which stands for no volume, EC2 is not asked',
  async (volumeId) => {
    const { run, asked } = world(undefined, 'all');

    await expect(run({ volumeId })).resolves.toEqual({ selected: false });
    expect(asked).toEqual([]);
  },
);

test('a repeated call answers the same', async () => {
  const { run } = world(volume({}));

  const first = await run({ ...INPUT, enteredAt: LONG_AGO });

  await expect(run({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual(first);
});

test.each([
  ['a busy AWS', new ServiceBusy('RequestLimitExceeded: no')],
  ['a missing right', new AccessDenied('UnauthorizedOperation: no')],
])('%s is thrown', async (_, failure) => {
  const run = selectVolumes({
    snapshots: { byId: () => Promise.resolve(undefined) },
    volumes: { byId: () => Promise.reject(failure) },
    selection: 'all',
    now: () => new Date(NOW),
  });

  await expect(run(INPUT)).rejects.toBe(failure);
});

describe('the handler', () => {
  test.each([
    ['daily', true],
    ['never', false],
  ])('asks EC2 once, in its own Region, for a volume that is tagged %s', async (value, selected) => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment: { SELECTION: '{"tagKey":"backup","tagValues":["daily"]}' },
      answers: {
        DescribeVolumesCommand: [
          { Volumes: [{ VolumeId: vol(1), Tags: [{ Key: 'backup', Value: value }] }] },
        ],
      },
    });

    await expect(handler.within(runtime)({ ...INPUT, enteredAt: LONG_AGO })).resolves.toEqual({ selected });
    expect(calls).toEqual([
      ['ec2 us-east-1', 'DescribeVolumesCommand', { Filters: [{ Name: 'volume-id', Values: [vol(1)] }] }],
    ]);
  });

  test.each([undefined, 'all', '{"tagKey":"backup","tagValues":[]}'])(
    'refuses to start where SELECTION is %p',
    (value) => {
      const { runtime } = recordingRuntime({ region: 'us-east-1', environment: { SELECTION: value } });

      expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
      expect(() => handler.within(runtime)).toThrow(/^SELECTION[.:]/);
    },
  );

  test.each([
    [{}, /^volumeId: /],
    [{ volumeId: 1 }, /^volumeId: /],
    [{ volumeId: '*' }, /^volumeId: /],
    [{ volumeId: 'vol-1' }, /^volumeId: /],
    [{ ...INPUT, enteredAt: 'yesterday' }, /^enteredAt: /],
  ])('refuses the input %p before any call and names the field', async (event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment: { SELECTION: '"all"' } });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
