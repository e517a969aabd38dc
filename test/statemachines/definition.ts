import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every state machine, and a Region in which it runs. */
export const MACHINE_REGIONS = {
  'snapshot-created': 'us-east-1',
  'snapshot-failed': 'us-east-1',
  'snapshot-copied': 'us-west-2',
  'copy-failed': 'us-west-2',
  sweep: 'us-east-1',
  backup: 'us-east-1',
  restore: 'us-east-1',
  drill: 'us-west-2',
} as const;

export type MachineName = keyof typeof MACHINE_REGIONS;

export type AslState = {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Branches?: readonly AslFlow[];
  readonly ItemProcessor?: AslFlow;
};

export type AslFlow = { readonly StartAt: string; readonly States: Readonly<Record<string, AslState>> };

export const COPY_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/copies.fifo';

export const FAILURE_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/failures';

/** The file of the machine as CloudFormation gets it, with a value for each placeholder. */
export function definitionText(machine: MachineName, region: string): string {
  return readFileSync(join(__dirname, `../../statemachines/${machine}.asl.json`), 'utf8')
    .replaceAll('${Partition}', 'aws')
    .replaceAll('${CopyQueueUrl}', COPY_QUEUE_URL)
    .replaceAll('${FailureQueueUrl}', FAILURE_QUEUE_URL)
    .replaceAll(/\$\{(\w+)Arn\}/g, `arn:aws:lambda:${region}:111122223333:function:$1`);
}

export const definitionOf = (machine: MachineName): AslFlow =>
  JSON.parse(definitionText(machine, 'us-east-1')) as AslFlow;

/** The flow and all flows inside its states, in the order of the file. */
export const flowsOf = (flow: AslFlow): readonly AslFlow[] => [
  flow,
  ...Object.values(flow.States).flatMap(({ Branches = [], ItemProcessor }) =>
    [...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])].flatMap(flowsOf),
  ),
];
