import type { ApiRequest } from '../../../local/aws/api';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { FaultDice } from '../../../local/faults/fault-dice';
import { FaultyInstances } from '../../../local/faults/faulty-instances';
import { Loop } from '../../../local/kernel/loop';
import { MINUTE_MS } from '../../../local/kernel/time-units';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const INSTANCE = 'i-00000000000000001';

/** What befalls the instance after a command, with the second in which it does. */
function bench(faults: FaultSet) {
  const loop = new Loop(START_MS);
  const dice = new FaultDice(1, faults, () => {});
  const seen: { readonly atMs: number; readonly what: string }[] = [];
  const note = (what: string): void => void seen.push({ atMs: loop.nowMs() - START_MS, what });
  const instance = {
    set: (changes: object) => note(JSON.stringify(changes)),
    stop: () => note('stop'),
    start: () => note('start'),
  };
  const instances = new FaultyInstances(dice, loop, (_, id) => (id === INSTANCE ? instance : undefined));
  const meet = (changes: Partial<ApiRequest> = {}): void =>
    instances.meet({
      service: 'ssm',
      region: 'eu-west-1',
      operation: 'SendCommand',
      input: { InstanceIds: [INSTANCE] },
      caller: { roleArn: 'arn:aws:iam::111122223333:role/take' },
      ...changes,
    });
  return { loop, dice, seen, meet };
}

test.each([
  ['freeze-hangs', '{"freezeHangs":true}', '{"freezeHangs":false}', 10],
  ['thaw-fails', '{"thawFails":true}', '{"thawFails":false}', 1],
  ['application-not-ready', '{"applicationNotReady":true}', '{"applicationNotReady":false}', 10],
  ['agent-not-registered', '{"agent":"not registered"}', '{"agent":"online","connectionLost":"never"}', 10],
] as const)('%s strikes as a command is sent, and ends by itself', async (name, begins, ends, maxMinutes) => {
  const { loop, dice, seen, meet } = bench({ [name]: 1 });

  meet();
  dice.stop();
  await loop.run(START_MS + maxMinutes * MINUTE_MS);

  expect(seen.map(({ what }) => what)).toEqual([begins, ends]);
  expect(seen[0]!.atMs).toBe(0);
  expect(seen[1]!.atMs).toBeGreaterThanOrEqual(1_000);
});

test('of VSS each part may fail, for up to ten minutes', async () => {
  const { loop, seen, meet } = bench({ 'vss-fails': 1 });

  for (let tries = 0; tries < 30; tries += 1) meet();
  await loop.run(START_MS + 10 * MINUTE_MS);

  expect([...new Set(seen.map(({ what }) => what))].sort()).toEqual([
    '{"vss":"component missing"}',
    '{"vss":"installs slowly"}',
    '{"vss":"one volume untagged"}',
    '{"vss":"works"}',
    '{"vss":"writers fail"}',
  ]);
});

test('an agent is cut off at once, as soon as all is frozen, or once it has told so', async () => {
  const { loop, seen, meet } = bench({ 'agent-cut-off': 1 });

  for (let tries = 0; tries < 30; tries += 1) meet();
  await loop.run(START_MS + 10 * MINUTE_MS);

  expect([...new Set(seen.map(({ what }) => what))].sort()).toEqual([
    '{"agent":"connection lost"}',
    '{"agent":"online","connectionLost":"never"}',
    '{"connectionLost":"when frozen"}',
    '{"connectionLost":"when told"}',
  ]);
});

test('an instance stops within twenty seconds and starts again within half an hour, whatever is sent meanwhile', async () => {
  const { loop, seen, meet } = bench({ 'instance-stopped': 1 });

  meet();
  meet();
  await loop.run(START_MS + 31 * MINUTE_MS);

  expect(seen.map(({ what }) => what)).toEqual(['stop', 'start']);
  expect(seen[0]!.atMs).toBeLessThanOrEqual(20_000);
});

test('nothing befalls an instance by other calls, nor one that is not there', () => {
  const { seen, meet } = bench({ 'freeze-hangs': 1 });

  meet({ operation: 'GetCommandInvocation' });
  meet({ service: 'ec2' });
  meet({ input: { InstanceIds: ['i-00000000000000002'] } });

  expect(seen).toEqual([]);
});
