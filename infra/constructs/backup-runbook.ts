import type { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { AslStateMachine } from './asl-state-machine';
import { Runbook, starting } from './runbook';

export type BackupRunbookProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  /** Takes the snapshots. */
  readonly machine: AslStateMachine;
};

/** A hint on either parameter; the runbook itself refuses what does not keep to it. */
const ONE_OF_BOTH = 'Name a volume or an instance, and not both.';

/** A runbook of Systems Manager by which people without rights on EC2 have snapshots taken of a volume that the deployment selects, or of those of an instance. */
export class BackupRunbook extends Runbook {
  constructor(scope: Construct, id: string, { settings, machine }: BackupRunbookProps) {
    const executions = 'backup-runbook-';
    const taking = (name: string, input: string) =>
      starting(name, { machine, executions }, { input, timeoutSeconds: 3600 });
    super(scope, id, {
      name: `backup-${nameOf(settings)}`,
      description: `Takes a snapshot of an EBS volume that Snapshot Keeper (${settings.deployment}) looks after, or of those of an instance at one moment, and waits until they have begun: what you change on the volumes from then on is not in them.`,
      machine,
      executions,
      parameters: {
        VolumeId: {
          type: 'String',
          description: `The volume, such as vol-0123456789abcdef0. ${ONE_OF_BOTH}`,
          default: '',
          allowedPattern: '^(?:vol-(?!f+$)(?:[0-9a-f]{8}|[0-9a-f]{17}))?$',
        },
        InstanceId: {
          type: 'String',
          description: `The instance, such as i-0123456789abcdef0, of which the selected volumes are taken at one moment. ${ONE_OF_BOTH}`,
          default: '',
          allowedPattern: '^(?:i-(?:[0-9a-f]{8}|[0-9a-f]{17}))?$',
        },
      },
      steps: [
        {
          name: 'Choose',
          action: 'aws:branch',
          inputs: {
            Choices: [
              { NextStep: 'TakeSnapshot', And: [IS_VOLUME, { Not: IS_INSTANCE }] },
              { NextStep: 'TakeSnapshots', And: [IS_INSTANCE, { Not: IS_VOLUME }] },
            ],
            Default: 'Refuse',
          },
        },
        {
          name: 'Refuse',
          action: 'aws:executeScript',
          onFailure: 'Abort',
          isEnd: true,
          inputs: {
            Runtime: 'python3.11',
            Handler: 'refuse',
            Script:
              "def refuse(events, context):\n    raise Exception('expected VolumeId or InstanceId, one of both')\n",
          },
        },
        taking('TakeSnapshot', '{"volumeId":"{{ VolumeId }}"}'),
        taking('TakeSnapshots', '{"instanceId":"{{ InstanceId }}"}'),
      ],
      outputs: ['TakeSnapshot.output', 'TakeSnapshots.output'],
    });
  }
}

const IS_VOLUME = { Variable: '{{ VolumeId }}', StartsWith: 'vol-' };
const IS_INSTANCE = { Variable: '{{ InstanceId }}', StartsWith: 'i-' };
