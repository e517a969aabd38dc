import { allowing, stacks, type Template } from './synthesized';

let primary: Template;
let dr: Template;
beforeAll(() => ({ primary, dr } = stacks()));

describe.each([
  ['primary', () => primary],
  ['DR', () => dr],
])('in the %s Region', (_, of) => {
  test('PruneVolume alone asks for the rules of the Recycle Bin, and only for those for snapshots', () => {
    expect(allowing(of(), 'rbin:ListRules')).toEqual([
      {
        owner: 'PruneVolume',
        resources: ['*'],
        conditions: { StringEquals: { 'rbin:Request/ResourceType': 'EBS_SNAPSHOT' } },
      },
    ]);
  });
});
