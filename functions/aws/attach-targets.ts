import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Target } from '../domain/plan-restore';
import { instanceById } from './instances';

export type AttachTargets = ReturnType<typeof attachTargetsIn>;

/** Instances of the Region that `ec2` calls, to which volumes may be attached. Errors come translated. */
export const attachTargetsIn = (ec2: EC2Client) => ({
  /** One of them, or undefined where EC2 does not show it. The id must have been checked, since filters take wildcards. */
  async byId(instanceId: string): Promise<Target | undefined> {
    const instance = await instanceById(ec2, instanceId);
    if (instance === undefined) return undefined;
    const { State, Placement, Platform, BlockDeviceMappings = [] } = instance;
    return {
      instanceId,
      state: State?.Name ?? 'unknown',
      zone: Placement?.AvailabilityZone ?? '',
      // EC2 writes it small, and the SDK's own list does not.
      isWindows: Platform?.toLowerCase() === 'windows',
      devices: BlockDeviceMappings.flatMap(({ DeviceName }) => DeviceName ?? []),
    };
  },
});
