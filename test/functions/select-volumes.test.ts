import { AccessDenied, InvalidEnvironment, InvalidInput, ServiceBusy } from '../../functions/domain/errors';
import type { Selection } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import { handler, selectVolumes } from '../../functions/select-volumes/handler';
import { recordingRuntime } from './runtime/recording-runtime';

const volume = (volumeId: string, tags: Record<string, string>): Volume => ({
  volumeId,
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

const member = (number: number) => ({ snapshotId: `snap-${number}`, volumeId: `vol-${number}` });

function world(existing: Volume[], selection: Selection = { tagKey: 'backup' }) {
  const asked: (readonly string[])[] = [];
  const run = selectVolumes({
    volumes: {
      find: (volumeIds) => {
        asked.push(volumeIds);
        return Promise.resolve(existing);
      },
    },
    selection,
  });
  return { run, asked };
}

test('only the snapshots of volumes that we protect are told', async () => {
  const { run, asked } = world([volume('vol-2', {}), volume('vol-1', { backup: 'yes' })]);

  await expect(run({ snapshots: [member(1), member(2)] })).resolves.toEqual({ snapshots: [member(1)] });
  expect(asked).toEqual([['vol-1', 'vol-2']]);
});

test('where no volume of the set is protected, nobody is woken', async () => {
  const { run } = world([volume('vol-1', {}), volume('vol-2', { Backup: 'yes' })]);

  await expect(run({ snapshots: [member(1), member(2)] })).resolves.toEqual({ snapshots: [] });
});

test('a volume that no longer exists counts as protected', async () => {
  const { run } = world([volume('vol-1', {})]);

  await expect(run({ snapshots: [member(1), member(2)] })).resolves.toEqual({ snapshots: [member(2)] });
});

test('where all volumes are selected, all are told', async () => {
  const { run } = world([volume('vol-1', {}), volume('vol-2', {})], 'all');

  await expect(run({ snapshots: [member(1), member(2)] })).resolves.toEqual({
    snapshots: [member(1), member(2)],
  });
});

test('a repeated call answers the same', async () => {
  const { run } = world([volume('vol-1', { backup: 'yes' })]);

  const first = await run({ snapshots: [member(1)] });

  await expect(run({ snapshots: [member(1)] })).resolves.toEqual(first);
});

test.each([
  ['a busy AWS', new ServiceBusy('RequestLimitExceeded: no')],
  ['a missing right', new AccessDenied('UnauthorizedOperation: no')],
])('%s is thrown', async (_, failure) => {
  const run = selectVolumes({ volumes: { find: () => Promise.reject(failure) }, selection: 'all' });

  await expect(run({ snapshots: [member(1)] })).rejects.toBe(failure);
});

describe('the handler', () => {
  test('makes one EC2 call for a whole set, in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment: { SELECTION: '{"tagKey":"backup","tagValues":["daily"]}' },
      answers: {
        DescribeVolumesCommand: [
          {
            Volumes: [
              { VolumeId: 'vol-1', Tags: [{ Key: 'backup', Value: 'daily' }] },
              { VolumeId: 'vol-2', Tags: [{ Key: 'backup', Value: 'never' }] },
            ],
          },
        ],
      },
    });

    await expect(handler.within(runtime)({ snapshots: [member(1), member(2)] })).resolves.toEqual({
      snapshots: [member(1)],
    });
    expect(calls).toEqual([
      [
        'ec2 us-east-1',
        'DescribeVolumesCommand',
        { Filters: [{ Name: 'volume-id', Values: ['vol-1', 'vol-2'] }] },
      ],
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
    [{}, /^snapshots: /],
    [{ snapshots: [{ snapshotId: 'snap-1' }] }, /^snapshots.0.volumeId: /],
  ])('refuses the input %p before any call and names the field', async (event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment: { SELECTION: '"all"' } });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
