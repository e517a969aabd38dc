import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { nameOf } from '../../infra/names';
import type { Settings } from '../../infra/settings';
import { AwsError } from '../aws/api';
import type { Execution } from '../asl/execution';
import type { MachineIdentity } from '../asl/machine-identity';
import { queueUrl } from '../aws/queue-url';
import { arnOf } from '../kernel/arn';
import { sqsQueue } from '../template/resources/sqs-queue';
import type { Template } from '../template/template';
import type { World } from '../world/world';
import type { ToldMessage } from './telling';
import { toldFailures, type ToldFailure } from './told-failures';

/** An execution, as far as it can be started again. */
export type RestartableExecution = Pick<Execution, 'arn' | 'status' | 'input' | 'machineArn'> & {
  readonly machine: Pick<MachineIdentity, 'arn' | 'name' | 'region'>;
};

/** What the operator sees of a world and can do in it. */
export type Account = Pick<World, 'as'> & {
  readonly executions: readonly RestartableExecution[];
  readonly notifications: readonly ToldMessage[];
};

/** A dead-letter queue and where its messages came from. */
export type Redrive = { readonly deadLetterArn: string; readonly queueArn: string };

/** Of the queues of events in the templates of a deployment. */
export function redrivesIn(templates: readonly Template[]): Redrive[] {
  const queues = templates.flatMap((template) => template.resources(sqsQueue));
  const events = queues.filter(({ constructPath }) => constructPath.includes('/EventQueue/'));
  return events.flatMap((queue) => {
    const deadLetterArn = queue.properties.RedrivePolicy?.deadLetterTargetArn;
    return deadLetterArn === undefined ? [] : [{ deadLetterArn, queueArn: queue.attribute('Arn') }];
  });
}

/** Somebody who reads what the topic brings and does what it says: starts failed executions again, redrives dead letters. */
export class Operator {
  readonly #account: Account;
  readonly #settings: Settings;
  readonly #redrives: readonly Redrive[];
  readonly #seen = new Set<string>();

  constructor(account: Account, settings: Settings, redrives: readonly Redrive[]) {
    this.#account = account;
    this.#settings = settings;
    this.#redrives = redrives;
  }

  /** Deals once with every execution that has failed and every dead letter. Takes virtual time. */
  async repair(): Promise<void> {
    for (const execution of this.#account.executions) await this.#restart(execution);
    for (const redrive of this.#redrives) await this.#redrive(redrive);
    for (const failure of this.#told()) await this.#deleteFailed(failure);
  }

  #told(): ToldFailure[] {
    return this.#account.notifications.flatMap(({ message }) => toldFailures(message));
  }

  /** A failed snapshot takes one of the volume's five places until somebody deletes it, as the message says. */
  async #deleteFailed({ error: name, snapshotId: SnapshotId }: ToldFailure): Promise<void> {
    if (name !== 'SnapshotFailed' || !SnapshotId.startsWith('snap-')) return;
    try {
      await this.#account
        .as('operator')
        .ec2(this.#settings.primary.region)
        .send(new DeleteSnapshotCommand({ SnapshotId }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  async #restart(execution: RestartableExecution): Promise<void> {
    const { arn, status, input } = execution;
    if (status === 'SUCCEEDED' || status === 'RUNNING' || this.#seen.has(arn)) return;
    this.#seen.add(arn);
    const told = this.#told().find(({ execution: link }) => link.endsWith(arn));
    const machine = execution.machine.name.replace(`${nameOf(this.#settings)}-`, '');
    // That a snapshot has failed is told for information.
    if (machine === 'snapshot-failed' && told !== undefined) return;
    // It would only find the other deployment again, until somebody has changed a selection or the tags.
    if (told?.error === 'OtherOwner') return;
    const isCopyLost = machine === 'copy-failed' && told?.error === 'CopyFailed';
    const start = isCopyLost ? this.#freshCopy(execution, told) : undefined;
    await this.#account
      .as('operator')
      .sfn(start?.region ?? execution.machine.region)
      .send(
        new StartExecutionCommand({
          stateMachineArn: start?.machineArn ?? execution.machineArn,
          input: start?.input ?? input,
        }),
      );
  }

  /** The message about a failed copy names its source and volume, with which the source's own execution is started again. */
  #freshCopy({ machine, input }: RestartableExecution, { volumeId }: ToldFailure) {
    const { region } = this.#settings.primary;
    const { sourceSnapshotId } = JSON.parse(input) as { sourceSnapshotId: string };
    return {
      region,
      machineArn: machine.arn.replace(machine.region, region).replace(/copy-failed$/, 'snapshot-created'),
      input: JSON.stringify({ snapshotId: sourceSnapshotId, volumeId }),
    };
  }

  /** As "Start DLQ redrive" in the SQS console does it. */
  async #redrive({ deadLetterArn, queueArn }: Redrive): Promise<void> {
    const sqs: SQSClient = this.#account.as('operator').sqs(arnOf(queueArn).region);
    const [QueueUrl, target] = [queueUrl(deadLetterArn), queueUrl(queueArn)];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return;
      for (const { Body, ReceiptHandle } of Messages) {
        await sqs.send(new SendMessageCommand({ QueueUrl: target, MessageBody: Body }));
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }
}
