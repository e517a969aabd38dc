import type { Authorization } from '../../local/aws/api';
import { Iam } from '../../local/iam/iam';
import { ACCOUNT, stacks, type Template } from './synthesized';

let primary: Template;
let dr: Template;
beforeAll(() => ({ primary, dr } = stacks()));

const REGION = { primary: 'us-east-1', dr: 'us-west-2' };
const OURS = {
  'snapshot-keeper:managed-by': 'snapshot-keeper',
  'snapshot-keeper:region': 'us-east-1',
};

type Call = {
  readonly action: 'ec2:DeleteSnapshot' | 'ec2:CreateTags' | 'ec2:DeleteTags';
  /** Of the snapshot. */
  readonly has?: Readonly<Record<string, string>>;
  /** Those that the call names. */
  readonly names?: Readonly<Record<string, string>>;
  readonly region?: string;
};

/** Whether IAM lets the function make the call, by the role that the template gives to it. */
const mayDo = (stack: 'primary' | 'dr', owner: string, call: Call): boolean => {
  const { action, has = {}, names = {}, region = REGION[stack] } = call;
  const role = `arn:aws:iam::${ACCOUNT}:role/${owner}`;
  const iam = new Iam(ACCOUNT);
  const Principal = { Service: 'lambda.amazonaws.com' };
  iam.addRole(role, {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
  iam.passRole(role, Principal.Service, owner);
  iam.attachPolicy(role, {
    Version: '2012-10-17',
    Statement: { primary, dr }[stack].statements
      .filter((statement) => statement.owner === owner && statement.actions.includes(action))
      .map(({ actions, resources, conditions }) => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resources,
        ...(conditions === undefined ? {} : { Condition: conditions }),
      })),
  });
  const question: Authorization = {
    action,
    resource: `arn:aws:ec2:${region}::snapshot/snap-0123456789abcdef0`,
    context: {},
    resourceTags: new Map(Object.entries(has)),
    requestTags: new Map(Object.entries(names)),
  };
  try {
    iam.authorize({ caller: { roleArn: role }, region }, [question]);
    return true;
  } catch {
    return false;
  }
};

describe.each(['primary', 'dr'] as const)('PruneVolume of the %s stack', (stack) => {
  test.each<[rule: string, may: boolean, call: Omit<Call, 'action'>]>([
    ['deletes ours', true, { has: OURS }],
    ['deletes none of another Region', false, { has: OURS, region: 'eu-west-1' }],
    ['deletes none without our tags', false, {}],
    [
      'deletes none of another deployment',
      false,
      { has: { ...OURS, 'snapshot-keeper:managed-by': 'payroll' } },
    ],
    [
      'deletes none of the same deployment for another primary Region',
      false,
      { has: { ...OURS, 'snapshot-keeper:region': 'eu-west-1' } },
    ],
    [
      'deletes none without the tag of the primary Region',
      false,
      { has: { 'snapshot-keeper:managed-by': 'snapshot-keeper' } },
    ],
    ['deletes none that is held', false, { has: { ...OURS, 'snapshot-keeper:hold': '' } }],
  ])('%s', (_, may, call) => {
    expect(mayDo(stack, 'PruneVolume', { action: 'ec2:DeleteSnapshot', ...call })).toBe(may);
  });

  test.each<[rule: string, may: boolean, call: Omit<Call, 'action'>]>([
    ['notes on ours what it has told', true, { has: OURS, names: { 'snapshot-keeper:told': 'in doubt' } }],
    [
      'notes it on what is held too',
      true,
      { has: { ...OURS, 'snapshot-keeper:hold': '' }, names: { 'snapshot-keeper:told': 'in doubt' } },
    ],
    ['notes nothing on those of others', false, { names: { 'snapshot-keeper:told': 'in doubt' } }],
    [
      'writes no other tag beside',
      false,
      { has: OURS, names: { 'snapshot-keeper:told': '', 'snapshot-keeper:policy': '' } },
    ],
    ['writes no other tag', false, { has: OURS, names: { 'snapshot-keeper:region': 'us-east-1' } }],
    [
      'notes on ours that a deletion is begun',
      true,
      { has: OURS, names: { 'snapshot-keeper:given-up': '2026-11-28T03:00:00.000Z snap-1' } },
    ],
    ['makes no call without tags', false, { has: OURS }],
  ])('%s', (_, may, call) => {
    expect(mayDo(stack, 'PruneVolume', { action: 'ec2:CreateTags', ...call })).toBe(may);
  });
});

describe.each(['primary', 'dr'] as const)('PruneVolume of the %s stack takes away', (stack) => {
  test.each<[rule: string, may: boolean, call: Omit<Call, 'action'>]>([
    ['its own mark on ours', true, { has: OURS, names: { 'snapshot-keeper:given-up': '' } }],
    ['no mark on those of others', false, { names: { 'snapshot-keeper:given-up': '' } }],
    ['no hold', false, { has: OURS, names: { 'snapshot-keeper:hold': '' } }],
    ['no other tag beside', false, { has: OURS, names: { 'snapshot-keeper:given-up': '', Name: 'db' } }],
    ['nothing without naming it, which would be everything', false, { has: OURS }],
  ])('%s', (_, may, call) => {
    expect(mayDo(stack, 'PruneVolume', { action: 'ec2:DeleteTags', ...call })).toBe(may);
  });
});

describe('TagSnapshot', () => {
  const carried = { ...OURS, 'snapshot-keeper:managed-by': 'payroll', Name: 'db' };

  test.each<[rule: string, may: boolean, names: Record<string, string>]>([
    ['takes tags with our prefix away', true, { 'snapshot-keeper:volume': 'vol-1', 'snapshot-keeper:x': '' }],
    ['takes no hold away', false, { 'snapshot-keeper:hold': 'audit' }],
    ['takes no hold away beside others', false, { 'snapshot-keeper:volume': '', 'snapshot-keeper:hold': '' }],
    ['takes no hold away in another case', false, { 'snapshot-keeper:Hold': 'audit' }],
    ['takes no opt-out away in another case', false, { 'snapshot-keeper:OPT-Out': '' }],
    ["takes no tag of a user's away", false, { Name: 'db' }],
    ["takes no tag of a user's away beside ours", false, { 'snapshot-keeper:volume': '', Name: 'db' }],
    ['takes nothing away without naming it, which would be everything', false, {}],
  ])('%s', (_, may, names) => {
    const call = { action: 'ec2:DeleteTags', has: carried, names } as const;
    expect(mayDo('primary', 'TagSnapshot', call)).toBe(may);
  });

  test.each<[rule: string, may: boolean, has: Record<string, string>, names: Record<string, string>]>([
    ['makes a snapshot ours', true, {}, OURS],
    ['writes on ours', true, OURS, { 'snapshot-keeper:zone': 'us-east-1a' }],
    ['takes none over that bears the name of another deployment', false, carried, OURS],
    ['writes on none that it does not make ours', false, {}, { Name: 'db' }],
    ['gives none of ours away', false, OURS, { 'snapshot-keeper:managed-by': 'payroll' }],
  ])('%s', (_, may, has, names) => {
    expect(mayDo('primary', 'TagSnapshot', { action: 'ec2:CreateTags', has, names })).toBe(may);
  });
});

test.each(['ec2:DeleteSnapshot', 'ec2:DeleteTags'] as const)(
  'no other function and no machine may do %s',
  (action) => {
    const owners = [primary, dr].map(({ statements }) =>
      statements.filter(({ actions }) => actions.includes(action)).map(({ owner }) => owner),
    );

    expect(owners).toEqual(
      action === 'ec2:DeleteSnapshot'
        ? [['PruneVolume'], ['PruneVolume']]
        : [['TagSnapshot', 'PruneVolume'], ['PruneVolume']],
    );
  },
);
