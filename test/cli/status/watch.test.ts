import { stripVTControlCharacters } from 'node:util';
import { watch, type Report, type Watching } from '../../../cli/status/watch';

/** Watches until the pause of this number, and tells all that was written and how long each pause was. */
async function watched(
  reports: readonly (Report | Error)[],
  { endsAtPause, ...more }: Partial<Watching> & { endsAtPause: number },
) {
  const written: string[] = [];
  const errors: string[] = [];
  const pauses: number[] = [];
  const ending = new AbortController();
  let count = 0;
  const exitCode = await watch({
    report: () => {
      const next = reports[count++ % reports.length]!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    seconds: 60,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      if (pauses.length === endsAtPause) ending.abort();
      return Promise.resolve();
    },
    signal: ending.signal,
    ...{ redraws: false, rows: () => undefined, json: false },
    now: () => new Date(Date.UTC(2026, 2, 5, 2, count)),
    write: (text) => void written.push(text),
    writeError: (line) => void errors.push(line),
    ...more,
  });
  return { written, errors, pauses, exitCode };
}

const GOOD = { text: 'PROTECTED\n', exitCode: 0 };
const BAD = { text: 'NOT PROTECTED\n', exitCode: 1 };

test('reports one after the other, so many seconds apart, until it is told to end', async () => {
  expect(await watched([GOOD, BAD], { endsAtPause: 2, seconds: 5 })).toEqual({
    written: ['PROTECTED\n\n', 'NOT PROTECTED\n\n'],
    errors: [],
    pauses: [5000, 5000],
    exitCode: 1,
  });
});

test('on a terminal each report takes the place of the one before', async () => {
  const { written } = await watched([GOOD], { endsAtPause: 1, redraws: true });

  expect(written).toEqual(['\u001b[H\u001b[2JPROTECTED\n']);
});

const LONG = { text: 'NOT PROTECTED\n\none\ntwo\nthree\nfour\n', exitCode: 1 };

test.each<[rule: string, reports: (Report | Error)[], rows: number | undefined, shown: string]>([
  ['is whole where there is room, with a line for the cursor', [LONG], 7, LONG.text],
  ['is whole where nobody knows how high the terminal is', [LONG], undefined, LONG.text],
  [
    'is cut off where there is none, so that the verdict stays in sight',
    [LONG],
    6,
    'NOT PROTECTED\n\none\ntwo\nand 2 more lines: without --watch\n',
  ],
  [
    'is cut off sooner where it could not be made anew, which is told below',
    [LONG, new Error('The account cannot be read.')],
    10,
    'NOT KNOWN NOW: the last report is 1 min old.\n\nNOT PROTECTED\n\nand 5 more lines: without --watch\n',
  ],
])('on a terminal a report %s', async (_, reports, rows, shown) => {
  const { written } = await watched(reports, {
    ...{ endsAtPause: reports.length, redraws: true, rows: () => rows },
  });

  expect(stripVTControlCharacters(written.at(-1)!)).toBe(shown);
});

test('elsewhere no control character is written', async () => {
  const { written } = await watched([GOOD, BAD], { endsAtPause: 3 });

  expect(written.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('a first report that cannot be made ends it', async () => {
  await expect(watched([new Error('no credentials')], { endsAtPause: 1 })).rejects.toThrow('no credentials');
});

const UNREAD = new Error('The account cannot be read.');

test('a later one that cannot be made is told with the age of the last, and the next is tried', async () => {
  const { written, errors, exitCode } = await watched([BAD, UNREAD, UNREAD, GOOD], { endsAtPause: 4 });

  expect(written.map((text) => stripVTControlCharacters(text))).toEqual([
    'NOT PROTECTED\n\n',
    'NOT KNOWN NOW: the last report is 1 min old.\n\n',
    'NOT KNOWN NOW: the last report is 2 min old.\n\n',
    'PROTECTED\n\n',
  ]);
  expect(errors).toEqual(Array(2).fill('The account cannot be read. Tried again in 60 s.'));
  expect(exitCode).toBe(0);
});

test('on a terminal the last report stays in sight below its age, and the exit code tells that it could not be read anew', async () => {
  const { written, exitCode } = await watched([GOOD, UNREAD], { endsAtPause: 2, redraws: true });

  expect(written[1]?.startsWith('\u001b[H\u001b[2J')).toBe(true);
  expect(stripVTControlCharacters(written[1]!)).toBe(
    'NOT KNOWN NOW: the last report is 1 min old.\n\nPROTECTED\n\n',
  );
  expect(exitCode).toBe(2);
});

test('for programs the failure is a line', async () => {
  const { written, errors, exitCode } = await watched([GOOD, UNREAD], { endsAtPause: 2, json: true });

  expect(JSON.parse(written[1]!)).toEqual({
    error: 'The account cannot be read.',
    lastReportAt: '2026-03-05T02:01:00.000Z',
  });
  expect([errors, exitCode]).toEqual([[], 2]);
});

test('for programs each report is its line alone', async () => {
  const { written } = await watched([GOOD, BAD], { endsAtPause: 2, json: true });

  expect(written).toEqual(['PROTECTED\n', 'NOT PROTECTED\n']);
});

test('where it ends before the first report there is no exit code', async () => {
  const ending = new AbortController();
  setImmediate(() => ending.abort());

  expect(
    await watched([GOOD], {
      endsAtPause: 1,
      report: () => new Promise<Report>(() => undefined),
      signal: ending.signal,
    }),
  ).toEqual({ written: [], errors: [], pauses: [], exitCode: undefined });
});

test('it ends at once while a report is being made, with the exit code of the last one', async () => {
  const ending = new AbortController();
  const reports = [Promise.resolve(BAD), new Promise<Report>(() => undefined)];
  const written: string[] = [];

  const exitCode = await watch({
    report: () => reports.shift()!,
    seconds: 60,
    pause: () => {
      setImmediate(() => ending.abort());
      return Promise.resolve();
    },
    signal: ending.signal,
    ...{ redraws: false, rows: () => undefined, json: false },
    now: () => new Date('2026-03-05T02:00:00Z'),
    write: (text) => void written.push(text),
    writeError: () => undefined,
  });

  expect([exitCode, written]).toEqual([1, ['NOT PROTECTED\n\n']]);
});
