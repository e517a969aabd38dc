import { App } from 'aws-cdk-lib';
import { AslStateMachine } from '../../infra/constructs/asl-state-machine';
import { parseSettings } from '../../infra/settings';
import { MachineStack } from '../../infra/machine-stack';
import { SnapshotFailed } from '../../infra/machines/snapshot-failed';
import { stacks, type Template } from './synthesized';

let both: { primary: Template; dr: Template };
beforeAll(() => (both = stacks()));

/** What ReceiveEvent is told of the machines, their ARNs as the logical ids that they refer to. */
const machinesOf = (template: Template): Record<string, string> => {
  const receiver = template.of('AWS::Lambda::Function').find(({ owner }) => owner === 'ReceiveEvent');
  const { Variables } = receiver?.Properties['Environment'] as { Variables: Record<string, unknown> };
  const [, parts] = (Variables['MACHINES'] as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const text = parts
    .map((part) => (typeof part === 'string' ? part : (part as { Ref: string }).Ref))
    .join('');
  return JSON.parse(text) as Record<string, string>;
};

test.each([
  [
    'primary',
    {
      'createSnapshot succeeded': 'SnapshotCreated',
      'createSnapshots succeeded': 'SnapshotCreated',
      'createSnapshot failed': 'SnapshotFailed',
      'createSnapshots failed': 'SnapshotFailed',
      'sweep due': 'Sweep',
    },
  ],
  [
    'dr',
    {
      'copySnapshot succeeded': 'SnapshotCopied',
      'copySnapshot failed': 'CopyFailed',
      'sweep due': 'Sweep',
    },
  ],
] as const)('in the %s stack, each event starts the machine that asked for it', (role, expected) => {
  const template = both[role];
  const owners = new Map(
    template.of('AWS::StepFunctions::StateMachine').map(({ logicalId, owner }) => [logicalId, owner]),
  );

  const found = Object.entries(machinesOf(template)).map(([kind, id]) => [kind, owners.get(id)]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

test('a second machine on an event that has one is refused, since only one of them would be started', () => {
  class Twice extends MachineStack {
    constructor() {
      const settings = parseSettings(
        { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
        'the test',
      );
      super(new App(), 'twice', { settings, primaryRegions: ['us-east-1'] });
      const failed = new SnapshotFailed(this);
      const machine = failed.node.findChild('Machine');
      if (!(machine instanceof AslStateMachine)) throw new Error('the machine has another name');
      this.eventQueue.start(machine, {
        detailTypes: ['EBS Snapshot Notification'],
        events: ['createSnapshot'],
        result: 'failed',
      });
    }
  }

  expect(() => new Twice()).toThrow('two machines start on createSnapshot failed');
});
