import { allowing, stacks, type Template } from './synthesized';

const OURS = { 'aws:ResourceTag/snapshot-keeper:managed-by': 'snapshot-keeper' };

let primary: Template;
let dr: Template;
beforeAll(() => ({ primary, dr } = stacks()));

describe.each([
  ['primary', () => primary, 'us-east-1'],
  ['DR', () => dr, 'us-west-2'],
])('in the %s Region', (_, of, region) => {
  test('PruneVolume alone asks for the rules of the Recycle Bin, and only for those for snapshots', () => {
    expect(allowing(of(), 'rbin:ListRules')).toEqual([
      {
        owner: 'PruneVolume',
        resources: ['*'],
        conditions: { StringEquals: { 'rbin:Request/ResourceType': 'EBS_SNAPSHOT' } },
      },
    ]);
  });

  test('PruneVolume writes the tags told and given-up on ours, and takes given-up away', () => {
    const rightsTo = (action: string) =>
      allowing(of(), action).filter(({ owner }) => owner === 'PruneVolume');
    const only = (...keys: string[]) => [
      {
        owner: 'PruneVolume',
        resources: [`arn:aws:ec2:${region}:*:snapshot/*`],
        conditions: {
          StringEquals: OURS,
          'ForAllValues:StringEquals': { 'aws:TagKeys': keys },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
    ];

    expect(rightsTo('ec2:CreateTags')).toEqual(only('snapshot-keeper:told', 'snapshot-keeper:given-up'));
    expect(rightsTo('ec2:DeleteTags')).toEqual(only('snapshot-keeper:given-up'));
  });
});
