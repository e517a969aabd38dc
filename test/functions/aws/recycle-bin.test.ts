import { recycleBinOf } from '../../../functions/aws/recycle-bin';
import type { ListRulesCommand, ListRulesOutput } from '../../../functions/aws/list-rules';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';

const RULE = { Identifier: 'a12345abcde' };

/** A bin whose service gives these answers in turn, or throws them; `clock.now` is the time. */
function binWith(...answers: readonly (ListRulesOutput | Error)[]) {
  const inputs: object[] = [];
  const remaining = [...answers];
  const clock = { now: new Date('2031-03-10T12:00:00Z') };
  const send = ({ input }: ListRulesCommand): Promise<ListRulesOutput> => {
    inputs.push(input);
    const answer = remaining.shift() ?? new Error('unexpected AWS call');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { bin: recycleBinOf({ send }, () => clock.now), inputs, clock };
}

const named = (name: string): Error => Object.assign(new Error('no'), { name });

test('a Region with a rule for snapshots may bring them back', async () => {
  const { bin, inputs } = binWith({ Rules: [RULE] });

  await expect(bin.hasRule()).resolves.toBe(true);
  expect(inputs).toEqual([{ ResourceType: 'EBS_SNAPSHOT' }]);
});

test.each([[{ Rules: [] }], [{}]])('a Region without one does not: %j', async (answer) => {
  await expect(binWith(answer).bin.hasRule()).resolves.toBe(false);
});

test('all pages are asked for until one has a rule, also after an empty one', async () => {
  const { bin, inputs } = binWith(
    { Rules: [], NextToken: 'page-2' },
    { NextToken: 'page-3' },
    { Rules: [RULE], NextToken: 'page-4' },
  );

  await expect(bin.hasRule()).resolves.toBe(true);
  expect(inputs).toEqual([
    { ResourceType: 'EBS_SNAPSHOT' },
    { ResourceType: 'EBS_SNAPSHOT', NextToken: 'page-2' },
    { ResourceType: 'EBS_SNAPSHOT', NextToken: 'page-3' },
  ]);
});

test('an answer is kept for 15 minutes', async () => {
  const { bin, inputs, clock } = binWith({ Rules: [] }, { Rules: [RULE] });
  await bin.hasRule();
  clock.now = new Date('2031-03-10T12:14:59.999Z');

  await expect(bin.hasRule()).resolves.toBe(false);
  expect(inputs).toHaveLength(1);

  clock.now = new Date('2031-03-10T12:15:00Z');
  await expect(bin.hasRule()).resolves.toBe(true);
  expect(inputs).toHaveLength(2);
});

test.each([
  ['ThrottlingException', ServiceBusy],
  ['AccessDeniedException', AccessDenied],
])('%s is no answer, and is not kept', async (name, error) => {
  const { bin } = binWith(named(name), { Rules: [] });

  await expect(bin.hasRule()).rejects.toThrow(error);
  await expect(bin.hasRule()).resolves.toBe(false);
});
