import type { KeyUse } from '../../functions/aws/keys';
import type { Snapshot } from '../../functions/domain/snapshot';
import { unusableKeys } from '../../functions/sweep-region/unusable-keys';
import { recorder } from '../support/recorder';
import { snap, snapshot } from '../support/builders';

const of = (digits: number, kmsKeyId?: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot(snap(digits), '2030-01-01T00:00:00Z', { ...more, ...(kmsKeyId !== undefined && { kmsKeyId }) }),
});

/** What is found, asked and said of a Region where keys are as given; one that is not given is usable. The sweep is that of us-west-2. */
async function look(
  shown: readonly Snapshot[],
  uses: Readonly<Record<string, KeyUse | Error>> = {},
  ofRegion = 'us-west-2',
  { turn = 0, callMs = 0 } = {},
) {
  let nowMs = 0;
  const { log, metrics, lines, gauges } = recorder();
  const asked: string[] = [];
  const found = await unusableKeys(
    {
      keys: (region) => ({
        useOf: (arn) => {
          asked.push(`${arn} in ${region}`);
          nowMs += callMs;
          const use = uses[arn] ?? { isUsable: true };
          return use instanceof Error ? Promise.reject(use) : Promise.resolve(use);
        },
      }),
      environment: { DEPLOYMENT: 'keeper' },
      region: 'us-west-2',
      now: () => new Date(nowMs),
      log,
      metrics,
    },
    ofRegion,
    shown,
    turn,
  );
  const figures = Object.fromEntries(
    gauges.map(([name, { value, ofRegion: region }]) => [`${name} of ${region}`, value]),
  );
  return { found: [...found], asked, figures, lines };
}

test('each key is asked for once, those that most need first, and only those of finished snapshots of ours', async () => {
  const theirs = { ...of(5, 'theirs'), tags: {} };
  const { asked, found, figures } = await look([
    of(1, 'one'),
    of(2, 'two'),
    of(3, 'two'),
    of(4, 'pending', { state: 'pending' }),
    theirs,
    of(6),
  ]);

  expect(asked).toEqual(['two in us-west-2', 'one in us-west-2']);
  expect(found).toEqual([]);
  expect(figures).toEqual({ 'KeysUnusable of us-west-2': 0, 'KeysUnknown of us-west-2': 0 });
});

test('a key that cannot be used is found, counted, and named with what needs it', async () => {
  const { found, figures, lines } = await look([of(1, 'one'), of(2, 'two'), of(3, 'two')], {
    two: { isUsable: false, why: 'PendingDeletion' },
  });

  expect(found).toEqual(['two']);
  expect(figures).toMatchObject({ 'KeysUnusable of us-west-2': 1 });
  expect(lines).toEqual([
    [
      'error',
      'key cannot be used',
      { region: 'us-west-2', keyArn: 'two', why: 'PendingDeletion', snapshots: 2 },
    ],
  ]);
});

test('a key that KMS does not tell of may be usable, and is counted', async () => {
  const { found, figures } = await look([of(1, 'one')], { one: new Error('AccessDenied') });

  expect(found).toEqual([]);
  expect(figures).toEqual({ 'KeysUnusable of us-west-2': 0, 'KeysUnknown of us-west-2': 1 });
});

test('of another Region the keys are looked at there, and counted by its own sweep', async () => {
  const { found, asked, figures, lines } = await look(
    [of(1, 'one'), of(2, 'two')],
    { one: { isUsable: false, why: 'Disabled' }, two: new Error('AccessDenied') },
    'eu-west-1',
  );

  expect(asked).toEqual(['one in eu-west-1', 'two in eu-west-1']);
  expect(found).toEqual(['one']);
  expect(figures).toEqual({});
  expect(lines.map(([, , { region }]) => region)).toEqual(['eu-west-1', 'eu-west-1']);
});

/** A key for each of so many snapshots. */
const keys = (count: number): Snapshot[] =>
  Array.from({ length: count }, (_, index) => of(index, `key-${String(index).padStart(4, '0')}`));

test('where each volume has a key of its own, one that cannot be used is found in each turn', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const { asked, found, figures } = await look(
      keys(1000),
      { 'key-0777': { isUsable: false, why: 'Disabled' } },
      'us-west-2',
      { turn },
    );

    expect(new Set(asked).size).toBe(1000);
    expect(found).toEqual(['key-0777']);
    expect(figures).toEqual({ 'KeysUnusable of us-west-2': 1, 'KeysUnknown of us-west-2': 0 });
  }
});

test('of more than 5,000 keys each is asked for in some turn, and half of them in each', async () => {
  const asked = new Set<string>();
  for (let turn = 0; turn < 2; turn += 1)
    for (const one of (await look(keys(6000), {}, 'us-west-2', { turn })).asked) asked.add(one);

  expect(asked.size).toBe(6000);
});

test('a KMS that hangs is asked for a minute at most, ten keys at once, and the others are counted', async () => {
  const { asked, figures } = await look(keys(90), {}, 'us-west-2', { callMs: 2_400 });

  expect([asked.length, figures['KeysUnknown of us-west-2']]).toEqual([30, 60]);
});

test('of more than 5,000 keys the others are counted, not asked for, and said in the log', async () => {
  const { asked, figures, lines } = await look(keys(5003));

  expect(asked).toHaveLength(5000);
  expect(figures).toMatchObject({ 'KeysUnknown of us-west-2': 3 });
  expect(lines).toEqual([['warn', 'keys not asked for', { region: 'us-west-2', keys: 5003, asked: 5000 }]]);
});
