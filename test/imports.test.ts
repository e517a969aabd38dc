import { resolve } from 'node:path';
import { circlesIn, importsAmong } from './support/import-graph';

const ROOT = resolve(__dirname, '..');
const graph = importsAmong(ROOT, ['bench', 'cli', 'functions', 'infra', 'local']);

describe('circles', () => {
  test('a circle is named file by file', () => {
    const circles = circlesIn(
      new Map([
        ['entry', ['a', 'b']],
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    );

    expect(circles).toEqual(['a → b → c → a']);
  });

  test('two files that import a third are no circle', () => {
    expect(
      circlesIn(
        new Map([
          ['a', ['c', 'b']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toEqual([]);
  });

  test('imports of types count', () => {
    expect(graph.get('functions/prune-volume/read-volume.ts')).toEqual([
      'functions/domain/snapshot.ts',
      'functions/prune-volume/deps.ts',
    ]);
  });

  test('no file imports itself, not even through others', () => {
    expect(graph.size).toBeGreaterThan(300);
    expect(circlesIn(graph)).toEqual([]);
  });
});
