import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { instanceArn, question } from './authorization';
import { checkInstanceId } from './existing-resource';
import { defineOperation } from './operation';
import { NO_TAGS } from './resource-tags';
import { attachments, isBootVolume } from './volume-record';

/** How long an instance takes to stop, and to start [unverified]. */
const CHANGE_MS = 30_000;

/** The state of an instance as EC2 names and numbers it. */
export type InstanceState = { readonly Code: number; readonly Name: string };

const STATES = {
  pending: { Code: 0, Name: 'pending' },
  running: { Code: 16, Name: 'running' },
  stopping: { Code: 64, Name: 'stopping' },
  stopped: { Code: 80, Name: 'stopped' },
} as const;

/** The state in which an instance is; one of which nothing is known runs. */
export function instanceState(region: Ec2Region, instanceId: string, nowMs: number): InstanceState {
  const isChanging = nowMs < (region.powerChangesUntilMs.get(instanceId) ?? nowMs);
  if (region.stoppedInstances.has(instanceId)) return isChanging ? STATES.stopping : STATES.stopped;
  return isChanging ? STATES.pending : STATES.running;
}

/** Ids of the instances that the local world knows: those that have volumes attached, and those that do not run. */
export const knownInstanceIds = (region: Ec2Region): ReadonlySet<string> =>
  new Set([
    ...[...region.volumes.values()].flatMap((one) =>
      attachments(one).flatMap(({ InstanceId }) => InstanceId ?? []),
    ),
    ...region.stoppedInstances,
  ]);

/** What hangs of an instance's attachments is attached when the instance is stopped. */
export function endHangingAttachments(region: Ec2Region, instanceId: string): void {
  for (const volume of region.volumes.having('attachment.instance-id', instanceId))
    if (volume.attachingUntilMs === Infinity) volume.attachingUntilMs = 0;
}

/** StopInstances and StartInstances: what is in the state already stays in it. */
const powerOperation = (name: 'StopInstances' | 'StartInstances') =>
  defineOperation(name, {
    parameters: { InstanceIds: z.array(z.string()).min(1) },
    rate: 'otherMutation',
    authorizations: (subject, { InstanceIds }) =>
      InstanceIds.map((id) => {
        checkInstanceId(id);
        const resourceTags = subject.region.instanceTags.get(id) ?? NO_TAGS;
        return question(subject, name, instanceArn(subject, id), { resourceTags });
      }),
    apply: ({ region, nowMs }, { InstanceIds }) => {
      const known = knownInstanceIds(region);
      const stops = name === 'StopInstances';
      const before = InstanceIds.map((id) => {
        if (!known.has(id))
          throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
        const state = instanceState(region, id, nowMs);
        if (!stops) checkMayStart(region, id, state);
        return { id, state };
      });
      const changes = before.map(({ id, state: PreviousState }) => {
        if (region.stoppedInstances.has(id) !== stops) region.powerChangesUntilMs.set(id, nowMs + CHANGE_MS);
        if (stops) {
          region.stoppedInstances.add(id);
          endHangingAttachments(region, id);
        } else region.stoppedInstances.delete(id);
        return { InstanceId: id, PreviousState, CurrentState: instanceState(region, id, nowMs) };
      });
      return { output: { [stops ? 'StoppingInstances' : 'StartingInstances']: changes } };
    },
  });

export const [stopInstances, startInstances] = [
  powerOperation('StopInstances'),
  powerOperation('StartInstances'),
];

function checkMayStart(region: Ec2Region, id: string, { Name }: InstanceState): void {
  if (Name === 'stopping')
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be started.`,
    );
  const hasRoot = [...region.volumes.values()].some((volume) => isBootVolume(volume, id));
  // Its code is [unverified].
  if (Name === 'stopped' && !hasRoot && region.rootDevices.has(id))
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid value '${id}' for instanceId. Instance does not have a volume attached at root (${region.rootDevices.get(id)})`,
    );
}
