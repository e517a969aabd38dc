import { CreateSnapshotsCommand, CreateTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { ParameterValues } from '../../aws/ssm/runnable-document';
import type { ShellResult } from '../../aws/ssm/managed-instance';
import type { Machine } from './machine';

/** How long it takes to see what is installed, to install it, until the writers are ready, and until what was taken is tagged. */
const LOOK_MS = 10_000;
const INSTALL_MS = 300_000;
const FREEZE_MS = 20_000;
const TAG_MS = 4_000;

/** Who calls, where an instance does with its own role: neither a role of the stacks nor a person. */
export const INSTANCE_ROLE = 'aws:ec2 instance';

type Parts = { readonly instanceId: string; readonly machine: Machine; readonly ec2: EC2Client };

/**
 * What AWS's document for VSS does on a Windows instance, in the words and with the exit codes of its script: the instance takes the set of its
 * volumes with its own role, but for those that are not mounted, and tags it some seconds later.
 */
export class VssAgent {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Runs it as Systems Manager does. Never resolves where the machine stops before it ends. */
  async call(values: ParameterValues): Promise<ShellResult> {
    const { machine } = this.#parts;
    if (values['CreateAmi'] === 'True') throw new Error('not simulated: an AMI by VSS');
    await machine.sleep(LOOK_MS);
    if (machine.conditions.vss === 'installs slowly') await machine.sleep(INSTALL_MS);
    if (machine.conditions.vss === 'component missing')
      return failed(1003, 'ec2-vss-agent.exe is not installed.');
    await machine.sleep(FREEZE_MS);
    let taken: readonly string[];
    try {
      taken = await this.#take(values);
    } catch (error) {
      return failed(3031, String(error));
    }
    await machine.sleep(TAG_MS);
    // Read once: what is tagged is as it stood.
    const { vss } = machine.conditions;
    const tagged = vss === 'one volume untagged' ? taken.slice(1) : taken;
    if (tagged.length > 0) await this.#tag(tagged, vss === 'writers fail' ? 'False' : 'True');
    if (vss === 'writers fail')
      return failed(50, 'Provider gave timeout message, snapshots are not application-consistent.');
    return { code: 0, out: taken.map((id) => `Snapshot: ${id}\n`).join(''), err: '' };
  }

  async #take({ description = '', ExcludeBootVolume }: ParameterValues): Promise<readonly string[]> {
    const { ec2, instanceId, machine } = this.#parts;
    const { unmounted } = machine.conditions;
    const { Snapshots = [] } = await ec2.send(
      new CreateSnapshotsCommand({
        InstanceSpecification: {
          InstanceId: instanceId,
          ...(ExcludeBootVolume === 'True' && { ExcludeBootVolume: true }),
          ...(unmounted.length > 0 && { ExcludeDataVolumeIds: [...unmounted] }),
        },
        Description: description,
      }),
    );
    return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
  }

  async #tag(snapshotIds: readonly string[], isReady: 'True' | 'False'): Promise<void> {
    await this.#parts.ec2.send(
      new CreateTagsCommand({
        Resources: [...snapshotIds],
        Tags: [
          { Key: 'AppConsistent', Value: isReady },
          { Key: 'AwsVssConfig', Value: '{"PackageVersion":"2.5.1"}' },
        ],
      }),
    );
  }
}

const failed = (code: number, words: string): ShellResult => ({ code, out: `Error: ${words}\n`, err: '' });
