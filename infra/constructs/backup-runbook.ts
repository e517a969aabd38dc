import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { AslStateMachine } from './asl-state-machine';
import { acceptWildcards } from './permission';

export type BackupRunbookProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  /** Takes the snapshots. */
  readonly machine: AslStateMachine;
};

/** With the id of the Automation behind it: another one has another name, and a step that is repeated starts nothing twice. */
const EXECUTIONS = 'backup-runbook-';

/** A hint on either parameter; the runbook itself refuses what does not keep to it. */
const ONE_OF_BOTH = 'Name a volume or an instance, and not both.';

/** A runbook of Systems Manager by which people without rights on EC2 have snapshots taken of a volume that the deployment selects, or of those of an instance. */
export class BackupRunbook extends Construct {
  /** Systems Manager takes no name that begins with "aws", as that of a deployment may. */
  readonly name: string;

  constructor(scope: Construct, id: string, { settings, machine }: BackupRunbookProps) {
    super(scope, id);
    this.name = `backup-${nameOf(settings)}`;
    const { machine: stateMachine, name } = machine;
    new CfnDocument(this, 'Document', {
      name: this.name,
      documentType: 'Automation',
      documentFormat: 'JSON',
      // A new version becomes the default one; replacing the document would need another name.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '0.3',
        description: `Takes a snapshot of an EBS volume that Snapshot Keeper (${settings.deployment}) looks after, or of those of an instance at one moment, and waits until they have begun: what you change on the volumes from then on is not in them.`,
        assumeRole: this.#role(stateMachine.stateMachineArn, name).roleArn,
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
        mainSteps: [
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
          taking('TakeSnapshot', stateMachine.stateMachineArn, '{"volumeId":"{{ VolumeId }}"}'),
          taking('TakeSnapshots', stateMachine.stateMachineArn, '{"instanceId":"{{ InstanceId }}"}'),
        ],
        outputs: ['TakeSnapshot.output', 'TakeSnapshots.output'],
      },
    });
  }

  /** Of the runbook, whoever starts it: to start the machine and follow what it has started, and nothing else. */
  #role(stateMachineArn: string, machineName: string): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: `The rights of the runbook ${this.name}`,
      assumedBy: new PrincipalWithConditions(new ServicePrincipal('ssm.amazonaws.com'), {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'ssm',
            resource: 'automation-execution',
            resourceName: '*',
          }),
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
    );
    const executions = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machineName}:${EXECUTIONS}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [executions],
      }),
    );
    acceptWildcards(role, [executions], 'The last part of the name is the id of the Automation.');
    return role;
  }
}

const IS_VOLUME = { Variable: '{{ VolumeId }}', StartsWith: 'vol-' };
const IS_INSTANCE = { Variable: '{{ InstanceId }}', StartsWith: 'i-' };

/** The step that starts the machine with this input, and waits for it. */
const taking = (name: string, stateMachineArn: string, input: string) => ({
  name,
  action: 'aws:executeStateMachine',
  timeoutSeconds: 3600,
  onFailure: 'Abort',
  isEnd: true,
  inputs: { stateMachineArn, name: `${EXECUTIONS}{{ automation:EXECUTION_ID }}`, input },
});
