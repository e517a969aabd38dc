import { withoutQueue } from '../../../bench/burst/other-ways';
import { playBurst, type Burst } from '../../../bench/burst/play';
import { SETTINGS } from '../../../bench/year';
import { synthesize } from '../../../local/world/synthesize';
import { withoutSchedules } from '../../../local/world/without-schedules';

const stacks = withoutSchedules(synthesize(SETTINGS));
const burst = (more: Partial<Burst> = {}): Burst => ({
  settings: SETTINGS,
  templates: stacks,
  way: 'queue',
  seed: 1,
  volumes: 8,
  windowMs: 8000,
  slots: 2,
  othersSlots: 0,
  ...more,
});

test('with fewer slots than copies, each snapshot is copied once and incrementally, and nobody is told', async () => {
  const played = await playBurst(burst());

  expect(played).toMatchObject({
    started: 8,
    copied: 8,
    fullCopies: 0,
    executions: 16,
    failedExecutions: 0,
    failuresTold: 0,
    alarms: [],
    // Seven for each new snapshot and five for each copy.
    stateTransitions: 8 * 12,
  });
  // A wait costs refusals, and where it is longer than three minutes a look for an existing copy with each attempt.
  expect(played.ec2Calls).toBeGreaterThanOrEqual(8 * 12 + played.refusals);
  expect(played.ec2Calls).toBeLessThanOrEqual(8 * 12 + 2 * played.refusals + 8);
});

test('slots that others have for an hour are waited for, and their copies count for nothing', async () => {
  const played = await playBurst(burst({ othersSlots: 2 }));

  expect(played).toMatchObject({
    started: 8,
    copied: 8,
    executions: 16,
    failedExecutions: 0,
    failuresTold: 0,
  });
  expect(played.makespanMs).toBeGreaterThan(3_600_000);
});

test('with Retry in place of the queue each attempt is a call and a state transition', async () => {
  const played = await playBurst(burst({ way: 'retry', templates: withoutQueue(stacks, 'retry') }));

  expect(played).toMatchObject({ started: 8, copied: 8, failedExecutions: 0 });
  expect(played.refusals).toBeGreaterThan(0);
  expect(played.stateTransitions).toBe(8 * 12 + played.refusals);
});

test('without a retry what finds no slot fails and is told', async () => {
  const played = await playBurst(burst({ way: 'once', templates: withoutQueue(stacks, 'once') }));

  expect(played).toMatchObject({ started: 2, copied: 2, failedExecutions: 6 });
  expect(played.failuresTold).toBeGreaterThan(0);
});
