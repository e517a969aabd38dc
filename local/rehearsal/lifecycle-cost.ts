import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import type { Settings } from '../../infra/settings';
import type { World } from '../world/world';
import { findSteadyVolume } from './fleet-look';

/** What one snapshot's whole life costs in a steady state: it is tagged, copied, and one is pruned in every Region. */
export type LifecycleCost = {
  readonly snapshotId: string;
  readonly volumeId: string;
  /** The stacks' calls to EC2, in the order in which they took effect: function, operation and Region. */
  readonly ec2Calls: readonly string[];
  readonly ec2CallCount: number;
  /** Billed state transitions by state machine. */
  readonly stateTransitions: Readonly<Record<string, number>>;
};

/** Goes on meanwhile, and has nothing to do for it. */
const SWEEP = 'SweepRegion';

/**
 * Takes one snapshot of a volume in a steady state, lets `durationMs` pass while nothing else happens, and counts what the
 * stacks do for it. Undefined where no volume is in a steady state.
 */
export async function measureLifecycle(
  world: World,
  settings: Settings,
  durationMs: number,
): Promise<LifecycleCost | undefined> {
  const volumeId = findSteadyVolume(world, settings)?.VolumeId;
  if (volumeId === undefined) return undefined;

  const ec2Calls: string[] = [];
  const stopWatching = world.observe({
    onCall: ({ request: { service, operation, region, caller }, callerName }) => {
      if (service === 'ec2' && 'roleArn' in caller && callerName !== SWEEP)
        ec2Calls.push(`${callerName}: ${operation} in ${region}`);
    },
  });
  const executionsBefore = world.executions.length;
  let snapshotId = '';
  world.loop.schedule(world.loop.nowMs(), 'one more snapshot', () => {
    const ec2 = world.as('rehearsal').ec2(settings.primary.region);
    ec2.send(new CreateSnapshotCommand({ VolumeId: volumeId })).then(
      (answer) => {
        snapshotId = answer.SnapshotId ?? '';
      },
      (error: unknown) => world.loop.fail(error),
    );
  });
  await world.run(world.loop.nowMs() + durationMs);
  stopWatching();

  const stateTransitions: Record<string, number> = {};
  for (const { machine, stateTransitions: count } of world.executions.slice(executionsBefore))
    if (!machine.name.endsWith('-sweep'))
      stateTransitions[machine.name] = (stateTransitions[machine.name] ?? 0) + count;
  return { snapshotId, volumeId, ec2Calls, ec2CallCount: ec2Calls.length, stateTransitions };
}
