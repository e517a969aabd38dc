import { readyRegions } from '../../functions/copy-snapshot/ready-regions';
import { AccessDenied, ServiceBusy, StackMissing } from '../../functions/domain/errors';
import { recorder } from '../support/recorder';

/** A stack in eu-west-1 and one in eu-west-3; `answers` are what CloudFormation says, one after the other. */
function regions(...answers: (string | undefined | Error)[]) {
  const asked: string[] = [];
  const { log, lines } = recorder();
  let nowMs = 0;
  const ready = readyRegions({
    stackNames: { 'eu-west-1': 'keeper-1', 'eu-west-3': 'keeper-3' },
    ask: (region, stackName) => {
      asked.push(`${stackName} in ${region}`);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    now: () => new Date(nowMs),
    log,
  });
  return { ready, asked, lines, pass: (seconds: number) => void (nowMs += seconds * 1000) };
}

test('a Region whose stack works is ready', async () => {
  await expect(regions(undefined).ready('eu-west-1')).resolves.toBeUndefined();
});

test('a Region whose stack does not work is not, and the message says which stack and why', async () => {
  await expect(regions('is CREATE_IN_PROGRESS').ready('eu-west-1')).rejects.toEqual(
    new StackMissing('the stack keeper-1 in eu-west-1 is CREATE_IN_PROGRESS: deploy it'),
  );
});

test('an answer counts for five minutes, and for its own Region alone', async () => {
  const { ready, asked, pass } = regions('does not exist', undefined, undefined);

  await expect(ready('eu-west-1')).rejects.toThrow(StackMissing);
  pass(299);
  await expect(ready('eu-west-1')).rejects.toThrow(StackMissing);
  await ready('eu-west-3');
  pass(1);
  await ready('eu-west-1');
  expect(asked).toEqual(['keeper-1 in eu-west-1', 'keeper-3 in eu-west-3', 'keeper-1 in eu-west-1']);
});

test('while CloudFormation is too busy to tell, the copy is made, and the log says so', async () => {
  const { ready, lines } = regions(new ServiceBusy('out of order'));

  await ready('eu-west-1');

  expect(lines).toEqual([
    [
      'warn',
      'cannot ask for the stack of the DR Region, so it may work',
      { region: 'eu-west-1', error: 'ServiceBusy: out of order' },
    ],
  ]);
});

test('where IAM does not let it ask, no copy is made', async () => {
  await expect(regions(new AccessDenied('no')).ready('eu-west-1')).rejects.toThrow(AccessDenied);
});
