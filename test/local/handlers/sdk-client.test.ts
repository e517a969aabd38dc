import { AwsError } from '../../../local/aws/api';
import { Loop } from '../../../local/kernel/loop';
import { Random } from '../../../local/kernel/random';
import { SdkClient } from '../../../local/handlers/sdk-client';

class DescribeSnapshotsCommand {
  readonly input = { MaxResults: 5 };
}

/** Sends one command to a service that refuses with `errors` in turn and then answers. */
const send = async (errors: readonly AwsError[], maxAttempts = 3) => {
  const loop = new Loop(0);
  const attemptsMs: number[] = [];
  const left = [...errors];
  const client = new SdkClient({
    service: 'ec2',
    region: 'eu-west-1',
    caller: { outsider: 'person' },
    maxAttempts,
    loop,
    random: new Random(1, 'jitter'),
    call: (request) => {
      attemptsMs.push(loop.nowMs());
      const error = left.shift();
      return error === undefined ? Promise.resolve(request) : Promise.reject(error);
    },
  });
  const outcome = client
    .send(new DescribeSnapshotsCommand())
    .catch((error: unknown) => (error as AwsError).name);
  await loop.run(60_000);
  return { outcome: await outcome, attemptsMs };
};

const throttled = new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
const broken = new AwsError('InternalError', 'An internal error has occurred', 500);

test('a command becomes a request with its operation and input', async () => {
  expect((await send([])).outcome).toEqual({
    service: 'ec2',
    region: 'eu-west-1',
    operation: 'DescribeSnapshots',
    input: { MaxResults: 5 },
    caller: { outsider: 'person' },
  });
});

test.each([
  ['throttling', throttled, 1_000],
  ['an error of the service', broken, 50],
])('after %s it tries up to three times, with growing pauses at random', async (_, error, baseMs) => {
  const { outcome, attemptsMs } = await send([error, error, error]);
  const [first = -1, second = -1, third = -1] = attemptsMs;
  expect(outcome).toBe(error.name);
  expect(attemptsMs).toHaveLength(3);
  expect(second - first).toBeLessThanOrEqual(baseMs);
  expect(third - second).toBeLessThanOrEqual(2 * baseMs);
});

test('a retry that succeeds is the answer', async () => {
  expect((await send([throttled])).outcome).toMatchObject({ operation: 'DescribeSnapshots' });
});

test('without retries the first error is the answer', async () => {
  const { outcome, attemptsMs } = await send([throttled], 1);
  expect([outcome, attemptsMs]).toEqual(['RequestLimitExceeded', [0]]);
});

test("an error that is the caller's fault is not tried again", async () => {
  const { outcome, attemptsMs } = await send([new AwsError('InvalidSnapshot.NotFound', 'gone')]);
  expect([outcome, attemptsMs]).toEqual(['InvalidSnapshot.NotFound', [0]]);
});
