import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { AslStateMachine } from './asl-state-machine';
import { acceptWildcards } from './permission';

export type RunbookProps = {
  /** Systems Manager takes none that begins with "aws", as that of a deployment may. */
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, object>>;
  readonly steps: readonly object[];
  readonly outputs: readonly string[];
  /** What it starts. */
  readonly machine: AslStateMachine;
  /** How the names of its executions begin. */
  readonly executions: string;
};

/** A runbook of Systems Manager that starts a machine and waits for it, so that who starts the runbook needs no rights on what the machine does. */
export class Runbook extends Construct {
  readonly name: string;
  /** Its own, whoever starts it: to start the machine and follow what it has started. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: RunbookProps) {
    super(scope, id);
    const { name, description, parameters, steps, outputs } = props;
    this.name = name;
    this.role = this.#role(props);
    new CfnDocument(this, 'Document', {
      name,
      documentType: 'Automation',
      documentFormat: 'JSON',
      // A new version becomes the default one; replacing the document would need another name.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '0.3',
        description,
        assumeRole: this.role.roleArn,
        parameters,
        mainSteps: steps,
        outputs,
      },
    });
  }

  #role({ name, machine: { machine, name: machineName }, executions }: RunbookProps): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: `The rights of the runbook ${name}`,
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
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
    );
    const followed = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machineName}:${executions}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [followed],
      }),
    );
    acceptWildcards(role, [followed], 'The last part of the name is the id of the Automation.');
    return role;
  }
}

/**
 * The step that starts an execution with this input, waits for it, and is the last one. The id of the Automation stands in the name: another one has another name,
 * and a step that is repeated starts nothing twice.
 */
export const starting = (
  name: string,
  { machine: { machine }, executions }: Pick<RunbookProps, 'machine' | 'executions'>,
  { input, timeoutSeconds }: { readonly input: string; readonly timeoutSeconds: number },
) => ({
  name,
  action: 'aws:executeStateMachine',
  timeoutSeconds,
  onFailure: 'Abort',
  isEnd: true,
  inputs: {
    stateMachineArn: machine.stateMachineArn,
    name: `${executions}{{ automation:EXECUTION_ID }}`,
    input,
  },
});
