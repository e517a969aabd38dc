import type { ApiRequest } from '../../../local/aws/api';
import type { ExecutionEnvironment } from '../../../local/aws/lambda';
import { FaultDice } from '../../../local/faults/fault-dice';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { FaultyEnvironment } from '../../../local/faults/faulty-environment';
import { Loop } from '../../../local/kernel/loop';

const REQUEST: ApiRequest = {
  service: 'ec2',
  region: 'eu-west-1',
  operation: 'DescribeSnapshots',
  input: {},
  caller: { outsider: 'test' },
};

/** A function that makes three calls and returns `done`. */
function environmentUnder(faults: FaultSet, seed = 1) {
  const loop = new Loop(0);
  const calls: ApiRequest[] = [];
  const call = (request: ApiRequest): Promise<unknown> => {
    calls.push(request);
    return Promise.resolve({});
  };
  const newEnvironment = (through: typeof call): ExecutionEnvironment => ({
    run: async () => {
      for (let count = 0; count < 3; count += 1) await through(REQUEST);
      return 'done';
    },
    kill: () => {},
  });
  const dice = new FaultDice(seed, faults, () => {});
  return { loop, calls, environment: new FaultyEnvironment('Fn', newEnvironment, call, dice, loop) };
}

test('without faults a run makes its calls and answers', async () => {
  const { environment, calls } = environmentUnder({});

  await expect(environment.run({})).resolves.toBe('done');
  expect(calls).toHaveLength(3);
});

test('a run is killed before, between or after its calls, as Lambda reports it', async () => {
  const callCounts = new Set<number>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const { environment, calls } = environmentUnder({ 'function-killed': 1 }, seed);
    await expect(environment.run({})).rejects.toMatchObject({ name: 'Runtime.ExitError' });
    callCounts.add(calls.length);
  }

  expect([...callCounts].sort()).toEqual([0, 1, 2, 3]);
});

test('a killed run hears no more answers, and the next run of its environment is a fresh one', async () => {
  const { environment, calls } = environmentUnder({ 'function-killed': 0.5 }, 3);
  const endings: string[] = [];
  for (let run = 0; run < 20; run += 1)
    endings.push(
      await environment.run({}).then(
        () => 'done',
        () => 'killed',
      ),
    );

  expect(new Set(endings)).toEqual(new Set(['done', 'killed']));
  expect(calls.length).toBeLessThanOrEqual(60);
});

test('a repeated run makes its calls twice, and the answer is the first one’s', async () => {
  const { environment, calls, loop } = environmentUnder({ 'function-repeated': 1 });

  await expect(environment.run({})).resolves.toBe('done');
  await loop.run(60_000);

  expect(calls).toHaveLength(6);
});
