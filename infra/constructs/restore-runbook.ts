import type { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { AslStateMachine } from './asl-state-machine';
import { Runbook, starting } from './runbook';

export type RestoreRunbookProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  /** Who has to approve. */
  readonly restoreRunbook: NonNullable<Settings['restoreRunbook']>;
  /** Makes the volumes. */
  readonly machine: AslStateMachine;
};

const DAY_SECONDS = 24 * 3600;

/** As `functions/plan-restore/runbook-form.ts` reads it; an answer of the runbook's parameters holds no quotation mark. */
const FORM =
  '{"runbook":{"of":"{{ RestoreOf }}","at":"{{ At }}","attachTo":"{{ AttachTo }}","zone":"{{ Zone }}","initializationRateMibps":"{{ InitializationRateMibps }}","partly":"{{ Partly }}","withoutSelectionTag":"{{ WithoutSelectionTag }}","dryRun":"{{ DryRun }}"}}';

const ID = '(?:[0-9a-f]{8}|[0-9a-f]{17})';
const YES_OR_NO = { type: 'String', default: 'false', allowedValues: ['false', 'true'] };

/** A runbook of Systems Manager by which people without rights on EC2 restore volumes beside what is there, where it is asked for after somebody has approved. */
export class RestoreRunbook extends Runbook {
  constructor(scope: Construct, id: string, { settings, restoreRunbook, machine }: RestoreRunbookProps) {
    const { approvers } = restoreRunbook;
    const executions = 'restore-runbook-';
    const restoring = (name: string) =>
      starting(name, { machine, executions }, { input: FORM, timeoutSeconds: DAY_SECONDS });
    super(scope, id, {
      name: `restore-${nameOf(settings)}`,
      description: `Makes new volumes of the snapshots or copies that Snapshot Keeper (${settings.deployment}) keeps in this Region, and waits until they are there. What is there stays as it is. With DryRun it only tells what it would make.`,
      machine,
      executions,
      parameters: PARAMETERS,
      steps:
        approvers === undefined
          ? [restoring('Restore')]
          : [
              {
                name: 'Choose',
                action: 'aws:branch',
                inputs: {
                  Choices: [{ NextStep: 'Show', Variable: '{{ DryRun }}', StringEquals: 'true' }],
                  Default: 'Approve',
                },
              },
              {
                name: 'Approve',
                action: 'aws:approve',
                timeoutSeconds: DAY_SECONDS,
                onFailure: 'Abort',
                nextStep: 'Restore',
                inputs: {
                  Approvers: approvers,
                  MinRequiredApprovals: 1,
                  Message:
                    'May volumes be made of {{ RestoreOf }}? As of (empty: now): {{ At }}. Attached to (empty: nothing): {{ AttachTo }}.',
                },
              },
              restoring('Restore'),
              restoring('Show'),
            ],
      outputs: ['Restore.output', ...(approvers === undefined ? [] : ['Show.output'])],
    });
  }
}

const PARAMETERS = {
  RestoreOf: {
    type: 'String',
    description:
      'Of what: a snapshot or copy such as snap-0123456789abcdef0, a volume (its newest point), or an instance (those of all its volumes).',
    allowedPattern: `^(?:snap|vol|i)-${ID}$`,
  },
  At: {
    type: 'String',
    description:
      'Of a volume or an instance, the newest data that is no newer than this, such as 2026-03-01T03:00:00Z. Empty: now.',
    default: '',
    allowedPattern: '^(?:\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,3})?(?:Z|[+-]\\d\\d:\\d\\d))?$',
  },
  AttachTo: {
    type: 'String',
    description: 'The instance to which they are attached, as other devices. Empty: they are not attached.',
    default: '',
    allowedPattern: `^(?:i-${ID})?$`,
  },
  Zone: {
    type: 'String',
    description: 'Where they are made, if not attached. Empty: in the zone in which the volume was.',
    default: '',
    allowedPattern: '^(?:[a-z0-9-]{1,40})?$',
  },
  InitializationRateMibps: {
    type: 'String',
    description:
      'From 100 to 300: so many MiB/s are read at once, which AWS bills. Empty: what is read for the first time is slow.',
    default: '',
    allowedPattern: '^(?:[12]\\d\\d|300)?$',
  },
  Partly: {
    ...YES_OR_NO,
    description: 'Whether an instance is restored also where one of its volumes has nothing to restore.',
  },
  WithoutSelectionTag: {
    ...YES_OR_NO,
    description: 'Whether the tag is left off by which snapshots are taken of them.',
  },
  DryRun: { ...YES_OR_NO, description: 'Whether it is only told what would be made.' },
};
