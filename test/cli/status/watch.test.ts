import { watch, type Report, type Watching } from '../../../cli/status/watch';

/** Watches until the pause of this number, and tells all that was written and how long each pause was. */
async function watched(
  reports: readonly (Report | Error)[],
  { endsAtPause, ...more }: Partial<Watching> & { endsAtPause: number },
) {
  const written: string[] = [];
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
    redraws: false,
    write: (text) => void written.push(text),
    ...more,
  });
  return { written, pauses, exitCode };
}

const GOOD = { text: 'PROTECTED\n', exitCode: 0 };
const BAD = { text: 'NOT PROTECTED\n', exitCode: 1 };

test('reports one after the other, so many seconds apart, until it is told to end', async () => {
  expect(await watched([GOOD, BAD], { endsAtPause: 2, seconds: 5 })).toEqual({
    written: ['PROTECTED\n\n', 'NOT PROTECTED\n\n'],
    pauses: [5000, 5000],
    exitCode: 1,
  });
});

test('on a terminal each report takes the place of the one before', async () => {
  const { written } = await watched([GOOD], { endsAtPause: 1, redraws: true });

  expect(written).toEqual(['\u001b[H\u001b[2JPROTECTED\n']);
});

test('elsewhere no control character is written', async () => {
  const { written } = await watched([GOOD, BAD], { endsAtPause: 3 });

  expect(written.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('a first report that cannot be made ends it', async () => {
  await expect(watched([new Error('no credentials')], { endsAtPause: 1 })).rejects.toThrow('no credentials');
});

test('a later one that cannot be made is told in its place, and the next is tried', async () => {
  const { written, exitCode } = await watched([BAD, new Error('The account cannot be read.'), GOOD], {
    endsAtPause: 3,
  });

  expect(written).toEqual([
    'NOT PROTECTED\n\n',
    'The account cannot be read. Tried again in 60 s.\n\n',
    'PROTECTED\n\n',
  ]);
  expect(exitCode).toBe(0);
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
    redraws: false,
    write: (text) => void written.push(text),
  });

  expect([exitCode, written]).toEqual([1, ['NOT PROTECTED\n\n']]);
});
