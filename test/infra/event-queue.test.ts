import { App } from 'aws-cdk-lib';
import { PRIMARY_RATE } from '../../functions/domain/start-rate';
import { AslStateMachine } from '../../infra/constructs/asl-state-machine';
import { parseSettings } from '../../infra/settings';
import { MachineStack } from '../../infra/machine-stack';
import { SnapshotFailed } from '../../infra/machines/snapshot-failed';
import { stacks, templates, type Template } from './synthesized';

let both: { primary: Template; dr: Template };
beforeAll(() => (both = stacks()));

const variablesOf = (template: Template | undefined): Record<string, unknown> => {
  const receiver = template?.of('AWS::Lambda::Function').find(({ owner }) => owner === 'ReceiveEvent');
  return (receiver?.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
};

/** What ReceiveEvent is told of the machines, their ARNs as the logical ids that they refer to. */
const machinesOf = (template: Template): Record<string, string> => {
  const [, parts] = (variablesOf(template)['MACHINES'] as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
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
      super(new App(), 'twice', { settings, primaryRegions: ['us-east-1'] }, PRIMARY_RATE);
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

test.each([
  ['one DR Region', ['us-west-2'], { atOnce: 25, perSecond: 2 }],
  [
    'three, which share the confirmations',
    ['us-west-2', 'eu-west-1', 'eu-central-1'],
    { atOnce: 8, perSecond: 1 },
  ],
])('each of two environments starts half of what its Region may: with %s', (_, regions, expected) => {
  const all = templates({ dr: regions.map((region) => ({ region })) });
  const rateOf = (stack: string): unknown =>
    JSON.parse(variablesOf(all.get(`snapshot-keeper-us-east-1-${stack}`))['START_RATE'] as string);

  expect(rateOf('primary')).toEqual({ atOnce: 25, perSecond: 2 });
  for (const region of regions) expect(rateOf(`dr-${region}`)).toEqual(expected);
});
