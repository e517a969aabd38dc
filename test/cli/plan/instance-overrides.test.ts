import { tagsOfVolumes } from '../../../cli/plan/instance-overrides';
import { renderVolumeExplanation } from '../../../cli/plan/render-volume-explanation';
import { short, vol } from '../../support/builders';
import { ALL_LISTS, at, copied, copy, lines, planOf, PRIMARY, settings, volume } from './account';

const [A, B] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
const RETAIN = 'snapshot-keeper:retain';
const counting = { ...settings, instanceOverrides: true };
const WITH_LIST = [...ALL_LISTS, { region: PRIMARY, list: 'instances' as const }];

const on = (instanceId: string, number = 1) => ({
  ...volume(number),
  Attachments: [{ InstanceId: instanceId }],
});
const instance = (InstanceId: string, tags: Record<string, string>) => ({
  InstanceId,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
const three = (tags: Record<string, string> = {}) => [1, 2, 3].map((day) => copied(day, vol(1), day, tags));

test('of an override that the newest snapshot repeats of an instance, the plan says whose it is', () => {
  const plan = planOf({
    volumes: [on(A)],
    primary: three({ [RETAIN]: `1 of ${A}`, 'snapshot-keeper:policy': 'last 1' }),
  });

  expect(plan.volumes[0]?.regions[0]?.retention).toMatchObject({
    policy: 'last 1',
    from: `the tag ${RETAIN} of the instance ${A}, repeated on snap-00000000000000003`,
  });
  expect(lines(plan)).toEqual([
    'snap-3 copy: last 1 of 1',
    'snap-2 remove: kept by no rule of last 1',
    'snap-1 remove: kept by no rule of last 1',
  ]);
});

test('where one cannot be read, nothing goes, and the plan names the instance, the tag and the value', () => {
  const plan = planOf({ volumes: [on(A)], primary: three({ [RETAIN]: `forever of ${A}` }) });

  expect(lines(plan)[2]).toBe(`snap-1 blocked: the policy is not known: ${RETAIN} cannot be read`);
  expect(plan.volumes[0]?.regions[0]?.retention?.notice).toMatch(
    `The tag ${RETAIN} of the instance ${A} has the value "forever". Allowed is `,
  );
});

describe('what counts from the next snapshot on is noted', () => {
  const notes = (instances: Parameters<typeof planOf>[0]['instances'], repeated = {}, given = counting) =>
    planOf(
      { volumes: [on(A)], primary: three(repeated), instances: instances ?? [], lists: WITH_LIST },
      {},
      given,
    ).volumes[0]?.notes;

  test('with the instance that bears it', () => {
    expect(notes([instance(A, { [RETAIN]: '30' })])).toEqual([
      `The tag ${RETAIN} has "30" on the instance ${A} and no value on its newest snapshot, which counts until the next.`,
    ]);
  });

  test('and not where the instance of another volume bears it', () => {
    expect(notes([instance(A, {}), instance(B, { [RETAIN]: '30' })])).toEqual([]);
  });

  test('and not where the newest snapshot repeats it already', () => {
    expect(notes([instance(A, { [RETAIN]: '30' })], { [RETAIN]: `30 of ${A}` })).toEqual([]);
  });

  test('also that it was taken away', () => {
    expect(notes([instance(A, {})], { [RETAIN]: `30 of ${A}` })).toEqual([
      `The tag ${RETAIN} has no value on the volume and "30 of ${A}" on its newest snapshot, which counts until the next.`,
    ]);
  });

  test('and not where the overrides of instances do not count', () => {
    expect(notes([instance(A, { [RETAIN]: '30' })], {}, settings)).toEqual([]);
  });
});

test('with --adopt what an instance bears decides as that of the volume would', () => {
  const plan = planOf(
    {
      volumes: [on(A)],
      primary: three().map((one) => ({ ...one, Tags: [] })),
      instances: [instance(A, { [RETAIN]: '1' })],
      lists: WITH_LIST,
    },
    { adopt: true, now: new Date(at(3)) },
    { ...counting, deletionLimit: 'none' },
  );

  expect(plan.volumes[0]?.regions[0]?.retention).toMatchObject({
    from: `the tag ${RETAIN} of the instance ${A}, repeated on snap-00000000000000003`,
  });
});

test('the target of an instance counts for its volumes', () => {
  const { volumes } = planOf(
    {
      volumes: [on(A), on(B, 2)],
      instances: [instance(A, { 'snapshot-keeper:target': '8d' }), instance(B, {})],
      lists: WITH_LIST,
    },
    {},
    counting,
  );

  expect(volumes.map(({ targetHours }) => targetHours)).toEqual([192, 960]);
});

test('without a list of instances what the newest snapshots repeat counts, and the plan says so', () => {
  const primary = three({ [RETAIN]: `30 of ${A}` });
  const plan = planOf({ volumes: [on(A)], primary }, {}, counting);

  expect(plan.unknown).toEqual([
    'us-east-1: what the tags of instances say of their volumes, so that what the newest snapshots repeat counts (describe-instances)',
  ]);
  expect(plan.volumes[0]?.notes).toEqual([]);
  expect(planOf({ volumes: [on(A)], primary, lists: WITH_LIST }, {}, counting).unknown).toEqual([]);
});

describe('without a list of instances, of a selected volume of an instance', () => {
  const TARGET = 'snapshot-keeper:target';
  const tagged = (tags: Record<string, string>) => ({
    ...on(A),
    Tags: Object.entries({ Backup: '', ...tags }).map(([Key, Value]) => ({ Key, Value })),
  });
  const unknownOf = (volumes: Parameters<typeof planOf>[0]['volumes'], more = {}, given = counting) => {
    const plan = planOf({ volumes: volumes ?? [], ...more }, {}, given);
    const ids = plan.volumes.flatMap(({ volumeId, isTargetUnknown }) => (isTargetUnknown ? [volumeId] : []));
    expect(plan.totals.unknownTargetCount).toBe(ids.length);
    return [ids.map(short), plan.notLookedAt];
  };

  test('the target is not known, which is said', () => {
    expect(unknownOf([on(A), on(B, 2), volume(3)])).toEqual([
      ['vol-1', 'vol-2'],
      [
        'Of 2 selected volumes the target is not known: an instance may bear another one for its volumes, and the inventory does not tell what instances bear (describe-instances).',
      ],
    ]);
  });

  test.each<[rule: string, volumes: ReturnType<typeof on>[], more: object, given: typeof counting]>([
    ['where it bears one itself', [tagged({ [TARGET]: '8d' })], {}, counting],
    ['where it is not selected', [{ ...on(A), Tags: [] }], {}, counting],
    ['of another Region', [{ ...on(A), AvailabilityZone: 'eu-west-1a' }], {}, counting],
    ['where the list is there', [on(A)], { lists: WITH_LIST }, counting],
    ['where the overrides of instances do not count', [on(A)], {}, settings],
  ])('it is known %s', (_, volumes, more, given) => {
    expect(unknownOf(volumes, more, given)).toEqual([[], []]);
  });

  test('it is not known where a restore has carried the one of an instance onto it', () => {
    expect(unknownOf([tagged({ [TARGET]: `8d of ${A}` })])[0]).toEqual(['vol-1']);
  });

  test('the explanation says so, too', () => {
    const [explained] = planOf({ volumes: [on(A)] }, {}, counting).volumes;

    expect(renderVolumeExplanation(explained!)).toContain('  Of 1 selected volume the target is not known: ');
  });
});

test('of volumes of other Regions no instance is known', () => {
  const elsewhere = { ...on(A, 2), AvailabilityZone: 'eu-west-1a' };
  const inventory = {
    volumes: [
      { region: PRIMARY, volume: on(A) },
      { region: 'eu-west-1', volume: elsewhere },
    ],
    instances: [{ region: PRIMARY, instance: instance(A, { [RETAIN]: '7' }) }],
  };

  const tags = [...tagsOfVolumes(inventory, counting)].map(([id, one]) => [short(id), one[RETAIN]]);
  expect(tags).toEqual([
    ['vol-1', `7 of ${A}`],
    ['vol-2', undefined],
  ]);
});

test('a copy says of which instance its policy is', () => {
  const plan = planOf({
    volumes: [on(A)],
    primary: three(),
    dr: [copy(903, vol(1), 3, 3, { 'snapshot-keeper:dr-retain': `2 of ${A}` })],
  });

  expect(plan.volumes[0]?.regions[1]?.retention).toMatchObject({
    policy: 'last 2',
    from: `the tag snapshot-keeper:dr-retain of the instance ${A}, repeated on snap-00000000000000903`,
  });
});
