import type { NewVolumes } from '../../functions/aws/new-volumes';
import type { Target } from '../../functions/domain/plan-restore';
import type { VolumeLook } from '../../functions/domain/restore-step';
import type { Snapshot } from '../../functions/domain/snapshot';
import { InvalidInput, ServiceBusy } from '../../functions/domain/errors';
import { handler, restoreVolumes } from '../../functions/restore-volumes/handler';
import { snap, snapshot, vol } from '../support/builders';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const TAKEN = '2030-01-01T00:00:00.000Z';
const STARTED = '2030-01-02T00:00:00.000Z';
const NOW = '2030-01-02T00:00:30.000Z';
const INSTANCE = 'i-0123456789abcdef0';
const ARN = 'arn:aws:states:us-east-1:111122223333:execution:keeper-us-east-1-restore:by-hand';

const wanted = (number: number, more: object = {}) => ({
  ofVolumeId: vol(number),
  snapshotId: snap(number),
  takenAt: TAKEN,
  sizeGib: 8,
  zone: 'us-east-1a',
  volumeType: 'gp3',
  ...more,
});
/** One that has been made 30 seconds ago. */
const made = (number: number, more: object = {}) =>
  wanted(number, { volumeId: vol(`a${number}`), madeAt: STARTED, ...more });
const attached = { instanceId: INSTANCE, device: '/dev/sdf' };
const available: VolumeLook = { state: 'available' };

type World = {
  readonly shown?: readonly Snapshot[];
  readonly looks?: Readonly<Record<string, VolumeLook>>;
  readonly make?: NewVolumes['make'];
  readonly attach?: NewVolumes['attach'];
  readonly target?: Target;
  readonly now?: string;
};

const taken = (number: number, tags: Record<string, string> = {}): Snapshot =>
  snapshot(snap(number), TAKEN, { tags });

function world({ shown = [taken(1), taken(2)], looks = {}, make, attach, target, now = NOW }: World) {
  const calls: unknown[][] = [];
  const tokens: string[] = [];
  const run = restoreVolumes({
    newVolumes: {
      make: (volume, tags, token) => {
        calls.push(['make', volume.snapshotId, tags]);
        tokens.push(token);
        const number = Number(volume.snapshotId.slice(-1));
        return (
          make?.(volume, tags, token) ?? Promise.resolve({ outcome: 'made', volumeId: vol(`a${number}`) })
        );
      },
      attach: (...args) => {
        calls.push(['attach', ...args]);
        return attach?.(...args) ?? Promise.resolve({ outcome: 'asked' });
      },
      lookAt: (ids) => Promise.resolve(new Map(Object.entries(looks).filter(([id]) => ids.includes(id)))),
    },
    snapshots: {
      byIds: (ids) => Promise.resolve(shown.filter(({ snapshotId }) => ids.includes(snapshotId))),
    },
    targets: { byId: () => Promise.resolve(target) },
    environment: { DEPLOYMENT: 'keeper', SELECTION: { tagKey: 'Backup' } },
    now: () => new Date(now),
    log: recorder().log,
  });
  const input = { withoutSelectionTag: false, executionArn: ARN };
  return {
    calls,
    tokens,
    run: (volumes: object[], more = {}) => run({ ...input, ...more, volumes } as never),
  };
}

const OURS = (number: number) => ({
  'snapshot-keeper:restored-by': 'keeper',
  'snapshot-keeper:restored-from': `${snap(number)} by by-hand`,
});

test('each volume is made with the tags of its snapshot, and looked for ten seconds later', async () => {
  const { run, calls } = world({ shown: [taken(1, { Name: 'db-1', Backup: 'yes' }), taken(2)] });

  expect(await run([wanted(1), wanted(2)])).toEqual({
    volumes: [
      wanted(1, { volumeId: vol('a1'), madeAt: NOW }),
      wanted(2, { volumeId: vol('a2'), madeAt: NOW }),
    ],
    waitSeconds: 10,
    failure: '',
  });
  expect(calls).toEqual([
    ['make', snap(1), { Name: 'db-1', Backup: 'yes', ...OURS(1) }],
    ['make', snap(2), { Backup: 'restored', ...OURS(2) }],
  ]);
});

test('where that is wished, without the tag of the selection', async () => {
  const { run, calls } = world({ shown: [taken(1, { Name: 'db-1', Backup: 'yes' })] });

  await run([wanted(1)], { withoutSelectionTag: true });

  expect(calls).toEqual([['make', snap(1), { Name: 'db-1', ...OURS(1) }]]);
});

test('a repeated call has the same token, of 64 characters; another snapshot, or execution, has another one', async () => {
  const { run, tokens } = world({});

  await run([wanted(1), wanted(2)]);
  await run([wanted(1)]);
  await run([wanted(1)], { executionArn: `${ARN}-again` });

  expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(tokens[2]).toBe(tokens[0]);
  expect(new Set(tokens).size).toBe(3);
});

test('what has been made is not made again', async () => {
  const { run, calls } = world({ looks: { [vol('a1')]: { state: 'creating' } } });

  expect(await run([made(1)])).toEqual({ volumes: [made(1)], waitSeconds: 10, failure: '' });
  expect(calls).toEqual([]);
});

test('what has been made is answered before anything else can go wrong', async () => {
  const { run } = world({
    make: ({ snapshotId }) =>
      snapshotId === snap(1)
        ? Promise.resolve({ outcome: 'made', volumeId: vol('a1') })
        : Promise.reject(new ServiceBusy('too many')),
  });

  expect(await run([wanted(1), wanted(2)])).toEqual({
    volumes: [wanted(1, { volumeId: vol('a1'), madeAt: NOW }), wanted(2)],
    waitSeconds: 10,
    failure: '',
  });
});

test('where none could be made now, the error goes to the machine, which tries again', async () => {
  const { run } = world({ make: () => Promise.reject(new ServiceBusy('too many')) });

  await expect(run([made(1), wanted(2)])).rejects.toThrow(ServiceBusy);
});

test('it is done once all are there', async () => {
  const { run } = world({ looks: { [vol('a1')]: available, [vol('a2')]: available } });

  expect(await run([made(1), made(2)])).toEqual({ volumes: [made(1), made(2)], waitSeconds: 0, failure: '' });
});

test('none is attached while another is still being made', async () => {
  const { run, calls } = world({ looks: { [vol('a1')]: available, [vol('a2')]: { state: 'creating' } } });

  expect(await run([made(1, attached), made(2, { ...attached, device: '/dev/sdg' })])).toMatchObject({
    waitSeconds: 10,
  });
  expect(calls).toEqual([]);
});

test('once all are there, each is attached under its own name', async () => {
  const { run, calls } = world({ looks: { [vol('a1')]: available, [vol('a2')]: available } });
  const second = { ...attached, device: '/dev/sdg' };

  expect(await run([made(1, attached), made(2, second)])).toEqual({
    volumes: [made(1, { ...attached, attachAt: NOW }), made(2, { ...second, attachAt: NOW })],
    waitSeconds: 10,
    failure: '',
  });
  expect(calls).toEqual([
    ['attach', vol('a1'), INSTANCE, '/dev/sdf'],
    ['attach', vol('a2'), INSTANCE, '/dev/sdg'],
  ]);
});

test('one that is being attached does not keep the others from it', async () => {
  const asked = { ...attached, attachAt: NOW };
  const { run, calls } = world({
    looks: {
      [vol('a1')]: { state: 'in-use', attachment: { ...attached, state: 'attaching' } },
      [vol('a2')]: available,
    },
  });

  await run([made(1, asked), made(2, { ...attached, device: '/dev/sdg' })]);

  expect(calls).toEqual([['attach', vol('a2'), INSTANCE, '/dev/sdg']]);
});

test('a repeated attachment keeps the time of the first', async () => {
  const { run } = world({ looks: { [vol('a1')]: available } });

  expect(await run([made(1, { ...attached, attachAt: STARTED })])).toMatchObject({
    volumes: [{ attachAt: STARTED }],
  });
});

test('after one that is refused nothing more is made, and the answer names what is there', async () => {
  const { run, calls } = world({
    shown: [taken(1), taken(2), taken(3)],
    looks: { [vol('a1')]: available },
    make: ({ snapshotId }) =>
      Promise.resolve(
        snapshotId === snap(2)
          ? { outcome: 'refused', reason: 'no' }
          : { outcome: 'made', volumeId: vol('a1') },
      ),
  });

  const first = await run([wanted(1, attached), wanted(2), wanted(3)]);
  const second = await run([...first.volumes]);

  expect(second).toEqual({
    volumes: [
      wanted(1, { ...attached, volumeId: vol('a1'), madeAt: NOW }),
      wanted(2, { failed: 'no' }),
      wanted(3),
    ],
    waitSeconds: 0,
    failure: `Made, and left as they are: ${vol('a1')} of ${snap(1)}. Delete what you do not need. ${snap(2)}: no.`,
  });
  expect(calls.map(([call, id]) => [call, id])).toEqual([
    ['make', snap(1)],
    ['make', snap(2)],
  ]);
});

test('where one has failed, what is still being made is waited for, and none attached', async () => {
  const { run, calls } = world({
    looks: { [vol('a1')]: { state: 'error' }, [vol('a2')]: { state: 'creating' }, [vol('a3')]: available },
  });

  expect(await run([made(1, attached), made(2), made(3, attached)])).toMatchObject({
    waitSeconds: 10,
    failure: '',
  });
  expect(calls).toEqual([]);
});

test('where nothing was made, that is said', async () => {
  const { run } = world({ make: () => Promise.resolve({ outcome: 'refused', reason: 'no' }) });

  expect(await run([wanted(1)])).toMatchObject({ failure: `No volume is there. ${snap(1)}: no.` });
});

test('a refused attachment is believed after another look', async () => {
  const { run, calls } = world({
    looks: { [vol('a1')]: available },
    attach: () => Promise.resolve({ outcome: 'refused', reason: 'taken' }),
  });

  const first = await run([made(1, attached)]);
  const second = await run([...first.volumes]);

  expect(first).toMatchObject({ waitSeconds: 10, failure: '', volumes: [{ refusal: 'taken' }] });
  expect(second).toMatchObject({
    waitSeconds: 0,
    failure: `Made, and left as they are: ${vol('a1')} of ${snap(1)}. Delete what you do not need. ${vol('a1')}: taken.`,
  });
  expect(calls).toHaveLength(1);
});

test.each([
  ['2030-01-02T00:09:59Z', 10, ''],
  ['2030-01-02T00:10:00Z', 0, `No volume is there. ${snap(1)}: EC2 shows it no more.`],
])(
  'a snapshot that EC2 does not show is waited for until ten minutes are over since then (%s)',
  async (now, waitSeconds, failure) => {
    const { run, calls } = world({ shown: [], now });

    expect(await run([wanted(1, { unseenAt: STARTED })])).toMatchObject({ waitSeconds, failure });
    expect(calls).toEqual([]);
  },
);

test.each([
  ['2030-01-02T00:09:59Z', 10, ''],
  ['2030-01-02T00:10:00Z', 0, `No volume is there. ${snap(1)}: made before.`],
])('so is a volume that a lost call has made (%s)', async (now, waitSeconds, failure) => {
  const { run } = world({ now, make: () => Promise.resolve({ outcome: 'unseen', reason: 'made before' }) });

  expect(await run([wanted(1, { unseenAt: STARTED })])).toMatchObject({ waitSeconds, failure });
});

test('the first time that it is not shown is noted', async () => {
  const { run } = world({ shown: [] });

  expect(await run([wanted(1)])).toEqual({
    volumes: [wanted(1, { unseenAt: NOW })],
    waitSeconds: 10,
    failure: '',
  });
});

test('after an attachment that is refused no other is asked for, and what is attached where is named', async () => {
  const { run, calls } = world({
    looks: {
      [vol('a1')]: { state: 'in-use', attachment: { ...attached, state: 'attached' } },
      [vol('a2')]: available,
      [vol('a3')]: available,
    },
    attach: () => Promise.resolve({ outcome: 'refused', reason: 'AttachmentLimitExceeded.' }),
  });
  const asked = [
    made(1, attached),
    made(2, { ...attached, device: '/dev/sdg' }),
    made(3, { ...attached, device: '/dev/sdh' }),
  ];

  const first = await run(asked);
  const second = await run([...first.volumes]);

  expect(calls).toEqual([['attach', vol('a2'), INSTANCE, '/dev/sdg']]);
  expect(second).toMatchObject({
    waitSeconds: 0,
    failure: `Made, and left as they are: ${vol('a1')} of ${snap(1)}, attached to ${INSTANCE} as /dev/sdf; ${vol('a2')} of ${snap(2)}; ${vol('a3')} of ${snap(3)}. Delete what you do not need. ${vol('a2')}: AttachmentLimitExceeded.`,
  });
});

test('what has vanished is not among what is there; equal reasons are told once', async () => {
  const { run } = world({
    looks: { [vol('a2')]: { state: 'error' }, [vol('a3')]: { state: 'error' } },
    now: '2030-01-02T00:10:00Z',
  });

  expect(await run([made(1), made(2), made(3)])).toMatchObject({
    failure: [
      `Made, and left as they are: ${vol('a2')} of ${snap(2)}; ${vol('a3')} of ${snap(3)}. Delete what you do not need.`,
      `${vol('a1')}: EC2 shows it no more: its key may not be usable, or somebody has deleted it.`,
      `${vol('a2')}, ${vol('a3')}: EC2 could not make it: its key may not be usable.`,
    ].join(' '),
  });
});

describe('where another volume has come under the device that the plan has chosen', () => {
  const LATER = '2030-01-02T00:11:00.000Z';
  const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');
  const TWO_LETTERS = ['b', 'c'].flatMap((first) => LETTERS.map((one) => `/dev/xvd${first}${one}`));
  const refused = {
    ...attached,
    isAnyDevice: true,
    attachAt: STARTED,
    refusal: 'Attachment point /dev/sdf is already in use',
  };
  const looks = { [vol('a1')]: available, [vol('a2')]: available };
  const target = (...devices: string[]): Target => ({
    instanceId: INSTANCE,
    state: 'running',
    zone: 'us-east-1a',
    isWindows: false,
    devices,
  });

  test('the next free one is chosen, which is none of another volume of the restore', async () => {
    const { run, calls } = world({ looks, target: target('/dev/xvda', '/dev/sdf', '/dev/sdh'), now: LATER });
    const other = made(2, { ...attached, device: '/dev/sdg', isAnyDevice: true });

    expect(await run([made(1, refused), other])).toEqual({
      volumes: [
        made(1, { ...attached, device: '/dev/sdi', isAnyDevice: true }),
        { ...other, attachAt: LATER },
      ],
      waitSeconds: 10,
      failure: '',
    });
    expect(calls).toEqual([['attach', vol('a2'), INSTANCE, '/dev/sdg']]);
  });

  test('and attached there by the next call', async () => {
    const { run, calls } = world({ looks, now: LATER });

    await run([made(1, { ...attached, device: '/dev/sdg', isAnyDevice: true })]);

    expect(calls).toEqual([['attach', vol('a1'), INSTANCE, '/dev/sdg']]);
  });

  test('that EC2 shows the instance no more is believed ten minutes later, and not from a time before the volume was made', async () => {
    const { run } = world({ looks, now: LATER });
    const since = (unseenAt: string) => run([made(1, { ...refused, unseenAt })]);

    expect(await run([made(1, refused)])).toEqual({
      volumes: [made(1, { ...refused, unseenAt: LATER })],
      waitSeconds: 10,
      failure: '',
    });
    expect(await since('2030-01-02T00:01:00.001Z')).toMatchObject({
      volumes: [{ refusal: refused.refusal }],
    });
    expect(await since('2030-01-02T00:01:00.000Z')).toMatchObject({
      volumes: [{ failed: `EC2 shows ${INSTANCE} no more` }],
    });
    const { volumes } = await world({}).run([wanted(1, { unseenAt: STARTED })]);
    expect(volumes[0]?.unseenAt).toBeUndefined();
  });

  test('nor where EC2 has shown it again meanwhile', async () => {
    const { run } = world({ looks, target: target('/dev/sdf'), now: LATER });
    const { volumes } = await run([made(1, { ...refused, unseenAt: STARTED })]);

    expect(volumes).toEqual([made(1, { ...attached, device: '/dev/sdg', isAnyDevice: true })]);
  });

  test('it fails where none is free', async () => {
    const none = target(...LETTERS.map((one) => `/dev/sd${one}`), ...TWO_LETTERS);
    const { run } = world({ looks, now: LATER, target: none });

    expect(await run([made(1, refused)])).toMatchObject({
      volumes: [{ failed: 'Attachment point /dev/sdf is already in use' }],
    });
  });
});

test('what EC2 has said of an attachment that it does not make is kept', async () => {
  const { run } = world({
    looks: { [vol('a1')]: available },
    attach: () => Promise.resolve({ outcome: 'asked', reason: 'IncorrectState: stopping' }),
  });

  expect(await run([made(1, attached)])).toMatchObject({
    volumes: [{ attachAt: NOW, said: 'IncorrectState: stopping' }],
  });
});

test('a long reason is cut', async () => {
  const { run } = world({ make: () => Promise.resolve({ outcome: 'refused', reason: 'x'.repeat(400) }) });

  expect(await run([wanted(1)])).toMatchObject({ volumes: [{ failed: `${'x'.repeat(199)}…` }] });
});

test.each([
  [{ volumes: [wanted(1, { snapshotId: 'snap-*' })] }, 'volumes.0.snapshotId'],
  [{ volumes: [wanted(1)], executionArn: 1 }, 'executionArn'],
])('an input of another form is refused before any call', async (input, named) => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: { DEPLOYMENT: 'keeper', SELECTION: '"all"' },
  });

  const called = handler.within(runtime)({
    withoutSelectionTag: false,
    executionArn: ARN,
    ...input,
  });

  await expect(called).rejects.toThrow(InvalidInput);
  await expect(called).rejects.toThrow(named);
  expect(calls).toEqual([]);
});
