import { stripVTControlCharacters } from 'node:util';
import { adoptionCosts } from '../../../cli/plan/copying-cost';
import { renderPlan } from '../../../cli/plan/render-plan';
import { vol } from '../../support/builders';
import { copied, copy, managed, planOf, PRIMARY, settings, snapshot, volume } from './account';

const PRICES = [
  { item: 'copy transfer', region: PRIMARY, usd: 0.02, per: 'GiB', asOf: '2026-01', source: 'the test' },
  { item: 'state transitions', region: 'every', usd: 1, per: 'one', asOf: '2026-01', source: 'the test' },
  { item: 'Lambda requests', region: 'every', usd: 1, per: 'one', asOf: '2026-01', source: 'the test' },
];
const ASSUMED = { writtenShare: 0.5, dailyChange: 0.1 };
const sized = (number: number, day: number) => ({ ...snapshot(number, vol(1), day), VolumeSize: 1000 });

test('the first copy sends what is written, each further one what has changed since', () => {
  const plan = planOf(
    { volumes: [volume(1)], primary: [sized(1, 1), sized(2, 2), sized(3, 4)] },
    { adopt: true },
  );

  // 500 GiB, a tenth of that for a day, and two tenths for two days.
  expect(adoptionCosts(plan.volumes, PRIMARY, ASSUMED, PRICES)).toEqual([
    {
      region: 'us-west-2',
      copyCount: 3,
      sentGib: 650,
      // The first one takes longer than 20 slots take for all: 500 GiB at 150 and at 50 MiB a second, and 75 seconds.
      days: {
        least: expect.closeTo(((500 * 1024) / 150 + 75) / 86_400, 9) as number,
        most: expect.closeTo(((500 * 1024) / 50 + 75) / 86_400, 9) as number,
      },
      usd: 13,
    },
  ]);
});

test('where a copy is there already, the next sends what has changed since', () => {
  const plan = planOf(
    { volumes: [volume(1)], primary: [copied(1, vol(1), 1), sized(3, 3)], dr: [copy(901, vol(1), 1, 1)] },
    { adopt: true },
  );

  expect(adoptionCosts(plan.volumes, PRIMARY, ASSUMED, PRICES)).toMatchObject([
    { copyCount: 1, sentGib: 100 },
  ]);
});

test('what asks for no copy costs nothing', () => {
  const plan = planOf({ volumes: [volume(1)], primary: [sized(1, 1)] });

  expect(adoptionCosts(plan.volumes, PRIMARY, ASSUMED, PRICES)).toEqual([]);
});

describe('the first snapshots', () => {
  const account = {
    volumes: [volume(1), volume(2), volume(3), volume(4, {})],
    primary: [snapshot(1, vol(1), 1), managed(2, vol(2), 2)],
  };

  test('cost a full copy of each selected volume of which there is none of ours', () => {
    // Half of 8 GiB, twice: of a volume with one from before, and of one without any.
    expect(planOf(account).firstCopies).toMatchObject([{ region: 'us-west-2', copyCount: 2, sentGib: 8 }]);
  });

  test('of more volumes than there are slots take what the slots take', () => {
    const volumes = Array.from({ length: 60 }, (_, index) => volume(index + 1));
    const [cost] = planOf({ volumes, primary: [] }).firstCopies;

    // Three after one another in each slot, of 4 GiB each.
    expect(cost?.days.most).toBeCloseTo((3 * ((4 * 1024) / 50 + 75)) / 86_400, 9);
  });

  test('cost no more of what an adoption makes ours', () => {
    expect(planOf(account, { adopt: true }).firstCopies).toMatchObject([{ copyCount: 1, sentGib: 4 }]);
  });

  test('cost nothing where each volume has one', () => {
    expect(planOf({ volumes: [volume(2)], primary: [managed(2, vol(2), 2)] }).firstCopies).toEqual([]);
  });

  test('cost what an adoption of one snapshot of each does', () => {
    const one = { volumes: [volume(1)], primary: [snapshot(1, vol(1), 1)] };

    expect(planOf(one).firstCopies).toEqual(planOf(one, { adopt: true }).adoption);
  });

  test('are told beside the sums', () => {
    const text = stripVTControlCharacters(renderPlan(planOf(account), settings, false));

    expect(text).toContain(
      'With the first snapshot of each volume that has none of ours: 2 full copies, about 8 GiB to us-west-2, $0.16 once, 2 to 3 minutes with all 20 slots.',
    );
    expect(text).toContain('Assumed: half of a volume is written');
  });
});
