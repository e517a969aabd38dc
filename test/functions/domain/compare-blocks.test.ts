import { pairPages, type BlocksPage, type PairedPages } from '../../../functions/domain/compare-blocks';

const page = (side: string, indexes: number[], nextIndex?: number): BlocksPage => ({
  blocks: indexes.map((index) => ({ index, token: `${side}${index}` })),
  ...(nextIndex !== undefined && { nextIndex }),
});
const pair = (index: number): PairedPages['pairs'][number] => ({
  index,
  copyToken: `c${index}`,
  sourceToken: `s${index}`,
});

test.each<[rule: string, copy: BlocksPage, source: BlocksPage, paired: PairedPages]>([
  ['nothing is written', page('c', []), page('s', []), { pairs: [], onlyInCopy: [], onlyInSource: [] }],
  [
    'the same places',
    page('c', [0, 7]),
    page('s', [0, 7]),
    { pairs: [pair(0), pair(7)], onlyInCopy: [], onlyInSource: [] },
  ],
  [
    'a place that only one has written is named',
    page('c', [0, 2]),
    page('s', [0, 1]),
    { pairs: [pair(0)], onlyInCopy: [2], onlyInSource: [1] },
  ],
  [
    'as far as both reach; the rest is read again',
    page('c', [0, 1, 2], 3),
    page('s', [0, 1], 2),
    { pairs: [pair(0), pair(1)], onlyInCopy: [], onlyInSource: [], nextIndex: 2 },
  ],
  [
    'as far as the one that goes on, where the other has ended',
    page('c', [0, 1], 2),
    page('s', [0, 1, 5]),
    { pairs: [pair(0), pair(1)], onlyInCopy: [], onlyInSource: [], nextIndex: 2 },
  ],
  [
    'what is lacking before the place where it goes on is lacking',
    page('c', [0, 3], 4),
    page('s', [0, 1, 2, 3], 4),
    { pairs: [pair(0), pair(3)], onlyInCopy: [], onlyInSource: [1, 2], nextIndex: 4 },
  ],
])('%s', (_, copy, source, paired) => {
  expect(pairPages(copy, source)).toEqual(paired);
});

test.each([
  ['backwards', [1, 0]],
  ['twice the same', [1, 1]],
])('a list that goes %s is refused', (_, indexes) => {
  expect(() => pairPages(page('c', indexes), page('s', []))).toThrow('The list of blocks is not in order');
});
