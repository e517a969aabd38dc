import { stripVTControlCharacters } from 'node:util';
import { frozenLines } from '../../../cli/rehearse/render-frozen';
import { viewOf } from '../../../cli/rehearse/view';
import type { FrozenInstances } from '../../../local/rehearsal/frozen-instances';
import { reportOf } from './report-of';

const FROZEN: FrozenInstances = { asked: 1, frozen: 1, longestMs: 4_260, unfrozen: [] };

const TITLE = ['Frozen while their snapshots were taken', '─'.repeat(39)];

const shown = (frozen: FrozenInstances, { width = 120, all = false } = {}): string[] => {
  const report = { ...reportOf(1), frozen };
  return frozenLines(report, viewOf(report, width, all)).map(stripVTControlCharacters);
};

/** So many nights on which an instance was not frozen. */
const nights = (count: number): FrozenInstances['unfrozen'] =>
  Array.from({ length: count }, (_, index) => ({
    at: `2026-03-${String(index + 1).padStart(2, '0')}T01:30:42.123Z`,
    instanceId: 'i-0123456789abcdef0',
    isTold: true,
  }));

test('where no schedule freezes nothing is said', () => {
  expect(frozenLines(reportOf(1), viewOf(reportOf(1), 120, false))).toEqual([]);
});

test.each<[often: string, changes: Partial<FrozenInstances>, line: string]>([
  ['once', {}, '1 of 1 time an instance stood frozen; nothing was frozen for longer than 4.3 s'],
  [
    'often',
    { asked: 1_240, frozen: 1_239, longestMs: 15_000 },
    '1,239 of 1,240 times an instance stood frozen; nothing was frozen for longer than 15.0 s',
  ],
])('where a freeze was asked for %s, it is said how many there were and for how long', (_, changes, line) => {
  expect(shown({ ...FROZEN, ...changes })).toEqual([...TITLE, line]);
});

test('each that was not frozen is named with its minute, and whether a person heard of it', () => {
  const [first, second] = nights(2);

  expect(shown({ ...FROZEN, asked: 3, unfrozen: [first!, { ...second!, isTold: false }] }).slice(3)).toEqual([
    '  2026-03-01 01:30  i-0123456789abcdef0 was not frozen, which a message tells',
    '  2026-03-02 01:30  i-0123456789abcdef0 was not frozen, and nobody was told',
  ]);
});

test('of many ten are named, and with --all each', () => {
  const frozen = { ...FROZEN, asked: 13, unfrozen: nights(12) };

  expect(shown(frozen).slice(12)).toEqual([
    '  2026-03-10 01:30  i-0123456789abcdef0 was not frozen, which a message tells',
    'and 2 more; --all shows them',
  ]);
  expect(shown(frozen, { all: true }).slice(14)).toEqual([
    '  2026-03-12 01:30  i-0123456789abcdef0 was not frozen, which a message tells',
  ]);
});

test('no line is longer than the terminal', () => {
  const lines = shown({ ...FROZEN, asked: 2, unfrozen: nights(1) }, { width: 60 });

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
});
