import { repairOf, type Lack, type Repair } from '../../functions/domain/repair';
import { startRepairs, STARTED_MAX } from '../../functions/sweep-region/start-repairs';
import { recorder } from '../support/recorder';
import { snap, snapshot } from '../support/builders';

const [HOME, DR] = ['us-east-1', 'us-west-2'];
const MACHINES = { [HOME]: { 'snapshot-created': 'arn:created' }, [DR]: { 'snapshot-created': 'arn:there' } };

const repair = (digits: number, region = HOME, lack: Lack = 'copy missing'): Repair =>
  repairOf(region, snapshot(snap(digits), '2030-01-01T00:00:00Z'), lack, 'why');

type World = {
  /** Where nothing can be started. */
  readonly closed?: string;
  readonly isTaken?: (name: string) => boolean;
  readonly machines?: typeof MACHINES | Record<string, never>;
  readonly turn?: number;
};

/** What is counted, and what has been asked for, as `name in Region`. */
async function start(
  repairs: readonly Repair[],
  { closed, isTaken = () => false, machines = MACHINES, turn = 0 }: World = {},
) {
  const { log, lines } = recorder();
  const asked: string[] = [];
  const { told, ...counts } = await startRepairs(
    {
      executions: (region) => ({
        start: (_, name) => {
          asked.push(`${name} in ${region}`);
          if (region === closed) return Promise.reject(new Error('closed'));
          return Promise.resolve(isTaken(name) ? 'exists' : 'started');
        },
      }),
      environment: { MACHINES: machines },
      region: HOME,
      log,
    },
    repairs,
    { occasion: 'today', turn },
  );
  return { counts, told: [...told], asked, lines };
}

test('a Region in which nothing can be started is asked once, its repairs wait, and the others go on', async () => {
  const { counts, asked, lines } = await start([repair(1, DR), repair(2, DR), repair(3), repair(4, DR)], {
    closed: DR,
  });

  expect(asked).toEqual([`${snap(1)}-sweep-today in us-west-2`, `${snap(3)}-sweep-today in us-east-1`]);
  expect(counts).toEqual({ started: 1, tried: 0, deferred: 3 });
  expect(lines.filter(([level]) => level === 'warn')).toEqual([
    ['warn', 'no execution started there', { region: DR, why: 'Error: closed' }],
  ]);
});

test('where nothing can be started in the Region itself, the sweep fails', async () => {
  await expect(start([repair(1)], { closed: HOME })).rejects.toThrow('closed');
});

test('a machine that the deployment does not name is an error', async () => {
  await expect(start([repair(1)], { machines: {} })).rejects.toThrow(
    'MACHINES names no snapshot-created in us-east-1',
  );
});

test('of what has been tried, that which people are told of once is told, and no more tried', async () => {
  const failed = repair(1, HOME, 'snapshot failed');
  const { counts, told } = await start([failed, repair(2)], { isTaken: () => true });

  expect(counts).toEqual({ started: 0, tried: 1, deferred: 0 });
  expect(told).toEqual([failed]);
});

describe('what only prunes a volume', () => {
  const [missing, over] = [repair(1), repair(2, HOME, 'over retention')];
  const [MISSING, OVER] = [1, 2].map((digits) => `${snap(digits)}-sweep-today in ${HOME}`);

  test('is left out where another repair is started, which prunes it as well', async () => {
    const { counts, asked } = await start([missing, over]);

    expect(asked).toEqual([MISSING]);
    expect(counts).toEqual({ started: 1, tried: 0, deferred: 0 });
  });

  test('is started where the other one has been tried today', async () => {
    const { counts, asked } = await start([missing, over], {
      isTaken: (name) => name.startsWith(missing.snapshotId),
    });

    expect(asked).toEqual([MISSING, OVER]);
    expect(counts).toEqual({ started: 1, tried: 1, deferred: 0 });
  });

  test('is started beside a repair of another volume', async () => {
    const { asked } = await start([{ ...missing, volumeId: 'vol-2' }, over]);

    expect(asked).toEqual([MISSING, OVER]);
  });
});

describe('one sweep', () => {
  const many = (count: number, lack?: Lack): Repair[] =>
    Array.from({ length: count }, (_, index) => repair(index, HOME, lack));

  test('starts so many at most, the most urgent ones, and leaves the others to the next', async () => {
    const { counts, asked } = await start(many(STARTED_MAX + 2));

    expect(counts).toEqual({ started: STARTED_MAX, tried: 0, deferred: 2 });
    expect(asked.at(-1)).toBe(`${snap(STARTED_MAX - 1)}-sweep-today in us-east-1`);
  });

  test.each<[what: string, lack: Lack]>([
    ['tried already', 'copy missing'],
    ['told of already', 'no room'],
  ])('asks for twice as many at most, where they have been %s', async (_, lack) => {
    const { counts, asked } = await start(many(2 * STARTED_MAX + 3, lack), { isTaken: () => true });

    expect(asked).toHaveLength(2 * STARTED_MAX);
    expect(counts).toMatchObject({ started: 0, deferred: 3 });
  });

  test('goes on behind the last one, where more than it asks for have been tried and do not help', async () => {
    const begun = new Set<string>();
    for (const turn of [0, 1]) {
      const { asked } = await start(many(3 * STARTED_MAX), { turn, isTaken: () => true });
      for (const name of asked) begun.add(name);
    }

    expect(begun.size).toBe(3 * STARTED_MAX);
  });
});
