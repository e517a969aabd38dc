import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { Alerts } from './alerts';
import type { Callable } from './callable';
import { isTraced } from './partition';
import { sumOf } from './sum-of';

export type AslStateMachineProps = {
  /** `snapshot-created` for `statemachines/snapshot-created.asl.json`. */
  readonly name: string;
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  /** What the states call: all that the file has a placeholder for, and nothing else. */
  readonly calls: readonly Callable[];
  readonly alerts: Alerts;
  /** What a failed execution means. */
  readonly impact: string;
  /** What the reader of the alarm should do; unless told, repair the cause and start the execution again. */
  readonly action?: string;
};

const START_AGAIN =
  'Open the executions of this machine that failed, repair the cause, then start them again: New execution, with the same input.';

/**
 * The state machine that `statemachines/<name>.asl.json` defines, to the byte, with an alarm on executions
 * that do not succeed. Throws where the placeholders of the file are not exactly those of `calls`.
 */
export class AslStateMachine extends Construct {
  readonly machine: StateMachine;
  /** Fixed, such as `snapshot-keeper-us-east-1-snapshot-created`. */
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    { name, settings, calls, alerts, impact, action = START_AGAIN }: AslStateMachineProps,
  ) {
    super(scope, id);
    const file = `${name}.asl.json`;
    const definition = readFileSync(join(__dirname, '../../statemachines', file), 'utf8');
    const values = new Map([
      // A Task's Resource names the partition, and Step Functions takes no other than its own.
      ['Partition', Stack.of(this).partition],
      ...calls.map(({ placeholder, value }) => [placeholder, value] as const),
    ]);
    requireSame(file, definition, [...values.keys()]);

    this.name = nameOf(settings, name);
    const role = new Role(this, 'Role', {
      description: `The rights of the state machine ${this.name}`,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
    });
    for (const { actions, resources } of calls)
      role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    this.machine = new StateMachine(this, 'StateMachine', {
      stateMachineName: this.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: Object.fromEntries(values),
      role,
      tracingEnabled: isTraced(this),
      logs: { destination: this.#logGroup(), level: LogLevel.ERROR },
    });
    this.#acceptFindings(role);
    this.#watch(alerts, impact, action);
  }

  /** Log groups with this prefix do not use up the account's policy for log delivery, which has a size limit. */
  #logGroup(): LogGroup {
    return new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${this.name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #acceptFindings(role: Role): void {
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'IAM knows no resource for log delivery and X-Ray, which every state machine with a log needs.',
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'Step Functions keeps the whole history of an execution for 90 days; the log is for failures.',
    });
    if (!isTraced(this))
      Validations.of(this.machine).acknowledge({
        id: 'AwsSolutions-SF2',
        reason:
          'X-Ray takes no part in Lambda in this partition, so that a trace would show nothing of a step.',
      });
  }

  #watch(alerts: Alerts, impact: string, action: string): void {
    const options = { period: Duration.minutes(5) };
    alerts.alarm(this, 'Unsuccessful', {
      metric: sumOf({
        failed: this.machine.metricFailed(options),
        timedOut: this.machine.metricTimedOut(options),
        aborted: this.machine.metricAborted(options),
      }),
      threshold: 1,
      impact,
      action,
    });
  }
}

function requireSame(file: string, definition: string, placeholders: readonly string[]): void {
  const wanted = new Set(Array.from(definition.matchAll(/\$\{(\w+)\}/g), ([, placeholder]) => placeholder));
  const given = new Set<string | undefined>(placeholders);
  const missing = [...wanted].filter((placeholder) => !given.has(placeholder));
  const unused = [...given].filter((placeholder) => !wanted.has(placeholder));
  if (missing.length > 0) throw new Error(`${file}: no value for ${missing.join(', ')}`);
  if (unused.length > 0) throw new Error(`${file}: no placeholder for ${unused.join(', ')}`);
}
