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

test('a failed snapshot of a volume that we protect is told', async () => {
  const { run, asked } = world([volume('vol-1', { backup: 'yes' })]);

  await expect(run({ volumeId: 'vol-1' })).resolves.toEqual({ selected: true });
  expect(asked).toEqual([['vol-1']]);
});

test('where the volume is not protected, nobody is woken', async () => {
  const { run } = world([volume('vol-1', { Backup: 'yes' })]);

  await expect(run({ volumeId: 'vol-1' })).resolves.toEqual({ selected: false });
});

test('a volume that no longer exists counts as protected', async () => {
  const { run } = world([]);

  await expect(run({ volumeId: 'vol-1' })).resolves.toEqual({ selected: true });
});

test('where all volumes are selected, a volume without tags is protected', async () => {
  const { run } = world([volume('vol-1', {})], 'all');

  await expect(run({ volumeId: 'vol-1' })).resolves.toEqual({ selected: true });
});

test('a repeated call answers the same', async () => {
  const { run } = world([volume('vol-1', {})]);

  const first = await run({ volumeId: 'vol-1' });

  await expect(run({ volumeId: 'vol-1' })).resolves.toEqual(first);
});

test.each([
  ['a busy AWS', new ServiceBusy('RequestLimitExceeded: no')],
  ['a missing right', new AccessDenied('UnauthorizedOperation: no')],
])('%s is thrown', async (_, failure) => {
  const run = selectVolumes({ volumes: { find: () => Promise.reject(failure) }, selection: 'all' });

  await expect(run({ volumeId: 'vol-1' })).rejects.toBe(failure);
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
          { Volumes: [{ VolumeId: 'vol-1', Tags: [{ Key: 'backup', Value: value }] }] },
        ],
      },
    });

    await expect(handler.within(runtime)({ volumeId: 'vol-1' })).resolves.toEqual({ selected });
    expect(calls).toEqual([
      ['ec2 us-east-1', 'DescribeVolumesCommand', { Filters: [{ Name: 'volume-id', Values: ['vol-1'] }] }],
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
  ])('refuses the input %p before any call and names the field', async (event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment: { SELECTION: '"all"' } });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
