import type { Caller } from '../../../local/aws/api';
import { Ec2 } from '../../../local/aws/ec2';
import { Random } from '../../../local/kernel/random';
import { HOUR_MS, MINUTE_MS } from '../../../local/kernel/time-units';
import { SafetyWatch } from '../../../local/simulation/safety-watch';
import { scenarioOf, type Scenario } from '../../../local/simulation/scenario';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const ROLE: Caller = { roleArn: 'arn:aws:iam::111122223333:role/fn' };
const SOMEBODY: Caller = { outsider: 'somebody' };

/** The scenario of the first deployment: the primary keeps the last 3, the one DR Region the last 1. */
function firstDeployment(): Scenario {
  for (let seed = 1; ; seed += 1) {
    const scenario = scenarioOf(seed, START_MS, 1);
    if (scenario.settings.primary.retention.last === 3 && scenario.settings.dr.length === 1) return scenario;
  }
}

const SCENARIO = firstDeployment();
const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const VOLUME = 'vol-00000000000000001';
const OUT_OF_SCOPE = 'vol-00000000000000004';

/** EC2 under watch. Each snapshot is taken an hour after the one before, and completed. */
function watched() {
  const ec2 = new Ec2({
    accountId: '111122223333',
    random: (name) => new Random(7, name),
    kmsKey: (region, id) => ({ arn: `arn:aws:kms:${region}:111122223333:key/${id}` }),
    isAllowed: () => true,
  });
  for (const volume of SCENARIO.volumes) ec2.addVolume(PRIMARY, volume);
  const watch = new SafetyWatch(ec2, SCENARIO, () => {});
  let nowMs = START_MS;
  const takenAt = new Map<string, string>();
  const call = (operation: string, input: object, caller: Caller, region = PRIMARY) => {
    const outcome = watch.apply(nowMs, {
      service: 'ec2',
      region,
      operation,
      input: { ...input },
      caller,
    });
    for (const { afterMs, request } of outcome.later ?? []) watch.apply(nowMs + afterMs, request);
    return outcome.output;
  };
  const pass = (ms: number): void => void (nowMs += ms);
  const tag = (id: string, volume: string, takenMs: number, caller = ROLE): void =>
    void call(
      'CreateTags',
      {
        Resources: [id],
        Tags: [
          { Key: 'snapshot-keeper:managed-by', Value: 'snapshot-keeper' },
          { Key: 'snapshot-keeper:snapshot', Value: id },
          { Key: 'snapshot-keeper:volume', Value: volume },
          { Key: 'snapshot-keeper:region', Value: PRIMARY },
          { Key: 'snapshot-keeper:policy', Value: 'last 3' },
          { Key: 'snapshot-keeper:taken-at', Value: new Date(takenMs).toISOString() },
        ],
      },
      caller,
    );
  const take = (volume = VOLUME): string => {
    pass(HOUR_MS);
    const id = String(call('CreateSnapshot', { VolumeId: volume }, SOMEBODY)['SnapshotId']);
    takenAt.set(id, new Date(nowMs).toISOString());
    return id;
  };
  const adopted = (): string => {
    const id = take();
    tag(id, VOLUME, nowMs);
    return id;
  };
  const plan = (...given: readonly string[]): void =>
    watch.logged(
      {
        message: 'planned',
        fields: { verdicts: given.map((snapshotId) => ({ snapshotId, action: 'remove' })) },
      },
      nowMs,
    );
  const startCopy = (id: string) =>
    call(
      'CopySnapshot',
      {
        SourceRegion: PRIMARY,
        SourceSnapshotId: id,
        TagSpecifications: [
          {
            ResourceType: 'snapshot',
            Tags: [
              { Key: 'snapshot-keeper:managed-by', Value: 'snapshot-keeper' },
              { Key: 'snapshot-keeper:volume', Value: VOLUME },
              { Key: 'snapshot-keeper:region', Value: PRIMARY },
              { Key: 'snapshot-keeper:source-snapshot', Value: id },
              { Key: 'snapshot-keeper:taken-at', Value: takenAt.get(id) },
            ],
          },
        ],
      },
      ROLE,
      DR,
    );
  const copy = (id: string): string => {
    const answer = startCopy(id);
    pass(HOUR_MS);
    return String(answer['SnapshotId']);
  };
  const remove = (id: string): void => void call('DeleteSnapshot', { SnapshotId: id }, ROLE);
  const rules = (): string[] => watch.violations.map(({ rule }) => rule);
  return { watch, now: () => nowMs, call, pass, tag, take, adopted, plan, startCopy, copy, remove, rules };
}

test('deleting what the policy gives up and the DR Region has is no violation', () => {
  const { adopted, copy, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  copy(ids[0]!);

  remove(ids[0]!);

  expect(rules()).toEqual([]);
});

test('deleting one of the last three is a violation', () => {
  const { adopted, copy, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  for (const id of ids) copy(id);

  remove(ids[1]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test('deleting what the DR Region has not got and would keep is a violation', () => {
  const { adopted, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];

  remove(ids[0]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test('deleting what is held is a violation', () => {
  const { adopted, call, copy, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  copy(ids[0]!);
  call(
    'CreateTags',
    { Resources: [ids[0]], Tags: [{ Key: 'snapshot-keeper:hold', Value: 'case' }] },
    SOMEBODY,
  );

  remove(ids[0]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test.each(['snapshot-keeper:hold', 'snapshot-keeper:HOLD', 'Snapshot-Keeper:Opt-Out'])(
  'taking %s off is a violation',
  (Key) => {
    const { adopted, call, rules } = watched();
    const id = adopted();

    call('DeleteTags', { Resources: [id], Tags: [{ Key, Value: 'case' }] }, ROLE);

    expect(rules()).toEqual(['nothing of others is touched']);
  },
);

test('a plan may be acted on for five minutes after somebody has deleted a newer one, and no longer', () => {
  const late = watched();
  const prompt = watched();
  for (const [world, waitMs] of [
    [prompt, 4 * MINUTE_MS],
    [late, 6 * MINUTE_MS],
  ] as const) {
    const ids = [world.adopted(), world.adopted(), world.adopted(), world.adopted()];
    world.copy(ids[0]!);
    world.plan(ids[0]!);
    world.call('DeleteSnapshot', { SnapshotId: ids[3] }, SOMEBODY);
    world.pass(waitMs);
    world.remove(ids[0]!);
  }

  expect(prompt.rules()).toEqual([]);
  expect(late.rules()).toEqual(['nothing is deleted that is kept']);
});

test('deleting, tagging or copying what is out of scope is a violation', () => {
  const { take, tag, copy, remove, rules } = watched();
  const id = take(OUT_OF_SCOPE);

  remove(take(OUT_OF_SCOPE));
  copy(id);
  tag(id, OUT_OF_SCOPE, 0);

  expect(rules()).toEqual([
    'nothing of others is touched',
    'nothing of others is touched',
    'nothing of others is touched',
  ]);
});

test('a second copy of what has one is a violation, from the first second on', () => {
  const { adopted, startCopy, rules } = watched();
  const id = adopted();
  startCopy(id);
  startCopy(id);

  expect(rules()).toEqual(['no second copy of what has one']);
});

test('a second copy is none where somebody has marked the first as made from another copy', () => {
  const { adopted, copy, call, startCopy, rules } = watched();
  const id = adopted();
  const mark = [{ Key: 'snapshot-keeper:told', Value: `in doubt: copied from ${id}` }];
  call('CreateTags', { Resources: [copy(id)], Tags: mark }, SOMEBODY, DR);
  startCopy(id);

  expect(rules()).toEqual([]);
});

test('a second copy is none where a fault explains that the first could not be known of, for a minute', () => {
  const { watch, adopted, startCopy, copy, now, rules } = watched();
  const id = adopted();
  startCopy(id);
  watch.struck('answer-lost', 'ec2:CopySnapshot in us-west-2', now());
  startCopy(id);
  expect(rules()).toEqual([]);

  copy(adopted());
  watch.struck('answer-lost', 'ec2:CopySnapshot in us-west-2', now());
  startCopy(id);
  expect(rules()).toEqual(['no second copy of what has one']);
});

const stricter = (deletionLimit: typeof SCENARIO.settings.deletionLimit) => ({
  ...SCENARIO.settings,
  primary: { ...SCENARIO.settings.primary, retention: { last: 1 } },
  deletionLimit,
});

/** Four hourly snapshots adopted under `policy`, all but the newest copied, and then settings that keep the last one. */
function changed(policy: string, deletionLimit: typeof SCENARIO.settings.deletionLimit) {
  const { watch, now, adopted, copy, call, plan, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  const Tags = [{ Key: 'snapshot-keeper:policy', Value: policy }];
  call('CreateTags', { Resources: ids, Tags }, ROLE);
  for (const id of ids.slice(0, 3)) copy(id);
  watch.deployed({ atMs: now(), settings: stricter(deletionLimit), stacks: 'all' });
  return { ids, plan, remove, rules };
}

const LIMIT = { share: 0.5, count: 2 };
const TOO_MUCH = 'a changed policy does not remove too much at once';

test('a changed policy may remove as many as the limit allows at once, and no more', () => {
  const { ids, plan, remove, rules } = changed('last 3', LIMIT);

  plan(...ids.slice(0, 3));
  remove(ids[0]!);
  remove(ids[1]!);
  expect(rules()).toEqual([]);

  remove(ids[2]!);
  expect(rules()).toEqual([TOO_MUCH]);
});

test('the limit allows a share of what there was before the first deletion, where that is more', () => {
  const { ids, plan, remove, rules } = changed('last 3', { share: 0.5, count: 1 });

  plan(...ids.slice(0, 3));
  remove(ids[0]!);
  remove(ids[1]!);
  expect(rules()).toEqual([]);

  remove(ids[2]!);
  expect(rules()).toEqual([TOO_MUCH]);
});

test.each([
  ['what was adopted under the policy that counts now', 'last 1', LIMIT],
  ['what no limit holds', 'last 3', 'none'],
] as const)('%s may go, however much it is', (_, policy, limit) => {
  const { ids, plan, remove, rules } = changed(policy, limit);

  plan(...ids.slice(0, 3));
  for (const id of ids.slice(0, 3)) remove(id);

  expect(rules()).toEqual([]);
});

test('each plan has the limit for itself', () => {
  const { ids, plan, remove, rules } = changed('last 3', LIMIT);

  plan(ids[0]!, ids[1]!);
  remove(ids[0]!);
  plan(ids[1]!, ids[2]!);
  remove(ids[1]!);
  remove(ids[2]!);

  expect(rules()).toEqual([]);
});

test('what goes without a plan counts together', () => {
  const { ids, remove, rules } = changed('last 3', LIMIT);

  for (const id of ids.slice(0, 3)) remove(id);

  expect(rules()).toEqual([TOO_MUCH]);
});

test('confirming a copy that does not exist is a violation', () => {
  const { adopted, call, rules } = watched();
  const id = adopted();
  const Tags = [{ Key: 'snapshot-keeper:copy/us-west-2', Value: 'snap-0123456789abcdef0' }];

  call('CreateTags', { Resources: [id], Tags }, ROLE);

  expect(rules()).toEqual(['only finished copies are confirmed']);
});

test('what EC2 refuses has not happened', () => {
  const { adopted, call, remove, rules } = watched();
  const id = adopted();
  call('RegisterImage', { Name: 'image', BlockDeviceMappings: [{ Ebs: { SnapshotId: id } }] }, SOMEBODY);

  expect(() => remove(id)).toThrow('in use');
  expect(rules()).toEqual([]);
});

test('a change of another volume excuses no deletion', () => {
  const { adopted, copy, plan, call, take, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted()];
  copy(ids[0]!);
  plan(ids[0]!);
  call('DeleteSnapshot', { SnapshotId: take(OUT_OF_SCOPE) }, SOMEBODY);

  remove(ids[0]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test('deleting what a person has tagged as ours is a violation, since no function has adopted it', () => {
  const { adopted, take, tag, copy, now, remove, rules } = watched();
  const forged = take();
  tag(forged, VOLUME, now(), SOMEBODY);
  for (const id of [adopted(), adopted(), adopted()]) copy(id);

  remove(forged);

  expect(rules()).toEqual(['nothing of others is touched']);
});

test('deleting anything is a violation where nobody can read the override', () => {
  const { adopted, copy, call, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  copy(ids[0]!);
  const Tags = [{ Key: 'snapshot-keeper:retain', Value: '１４' }];
  call('CreateTags', { Resources: [ids[3]], Tags }, ROLE);

  remove(ids[0]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test('deleting what has no copy is a violation where nobody can read what the DR Region is to keep', () => {
  const { adopted, copy, call, remove, rules } = watched();
  const ids = [adopted(), adopted(), adopted(), adopted()];
  copy(ids[3]!);
  const Tags = [{ Key: 'snapshot-keeper:dr-retain', Value: 'all' }];
  call('CreateTags', { Resources: [ids[3]], Tags }, ROLE);

  remove(ids[0]!);

  expect(rules()).toEqual(['nothing is deleted that is kept']);
});

test('what another deployment has claimed is not tagged, and what bears our name may be told of', () => {
  const { take, call, tag, rules } = watched();
  const id = take();
  const claim = [
    { Key: 'snapshot-keeper:managed-by', Value: 'other' },
    { Key: 'snapshot-keeper:snapshot', Value: id },
  ];
  call('CreateTags', { Resources: [id], Tags: claim }, SOMEBODY);
  tag(id, VOLUME, 0);
  const stray = take(OUT_OF_SCOPE);
  const name = [{ Key: 'snapshot-keeper:managed-by', Value: 'snapshot-keeper' }];
  call('CreateTags', { Resources: [stray], Tags: name }, SOMEBODY);
  call(
    'CreateTags',
    { Resources: [stray], Tags: [{ Key: 'snapshot-keeper:told', Value: 'in doubt' }] },
    ROLE,
  );

  expect(rules()).toEqual(['nothing of others is touched']);
});
