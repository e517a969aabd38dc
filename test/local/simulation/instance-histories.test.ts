import type { Tag } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { InstanceHistories } from '../../../local/simulation/instance-histories';

const { schedules } = parseSettings(
  {
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
    schedules: [
      {
        name: 'gold',
        schedule: 'rate(1 day)',
        instances: { tagKey: 'Tier', tagValues: ['gold'] },
      },
      { name: 'any', schedule: 'rate(1 day)', instances: { tagKey: 'Tier' } },
      { name: 'all', schedule: 'rate(1 day)' },
    ],
  },
  'the test',
);

const [A, B] = ['i-1', 'i-2'];
const attached = (...instanceIds: string[]) => [
  { VolumeId: 'vol-1', Attachments: instanceIds.map((InstanceId) => ({ InstanceId })) },
];
const tier =
  (values: Readonly<Record<string, string>>) =>
  (instanceId: string): Tag[] =>
    instanceId in values ? [{ Key: 'Tier', Value: values[instanceId]! }] : [];

/** On a gold instance from 10 on, which is silver from 20 on; from 30 on on another one, which is gold. */
function moved(): InstanceHistories {
  const histories = new InstanceHistories(schedules);
  histories.note(10, attached(A), tier({ [A]: 'gold' }));
  histories.note(20, attached(A), tier({ [A]: 'silver', [B]: 'gold' }));
  histories.note(30, attached(B), tier({ [A]: 'silver', [B]: 'gold' }));
  return histories;
}

test.each([
  ['gold', 12, 14, true, true],
  ['gold', 15, 25, true, false],
  ['gold', 21, 29, false, false],
  ['gold', 25, 35, true, false],
  ['gold', 31, 99, true, true],
  ['any', 15, 25, true, true],
  ['any', 0, 9, false, false],
  ['all', 0, 9, true, true],
])('from %s in %d to %d it covers the volume: perhaps %s, surely %s', (name, fromMs, toMs, may, surely) => {
  const histories = moved();

  expect(histories.mayBeCovered(name, 'vol-1', fromMs, toMs)).toBe(may);
  expect(histories.isCoveredThroughout(name, 'vol-1', fromMs, toMs)).toBe(surely);
});

test('answers of different ages may show a volume where it is no more, with the tag of later', () => {
  const histories = new InstanceHistories(schedules);
  histories.note(10, attached(A), tier({}));
  histories.note(20, attached(), tier({ [A]: 'gold' }));

  expect(histories.mayBeCovered('gold', 'vol-1', 15, 25)).toBe(true);
  expect(histories.mayBeCovered('gold', 'vol-1', 21, 25)).toBe(false);
});
