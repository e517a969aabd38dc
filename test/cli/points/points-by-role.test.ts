import { copy, snap, vol } from '../../support/builders';
import { COPIES, DAYS, DOWN, pointsHere, SOURCES } from './points-here';

const { points, pointsBy, shown } = pointsHere();

type Told = {
  readonly volumes: readonly {
    readonly volumeId: string;
    readonly isThere: boolean;
    readonly regions: readonly {
      readonly region: string;
      readonly restores: string | null;
      readonly points: readonly { readonly snapshotId: string; readonly isOurs: boolean }[];
    }[];
  }[];
};

/** What is told of each volume in each Region: how many there are, whose, and what a restore takes. */
async function told(ask: typeof points, ...words: string[]) {
  const { status, stdout } = await ask(...words, '--json');
  const { volumes } = JSON.parse(stdout) as Told;
  const regions = volumes.flatMap(({ volumeId, isThere, regions: read }) =>
    read.map(({ region, restores, points: all }) => {
      const oursCount = all.filter(({ isOurs }) => isOurs).length;
      return `${volumeId}${isThere ? '' : ' gone'}, ${region}: ${all.length}, ${oursCount} ours, takes ${restores}`;
    }),
  );
  return { status, regions };
}

describe('after a fail-over, with the primary Region and the DR Region swapped in the settings', () => {
  const swapped = pointsBy({ primary: { region: 'us-west-2' }, dr: [{ region: 'us-east-1' }] });

  test('the copies in what is the primary Region now are found', async () => {
    shown({ 'us-west-2': COPIES, 'us-east-1': DOWN });
    expect(await told(swapped, vol(1))).toEqual({
      status: 2,
      regions: [`${vol(1)} gone, us-west-2: 2, 0 ours, takes null`],
    });
  });

  test.each(['vol-00000000000000001', 'i-00000001'])(
    'of %s so are the originals and the volume in what is a DR Region now',
    async (id) => {
      shown({ 'us-west-2': COPIES, 'us-east-1': SOURCES });
      expect(await told(swapped, id)).toEqual({
        status: 1,
        regions: [
          `${vol(1)}, us-west-2: 2, 0 ours, takes null`,
          `${vol(1)}, us-east-1: 3, 0 ours, takes null`,
        ],
      });
    },
  );

  test('they are marked and none is taken, as no restore does, and the page says how a person does', async () => {
    shown({ 'us-west-2': COPIES, 'us-east-1': [] });
    const { stdout } = await swapped(vol(1));
    expect(stdout.match(/│ 8 GiB, key 1234, not of this/g)).toHaveLength(2);
    expect(stdout).not.toContain('→');
    expect(stdout).toContain(
      `us-west-2: nothing can be restored at 2030-03-20T06:00:00.000Z: ${snap('c2')} is not of this deployment, which may make no volume of it; docs/restore.md, "On a bad night", says how a person does`,
    );
  });
});

test.each(['vol-00000000000000001', 'i-00000001'])(
  'of %s the snapshots and copies that were made under another name of the deployment are found',
  async (id) => {
    shown({ 'us-east-1': SOURCES, 'us-west-2': COPIES });
    expect(await told(pointsBy({ deployment: 'guardian' }), id)).toEqual({
      status: 1,
      regions: [`${vol(1)}, us-east-1: 3, 0 ours, takes null`, `${vol(1)}, us-west-2: 2, 0 ours, takes null`],
    });
  },
);

test('what bears a tag in a DR Region, such as what was restored there, is not protected, and not told to have nothing', async () => {
  const west = pointsBy({ primary: { region: 'us-west-2' }, dr: [{ region: 'us-east-1' }] });
  const other = copy(snap('c1'), snap(1), DAYS[0], { tags: { Name: 'db-1' } });
  const description = other.description.replace(vol(1), vol(2));
  shown({ 'us-west-2': [{ ...other, description }], 'us-east-1': [] });
  expect(await told(west, '--tag', 'Name=db-1')).toEqual({
    status: 1,
    regions: [
      `${vol(2)} gone, us-west-2: 1, 0 ours, takes null`,
      `${vol(2)} gone, us-east-1: 0, 0 ours, takes null`,
    ],
  });
});

test('of several primary Regions each is a DR Region of the other, and each point is there once, and ours', async () => {
  const several = pointsBy({
    primary: [
      { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
      { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
    ],
    dr: undefined,
  });
  shown({ 'us-east-1': SOURCES, 'us-west-2': COPIES });
  expect(await told(several, vol(1))).toEqual({
    status: 0,
    regions: [
      `${vol(1)}, us-east-1: 3, 3 ours, takes ${snap(3)}`,
      `${vol(1)}, us-west-2: 2, 2 ours, takes ${snap('c2')}`,
    ],
  });
});

test('what IAM denies is not taken, as no restore does, and says what is lost', async () => {
  shown({ 'us-east-1': [], 'us-west-2': COPIES.map((one) => ({ ...one, tags: {} })) });
  expect(await told(points, vol(1))).toEqual({
    status: 1,
    regions: [`${vol(1)}, us-east-1: 0, 0 ours, takes null`, `${vol(1)}, us-west-2: 2, 2 ours, takes null`],
  });
  const { stdout } = await points(vol(1));
  expect(stdout).toContain(
    `us-west-2: nothing can be restored at 2030-03-20T06:00:00.000Z: ${snap('c2')} has lost its tag snapshot-keeper:managed-by; keeper restore ${snap('c2')} --region us-west-2 says how to put it back`,
  );
});

describe('where the primary Region is not read', () => {
  test.each([
    ['have not finished', COPIES.map((one) => ({ ...one, state: 'pending' }))],
    ['are too new', [copy(snap('c4'), snap(4), '2030-03-21T00:00:00Z')]],
  ])('and the copies elsewhere %s, nobody takes that for an answer', async (_, copies) => {
    shown({ 'us-east-1': DOWN, 'us-west-2': copies });
    const { status, stdout } = await points(vol(1));
    expect(status).toBe(2);
    expect(stdout).toContain('us-west-2: nothing can be restored at 2030-03-20T06:00:00.000Z');
  });

  test('and nothing tells which volumes an instance had, neither', async () => {
    shown({ 'us-east-1': DOWN, 'us-west-2': COPIES.map((one) => ({ ...one, tags: {} })) });
    expect(await told(points, 'i-00000001')).toEqual({ status: 2, regions: [] });
    shown({ 'us-east-1': [], 'us-west-2': [] }, []);
    expect(await told(points, 'i-00000001')).toEqual({ status: 1, regions: [] });
  });

  test('and one volume of an instance alone has copies, neither', async () => {
    const pending = copy(snap('c5'), snap(5), '2030-03-19T03:00:00Z', {
      state: 'pending',
      tags: { 'snapshot-keeper:instance': 'i-00000001' },
    });
    const description = pending.description.replace(vol(1), vol(2));
    shown({ 'us-east-1': DOWN, 'us-west-2': [...COPIES, { ...pending, description }] });
    expect(await told(points, 'i-00000001')).toEqual({
      status: 2,
      regions: [
        `${vol(1)} gone, us-west-2: 2, 2 ours, takes ${snap('c2')}`,
        `${vol(2)} gone, us-west-2: 1, 1 ours, takes null`,
      ],
    });
  });
});
