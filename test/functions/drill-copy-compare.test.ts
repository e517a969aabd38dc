import { BlocksUnreadable, ServiceBusy, SnapshotGone } from '../../functions/domain/errors';
import type { Drill } from '../../functions/drill-copy/drill';
import {
  ARN,
  blocks,
  COPY,
  drillWorld,
  LATER,
  SOURCE,
  USABLE,
  type DrillWorld,
} from '../support/drill-world';

/** Calls until the comparison has ended: the drill after each. */
async function compared(world: DrillWorld, executionArn = ARN) {
  const played = drillWorld(world);
  const steps: Drill[] = [];
  for (let drill: Drill = USABLE; drill.verdict === undefined && steps.length < 20; steps.push(drill)) {
    const answer = await played.run([drill, LATER], executionArn);
    expect(answer).toMatchObject({ waitSeconds: 0, finding: '', about: [], isDone: false });
    expect(answer.drills[1]).toEqual(LATER);
    drill = answer.drills[0]!;
  }
  return { ...played, steps, last: steps.at(-1)! };
}

const places = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

test('a copy is listed as its source is, read, and found to be the same', async () => {
  const { steps, calls } = await compared({});

  expect(steps).toEqual([
    {
      ...USABLE,
      comparison: {
        phase: 'reading',
        nextIndex: 0,
        inBoth: 3,
        onlyInCopy: 0,
        onlyInSource: 0,
        passed: 3,
        chosen: 3,
        differing: 0,
        examples: [],
        sizesGib: [8, 8],
      },
      isCompared: true,
      verdict: 'same',
      why: '3 of 3 blocks compared',
    },
  ]);
  expect(calls.filter(([call]) => call === 'list')).toEqual([
    ['list', COPY, 0],
    ['list', SOURCE, 0],
    ['list', COPY, 0],
    ['list', SOURCE, 0],
  ]);
});

test.each<[rule: string, world: DrillWorld, why: string]>([
  [
    'one block alone',
    { copy: { blocks: blocks(1) }, source: { blocks: blocks(1) } },
    '1 of 1 block compared',
  ],
  ['nothing written', { copy: { blocks: [] }, source: { blocks: [] } }, '0 of 0 blocks compared'],
  ['a sample of it', { sampleBlocks: 2 }, '2 of 3 blocks compared'],
])('the same: %s', async (_, world, why) => {
  expect((await compared(world)).last).toMatchObject({ verdict: 'same', why });
});

const replaced = (count: number, content: string, ...at: number[]) => ({
  blocks: blocks(count).map(([index, held]): [number, string] => [
    index,
    at.includes(index) ? content : held,
  ]),
});

test.each<[what: string, world: DrillWorld, why: string]>([
  ['of another size', { copy: { blocks: blocks(3), sizeGib: 9 } }, 'it is of 9 GiB and its source of 8 GiB'],
  [
    'that lacks a block',
    { copy: { blocks: blocks(2) } },
    '1 block of its source is missing in it (such as block 2, of 512 KiB each)',
  ],
  [
    'that lacks more than are named',
    { copy: { blocks: [] }, source: { blocks: blocks(6) } },
    '6 blocks of its source are missing in it (such as block 0, 1, 2, 3, 4, of 512 KiB each)',
  ],
  [
    'with a block of its own',
    { source: { blocks: blocks(2) } },
    '1 block of it is not in its source (such as block 2, of 512 KiB each)',
  ],
  [
    'with blocks of its own',
    { source: { blocks: blocks(1) } },
    '2 blocks of it are not in its source (such as block 1, 2, of 512 KiB each)',
  ],
  [
    'in which something else stands',
    { copy: replaced(3, 'else', 1) },
    '1 of 3 compared hold something else or cannot be read whole (such as block 1, of 512 KiB each)',
  ],
  [
    'of which EBS gives no whole block',
    { copy: replaced(3, 'spoilt', 0, 2) },
    '2 of 3 compared hold something else or cannot be read whole (such as block 0, 2, of 512 KiB each)',
  ],
  [
    'of whose source EBS gives no whole block',
    { source: replaced(3, 'spoilt', 2) },
    '1 of 3 compared hold something else or cannot be read whole (such as block 2, of 512 KiB each)',
  ],
  [
    'of which EBS gives no whole block on either side',
    { copy: replaced(3, 'spoilt', 2), source: replaced(3, 'spoilt', 2) },
    '1 of 3 compared hold something else or cannot be read whole (such as block 2, of 512 KiB each)',
  ],
  [
    'with all of these faults',
    {
      copy: {
        blocks: [
          [0, 'else'],
          [1, 'a'],
          [3, 'b'],
        ],
        sizeGib: 9,
      },
      source: {
        blocks: [
          [0, 'c'],
          [1, 'a'],
          [2, 'd'],
        ],
      },
    },
    'it is of 9 GiB and its source of 8 GiB; 1 block of its source is missing in it; 1 block of it is not in its source; 1 of 2 compared hold something else or cannot be read whole (such as block 3, 2, 0, of 512 KiB each)',
  ],
])('not the same: one %s', async (_, world, why) => {
  expect((await compared(world)).last).toMatchObject({
    verdict: 'differs',
    why: `${COPY} is not as its source ${SOURCE}: ${why}`,
  });
});

test('a call reads a thousand blocks of each side, and the next one goes on from there', async () => {
  const both = { blocks: blocks(2_500), pageSize: 700 };
  const { steps, last, readOf } = await compared({ copy: both, source: both, sampleBlocks: 2_500 });

  expect(
    steps.map(({ comparison, isCompared }) => [comparison?.chosen, comparison?.nextIndex, isCompared]),
  ).toEqual([
    [1_000, 1_000, false],
    [2_000, 2_000, false],
    [2_500, 2_000, true],
  ]);
  expect(last).toMatchObject({ verdict: 'same', why: '2500 of 2500 blocks compared' });
  expect(readOf(COPY)).toEqual(places(2_500));
  expect(readOf(SOURCE)).toEqual(places(2_500));
});

test('a call that is repeated after a lost answer reads the same blocks again', async () => {
  const both = { blocks: blocks(2_500) };
  const { run, readOf } = drillWorld({ copy: both, source: both, sampleBlocks: 2_500 });

  const first = await run([USABLE]);
  const again = await run([...first.drills]);
  const repeated = await run([...first.drills]);

  expect(repeated).toEqual(again);
  expect(readOf(COPY)).toEqual([...places(2_000), ...places(1_000, 1_000)]);
});

test('a call lists three hundred parts, and the next one goes on from there', async () => {
  const both = { blocks: blocks(3_500), pageSize: 10 };
  const { steps, last } = await compared({ copy: both, source: both, sampleBlocks: 5 });

  expect(steps[0]).toMatchObject({
    isCompared: false,
    comparison: { phase: 'listing', nextIndex: 3_000, inBoth: 3_000, chosen: 0 },
  });
  expect(steps[1]).toMatchObject({ comparison: { phase: 'reading', nextIndex: 2_500, inBoth: 3_500 } });
  expect(last).toMatchObject({ verdict: 'same', why: '5 of 3500 blocks compared' });
});

test('lists whose pages end at different places are set side by side all the same', async () => {
  const copy = { blocks: blocks(50), pageSize: 7 };
  const source = { blocks: blocks(50).filter(([index]) => index !== 33), pageSize: 11 };
  const { last, readOf } = await compared({ copy, source });

  expect(last).toMatchObject({
    verdict: 'differs',
    comparison: { inBoth: 49, onlyInCopy: 1, onlyInSource: 0, chosen: 49, differing: 0, examples: [33] },
  });
  expect(readOf(COPY)).toEqual(places(50).filter((index) => index !== 33));
});

test('which blocks a sample has follows from execution and copy alone, not from the pages', async () => {
  const sampleOf = async (pageSize: number, executionArn = ARN) => {
    const both = { blocks: blocks(500), pageSize };
    const { readOf } = await compared({ copy: both, source: both, sampleBlocks: 20 }, executionArn);
    expect(readOf(SOURCE)).toEqual(readOf(COPY));
    return readOf(COPY);
  };

  const sample = await sampleOf(500);
  expect(sample).toHaveLength(20);
  expect(await sampleOf(33)).toEqual(sample);
  expect(await sampleOf(500, `${ARN}-of-another-day`)).not.toEqual(sample);
});

test('where a sample has more than a call reads, it is of the size that was asked for', async () => {
  const both = { blocks: blocks(4_000), pageSize: 900 };
  const { last, readOf } = await compared({ copy: both, source: both, sampleBlocks: 1_500 });

  expect(last).toMatchObject({ verdict: 'same', why: '1500 of 4000 blocks compared' });
  expect(new Set(readOf(COPY)).size).toBe(1_500);
});

const failing = (side: 'copy' | 'source', call: 'listFails' | 'readFails', error: Error): DrillWorld => ({
  [side]: { blocks: blocks(3), [call]: error },
});

describe.each(['copy', 'source'] as const)('the %s', (side) => {
  test.each(['listFails', 'readFails'] as const)(
    'that cannot be read has the drill fail (%s)',
    async (call) => {
      const { last } = await compared(failing(side, call, new BlocksUnreadable('no right')));

      expect(last).toEqual({ ...USABLE, verdict: 'failed', why: 'no right' });
    },
  );

  test.each(['listFails', 'readFails'] as const)('that has gone meanwhile has it left (%s)', async (call) => {
    const { last } = await compared(failing(side, call, new SnapshotGone('gone')));

    expect(last).toEqual({ ...USABLE, verdict: 'left', why: 'gone' });
  });

  test.each(['listFails', 'readFails'] as const)(
    'that is busy is asked again by the machine (%s)',
    async (call) => {
      const { run } = drillWorld(failing(side, call, new ServiceBusy('later')));

      await expect(run([USABLE])).rejects.toThrow(ServiceBusy);
    },
  );
});

test('a long reason is cut', async () => {
  const { last } = await compared(failing('copy', 'listFails', new BlocksUnreadable('x'.repeat(500))));

  expect(last.why).toBe(`${'x'.repeat(399)}…`);
});
