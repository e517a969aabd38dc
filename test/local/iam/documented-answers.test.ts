import type { Decision } from '../../../local/iam/evaluate';
import type { Statement } from '../../../local/iam/policy-document';
import { ACCOUNT, allow, decisionOn, deny, ROLE, SNAPSHOT, type Asked, type Facts } from './asking';

/** What AWS's IAM user guide answers. */
const YES: Decision = 'allowed';
const NO: Decision = 'implicitly denied';
const NEVER: Decision = 'explicitly denied';

const deciding = (asked: Asked, decision: Decision): void => expect(decisionOn(asked)).toBe(decision);

/** Whether a condition is met, of a request with these condition keys. */
const meeting = (Condition: Statement, context: Facts, isMet: boolean): void =>
  deciding({ statements: [allow({ Condition })], context }, isMet ? YES : NO);

describe('Effect: a request is denied unless something allows it, and a deny wins', () => {
  test.each<[rule: string, statements: Statement[], decision: Decision]>([
    ['no policy', [], NO],
    ['an allow', [allow()], YES],
    ['a deny', [deny()], NEVER],
    ['an allow and a deny', [allow(), deny()], NEVER],
    ['a deny and an allow', [deny(), allow()], NEVER],
    ['a deny of another action', [allow(), deny({ Action: 'ec2:CopySnapshot' })], YES],
    ['a deny on another resource', [allow(), deny({ Resource: `${SNAPSHOT}1` })], YES],
    [
      'a deny whose condition is not met',
      [allow(), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      YES,
    ],
    ['one allow of two', [allow({ Action: 's3:*' }), allow()], YES],
    ['a Sid', [allow({ Sid: 'All' })], YES],
  ])('%s', (_, statements, decision) =>
    deciding({ statements, context: { 'aws:SecureTransport': 'true' } }, decision),
  );
});

describe('Action: names are the same in upper and lower case, and may hold wildcards', () => {
  test.each<[element: Statement, decision: Decision]>([
    [{ Action: 'ec2:DeleteSnapshot' }, YES],
    [{ Action: 'EC2:deletesnapshot' }, YES],
    [{ Action: 'ec2:Delete*' }, YES],
    [{ Action: 'ec2:*Snapshot' }, YES],
    [{ Action: 'ec2:*' }, YES],
    [{ Action: '*' }, YES],
    [{ Action: '*:*' }, YES],
    [{ Action: 'ec2:DeleteSnapsho?' }, YES],
    [{ Action: 'ec2:DeleteSnapshot?' }, NO],
    [{ Action: 'ec2:DeleteSnapshots' }, NO],
    [{ Action: 'ec2:Delete' }, NO],
    [{ Action: 's3:*' }, NO],
    [{ Action: ['s3:*', 'ec2:DeleteSnapshot'] }, YES],
    [{ Action: [] }, NO],
    [{ NotAction: 'ec2:CreateSnapshot' }, YES],
    [{ NotAction: 'ec2:DeleteSnapshot' }, NO],
    [{ NotAction: ['s3:*', 'EC2:delete*'] }, NO],
    [{ NotAction: 's3:*' }, YES],
  ])('%j', (element, decision) => deciding({ statements: [allow(element)] }, decision));

  test('a deny of all but one action leaves that one', () => {
    const statements = [allow(), deny({ NotAction: 'ec2:DeleteSnapshot' })];

    deciding({ statements }, YES);
    deciding({ statements, action: 'ec2:CopySnapshot' }, NEVER);
  });
});

describe('Resource: an ARN, in whose segments wildcards may stand', () => {
  const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:prune:live`;
  test.each<[element: Statement, resource: string, decision: Decision]>([
    [{ Resource: '*' }, SNAPSHOT, YES],
    [{ Resource: SNAPSHOT }, SNAPSHOT, YES],
    [{ Resource: SNAPSHOT }, `${SNAPSHOT}1`, NO],
    [{ Resource: SNAPSHOT.toUpperCase() }, SNAPSHOT, NO],
    [{ Resource: 'arn:aws:ec2:eu-west-1::snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:eu-west-1:*:snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:*::snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:eu-*-1::snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:eu-west-?::snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:*:ec2:*:*:snapshot/*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:*:*:*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:us-*::snapshot/*' }, SNAPSHOT, NO],
    [{ Resource: 'arn:aws:ec2:eu-west-1::volume/*' }, SNAPSHOT, NO],
    [{ Resource: 'arn:aws-cn:ec2:eu-west-1::snapshot/*' }, SNAPSHOT, NO],
    [{ Resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-*' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-1*' }, SNAPSHOT, NO],
    // Of the user guide, "Resource": the asterisk takes in slashes.
    [{ Resource: 'arn:aws:s3:::bucket/*/test/*' }, 'arn:aws:s3:::bucket/1/test/object.jpg', YES],
    [{ Resource: 'arn:aws:s3:::bucket/*/test/*' }, 'arn:aws:s3:::bucket/1/2/test/3/object.jpg', YES],
    [{ Resource: 'arn:aws:s3:::bucket/*/test/*' }, 'arn:aws:s3:::bucket/1-test/object.jpg', NO],
    [{ Resource: 'arn:aws:s3:::bucket/*/test/*' }, 'arn:aws:s3:::bucket/test/object.jpg', NO],
    // At the end of a segment it may reach beyond the colon, within one it does not.
    [{ Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:*` }, FUNCTION, YES],
    [{ Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:p*:live` }, FUNCTION, YES],
    [{ Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:p*e` }, FUNCTION, NO],
    [{ Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:prune?live` }, FUNCTION, NO],
    [{ Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:prune` }, FUNCTION, NO],
    // An incomplete ARN is completed with wildcards.
    [{ Resource: 'arn:aws:ec2' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:ec2:eu-west-1' }, SNAPSHOT, YES],
    [{ Resource: 'arn:aws:s3' }, SNAPSHOT, NO],
    [{ Resource: ['arn:aws:s3:::bucket', SNAPSHOT] }, SNAPSHOT, YES],
    [{ Resource: [] }, SNAPSHOT, NO],
    // A resource that has no id yet is asked with an asterisk.
    [{ Resource: 'arn:aws:ec2:*::snapshot/*' }, 'arn:aws:ec2:eu-west-1::snapshot/*', YES],
    [{ Resource: 'arn:aws:ec2:*::snapshot/${*}' }, 'arn:aws:ec2:eu-west-1::snapshot/*', YES],
    [{ Resource: 'arn:aws:ec2:*::snapshot/${*}' }, SNAPSHOT, NO],
    [{ Resource: 'arn:aws:ec2:*::snapshot/snap-*' }, 'arn:aws:ec2:eu-west-1::snapshot/*', NO],
    // What IAM knows no resource for takes `*` alone.
    [{ Resource: '*' }, '*', YES],
    [{ Resource: 'arn:aws:ec2:*:*:*' }, '*', NO],
    [{ NotResource: 'arn:aws:ec2:eu-west-1::volume/*' }, SNAPSHOT, YES],
    [{ NotResource: 'arn:aws:ec2:eu-west-1::snapshot/*' }, SNAPSHOT, NO],
    [{ NotResource: ['arn:aws:s3:::*', 'arn:aws:ec2:*:*:snapshot/*'] }, SNAPSHOT, NO],
  ])('%j and %s', (element, resource, decision) =>
    deciding({ statements: [allow(element)], resource }, decision),
  );
});

describe('Condition: all operators and keys must be met, and of the values of a key one', () => {
  const TEAM = { 'aws:ResourceTag/team': 'red' };
  test.each<[condition: Statement, context: Facts, isMet: boolean]>([
    [{}, {}, true],
    [{ StringEquals: {} }, {}, true],
    [{ StringEquals: { 'aws:ResourceTag/team': 'red' } }, TEAM, true],
    [{ StringEquals: { 'aws:ResourceTag/team': 'blue' } }, TEAM, false],
    [{ StringEquals: { 'aws:ResourceTag/team': ['blue', 'red'] } }, TEAM, true],
    [{ StringEquals: { 'aws:ResourceTag/team': [] } }, TEAM, false],
    [{ StringEquals: { 'AWS:resourcetag/TEAM': 'red' } }, TEAM, true],
    [{ stringequals: { 'aws:ResourceTag/team': 'red' } }, TEAM, true],
    [{ StringEquals: { 'aws:ResourceTag/team': 'red', 'aws:ResourceTag/stage': 'prod' } }, TEAM, false],
    [
      { StringEquals: { 'aws:ResourceTag/team': 'red', 'aws:ResourceTag/stage': 'prod' } },
      { ...TEAM, 'aws:ResourceTag/stage': 'prod' },
      true,
    ],
    [{ StringEquals: TEAM, StringLike: { 'aws:ResourceTag/team': 'b*' } }, TEAM, false],
    [{ StringEquals: TEAM, StringLike: { 'aws:ResourceTag/team': 'r*' } }, TEAM, true],
  ])('%j with %j: %p', meeting);
});

describe('String operators', () => {
  test.each<[condition: Statement, value: string | undefined, isMet: boolean]>([
    [{ StringEquals: { k: 'Red' } }, 'Red', true],
    [{ StringEquals: { k: 'Red' } }, 'red', false],
    [{ StringEquals: { k: 'R*' } }, 'Red', false],
    [{ StringEquals: { k: 'R*' } }, 'R*', true],
    [{ StringEquals: { k: '' } }, '', true],
    [{ StringEquals: { k: 'Red' } }, undefined, false],
    [{ StringNotEquals: { k: 'Red' } }, 'Red', false],
    [{ StringNotEquals: { k: 'Red' } }, 'red', true],
    [{ StringNotEquals: { k: ['Red', 'Blue'] } }, 'Blue', false],
    [{ StringNotEquals: { k: ['Red', 'Blue'] } }, 'Green', true],
    [{ StringNotEquals: { k: 'Red' } }, undefined, true],
    [{ StringEqualsIgnoreCase: { k: 'Red' } }, 'rED', true],
    [{ StringEqualsIgnoreCase: { k: 'Red' } }, 'blue', false],
    [{ StringNotEqualsIgnoreCase: { k: 'Red' } }, 'rED', false],
    [{ StringNotEqualsIgnoreCase: { k: 'Red' } }, 'blue', true],
    [{ StringNotEqualsIgnoreCase: { k: 'Red' } }, undefined, true],
    [{ StringLike: { k: 'R*d' } }, 'Reed', true],
    [{ StringLike: { k: 'R?d' } }, 'Red', true],
    [{ StringLike: { k: 'R?d' } }, 'Reed', false],
    [{ StringLike: { k: 'r*' } }, 'Red', false],
    [{ StringLike: { k: '*' } }, '', true],
    [{ StringLike: { k: '*' } }, undefined, false],
    [{ StringLike: { k: 'a.c' } }, 'abc', false],
    [{ StringLike: { k: 'a:*/b' } }, 'a:x:y/b', true],
    [{ StringLike: { k: 'ab*' } }, 'a\nb', false],
    [{ StringLike: { k: 'a*b' } }, 'a\nb', true],
    [{ StringNotLike: { k: 'R*' } }, 'Red', false],
    [{ StringNotLike: { k: 'R*' } }, 'blue', true],
    [{ StringNotLike: { k: ['R*', 'b*'] } }, 'blue', false],
    [{ StringNotLike: { k: 'R*' } }, undefined, true],
  ])('%j of %p: %p', (condition, value, isMet) =>
    meeting(condition, value === undefined ? {} : { k: value }, isMet),
  );
});

describe('operators with IfExists, and Null', () => {
  test.each<[condition: Statement, value: string | undefined, isMet: boolean]>([
    [{ StringEqualsIfExists: { k: 'red' } }, 'red', true],
    [{ StringEqualsIfExists: { k: 'red' } }, 'blue', false],
    [{ StringEqualsIfExists: { k: 'red' } }, undefined, true],
    [{ StringNotEqualsIfExists: { k: 'red' } }, 'red', false],
    [{ StringNotEqualsIfExists: { k: 'red' } }, undefined, true],
    [{ StringLikeIfExists: { k: 'r*' } }, undefined, true],
    [{ NumericLessThanIfExists: { k: '5' } }, '7', false],
    [{ NumericLessThanIfExists: { k: '5' } }, undefined, true],
    [{ BoolIfExists: { k: 'true' } }, 'false', false],
    [{ BoolIfExists: { k: 'true' } }, undefined, true],
    [{ ArnLikeIfExists: { k: 'arn:aws:s3:::*' } }, undefined, true],
    [{ Null: { k: 'true' } }, undefined, true],
    [{ Null: { k: 'true' } }, 'red', false],
    [{ Null: { k: 'false' } }, 'red', true],
    [{ Null: { k: 'false' } }, undefined, false],
    [{ Null: { k: true } }, undefined, true],
    [{ Null: { k: 'false' }, StringNotEquals: { k: 'red' } }, undefined, false],
  ])('%j of %p: %p', (condition, value, isMet) =>
    meeting(condition, value === undefined ? {} : { k: value }, isMet),
  );
});

describe('ForAllValues and ForAnyValue', () => {
  const KEYS = 'aws:TagKeys';
  test.each<[condition: Statement, keys: readonly string[] | undefined, isMet: boolean]>([
    [{ 'ForAllValues:StringEquals': { [KEYS]: ['a', 'b'] } }, ['a', 'b'], true],
    [{ 'ForAllValues:StringEquals': { [KEYS]: ['a', 'b'] } }, ['a'], true],
    [{ 'ForAllValues:StringEquals': { [KEYS]: ['a', 'b'] } }, ['a', 'c'], false],
    [{ 'ForAllValues:StringEquals': { [KEYS]: ['a', 'b'] } }, [], true],
    [{ 'ForAllValues:StringEquals': { [KEYS]: ['a', 'b'] } }, undefined, true],
    [{ 'ForAllValues:StringEquals': { [KEYS]: 'a' }, Null: { [KEYS]: 'false' } }, undefined, false],
    [{ 'ForAllValues:StringEquals': { [KEYS]: 'a' }, Null: { [KEYS]: 'false' } }, [], false],
    [{ 'ForAllValues:StringLike': { [KEYS]: 'key1*' } }, ['key1:legal', 'key1:hr'], true],
    [{ 'ForAllValues:StringLike': { [KEYS]: 'key1*' } }, ['key1:legal', 'key2:hr'], false],
    [{ 'ForAllValues:StringNotEquals': { [KEYS]: 'hold' } }, ['a', 'b'], true],
    [{ 'ForAllValues:StringNotEquals': { [KEYS]: 'hold' } }, ['a', 'hold'], false],
    [{ 'ForAllValues:StringNotEquals': { [KEYS]: 'hold' } }, undefined, true],
    [{ 'ForAllValues:StringNotLike': { [KEYS]: ['h*', 'k*'] } }, ['a', 'keep'], false],
    [{ 'ForAnyValue:StringEquals': { [KEYS]: ['a', 'b'] } }, ['b', 'c'], true],
    [{ 'ForAnyValue:StringEquals': { [KEYS]: ['a', 'b'] } }, ['c'], false],
    [{ 'ForAnyValue:StringEquals': { [KEYS]: 'a' } }, [], false],
    [{ 'ForAnyValue:StringEquals': { [KEYS]: 'a' } }, undefined, false],
    [{ 'ForAnyValue:StringEqualsIfExists': { [KEYS]: 'a' } }, ['a'], true],
    [{ 'ForAllValues:StringEqualsIfExists': { [KEYS]: 'a' } }, undefined, true],
    [{ 'ForAnyValue:StringLike': { [KEYS]: 'web*' } }, ['db', 'webserver'], true],
    [{ 'ForAnyValue:StringNotEquals': { [KEYS]: 'hold' } }, ['hold', 'a'], true],
    [{ 'ForAnyValue:StringNotEquals': { [KEYS]: 'hold' } }, ['hold'], false],
    [{ 'ForAnyValue:StringNotEquals': { [KEYS]: 'hold' } }, undefined, false],
    [{ 'forallvalues:stringequals': { [KEYS]: 'a' } }, ['a'], true],
    [{ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/mine' } }, ['x'], false],
  ])('%j of %j: %p', (condition, keys, isMet) =>
    meeting(condition, keys === undefined ? {} : { [KEYS]: keys }, isMet),
  );
});

describe('numbers, times, truths, addresses and ARNs', () => {
  const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`;
  test.each<[condition: Statement, value: string | undefined, isMet: boolean]>([
    [{ NumericEquals: { k: '10' } }, '10.0', true],
    [{ NumericEquals: { k: 10 } }, '10', true],
    [{ NumericNotEquals: { k: '10' } }, '10', false],
    [{ NumericNotEquals: { k: '10' } }, undefined, true],
    [{ NumericLessThan: { k: '10' } }, '9', true],
    [{ NumericLessThan: { k: '10' } }, '10', false],
    [{ NumericLessThanEquals: { k: '10' } }, '10', true],
    [{ NumericGreaterThan: { k: '10' } }, '9', false],
    [{ NumericGreaterThan: { k: '9' } }, '10', true],
    [{ NumericGreaterThanEquals: { k: '10' } }, '10', true],
    [{ NumericEquals: { k: '10' } }, 'ten', false],
    [{ NumericEquals: { k: '0' } }, '', false],
    [{ DateEquals: { k: '2026-03-01T00:00:00Z' } }, '2026-03-01T00:00:00Z', true],
    [{ DateEquals: { k: '2026-03-01T00:00:00Z' } }, '1772323200', true],
    [{ DateNotEquals: { k: '2026-03-01T00:00:00Z' } }, '2026-03-02T00:00:00Z', true],
    [{ DateLessThan: { k: '2026-03-01T00:00:00Z' } }, '2026-02-28T23:59:59Z', true],
    [{ DateLessThan: { k: '2026-03-01T00:00:00Z' } }, '2026-03-01T00:00:00Z', false],
    [{ DateLessThanEquals: { k: '2026-03-01T00:00:00Z' } }, '2026-03-01T00:00:00Z', true],
    [{ DateGreaterThan: { k: '2026-03-01T00:00:00Z' } }, '2026-03-01T01:00:00+01:00', false],
    [{ DateGreaterThanEquals: { k: '2026-03-01T00:00:00Z' } }, '2026-03-01T01:00:00+01:00', true],
    [{ DateGreaterThan: { k: '2026-03-01T00:00:00Z' } }, undefined, false],
    [{ Bool: { k: 'true' } }, 'true', true],
    [{ Bool: { k: true } }, 'true', true],
    [{ Bool: { k: 'false' } }, 'true', false],
    [{ Bool: { k: 'true' } }, undefined, false],
    [{ IpAddress: { k: '203.0.113.0/24' } }, '203.0.113.7', true],
    [{ IpAddress: { k: '203.0.113.0/24' } }, '203.0.114.7', false],
    [{ IpAddress: { k: ['198.51.100.0/24', '203.0.113.7'] } }, '203.0.113.7', true],
    [{ IpAddress: { k: '203.0.113.7' } }, '203.0.113.8', false],
    [{ NotIpAddress: { k: '203.0.113.0/24' } }, '203.0.113.7', false],
    [{ NotIpAddress: { k: '203.0.113.0/24' } }, '198.51.100.1', true],
    [{ NotIpAddress: { k: '203.0.113.0/24' } }, undefined, true],
    [{ ArnEquals: { k: TOPIC } }, TOPIC, true],
    [{ ArnLike: { k: TOPIC } }, `${TOPIC}-2`, false],
    [{ ArnLike: { k: 'arn:aws:sns:*:*:alerts' } }, TOPIC, true],
    [{ ArnEquals: { k: 'arn:aws:sns:*:*:a?erts' } }, TOPIC, true],
    [{ ArnLike: { k: 'arn:aws:sns:eu-west-1:*:alerts' } }, `arn:aws:sns:eu-west-1:1:2:alerts`, false],
    [
      { ArnLike: { k: `arn:aws:lambda:*:*:function:p*` } },
      `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:p:live`,
      true,
    ],
    [{ ArnLike: { k: 'arn:aws:sns:*' } }, TOPIC, false],
    [{ ArnNotEquals: { k: TOPIC } }, TOPIC, false],
    [{ ArnNotLike: { k: 'arn:aws:sns:us-*:*:*' } }, TOPIC, true],
    [{ ArnNotLike: { k: 'arn:aws:sns:eu-*:*:*' } }, TOPIC, false],
    [{ ArnNotLike: { k: TOPIC } }, undefined, true],
    [{ ArnEquals: { k: TOPIC } }, undefined, false],
  ])('%j of %p: %p', (condition, value, isMet) =>
    meeting(condition, value === undefined ? {} : { k: value }, isMet),
  );
});

describe('policy variables, in resources and in the values of conditions', () => {
  const context = { 'aws:username': 'bob', 'aws:PrincipalTag/team': 'red', 'aws:ResourceTag/team': 'red' };
  test.each<[rule: string, asked: Asked, decision: Decision]>([
    [
      'in a resource',
      {
        statements: [allow({ Resource: 'arn:aws:s3:::home/${aws:username}/*' })],
        resource: 'arn:aws:s3:::home/bob/a',
      },
      YES,
    ],
    [
      'of another',
      {
        statements: [allow({ Resource: 'arn:aws:s3:::home/${aws:username}/*' })],
        resource: 'arn:aws:s3:::home/eve/a',
      },
      NO,
    ],
    [
      'in a condition',
      {
        statements: [
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } }),
        ],
      },
      YES,
    ],
    [
      'in any case',
      {
        statements: [
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': '${AWS:principaltag/TEAM}' } } }),
        ],
      },
      YES,
    ],
    [
      'that is no pattern',
      {
        statements: [
          allow({ Condition: { StringLike: { 'aws:ResourceTag/team': '${aws:PrincipalTag/any}' } } }),
        ],
        context: { 'aws:PrincipalTag/any': '*', 'aws:ResourceTag/team': 'red' },
      },
      NO,
    ],
    [
      'that the request does not have',
      {
        statements: [
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/no}' } } }),
        ],
      },
      NO,
    ],
    [
      'that it does not have, with a value for that',
      {
        statements: [
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': "${aws:PrincipalTag/no, 'red'}" } } }),
        ],
      },
      YES,
    ],
    [
      'that it has, with a value for else',
      {
        statements: [
          allow({
            Condition: { StringEquals: { 'aws:ResourceTag/team': "${aws:PrincipalTag/team, 'blue'}" } },
          }),
        ],
      },
      YES,
    ],
    [
      'in the version of 2008',
      {
        version: '2008-10-17',
        statements: [
          allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } }),
        ],
      },
      NO,
    ],
    [
      'for a literal asterisk',
      { statements: [allow({ Condition: { StringLike: { 'aws:ResourceTag/team': 'r${*}' } } })] },
      NO,
    ],
    [
      'for a literal asterisk that is there',
      {
        statements: [allow({ Condition: { StringLike: { 'aws:ResourceTag/team': 'r${*}' } } })],
        context: { 'aws:ResourceTag/team': 'r*' },
      },
      YES,
    ],
    [
      'for a literal question mark',
      { statements: [allow({ Condition: { StringLike: { 'aws:ResourceTag/team': '${?}ed' } } })] },
      NO,
    ],
    [
      'for a literal dollar',
      {
        statements: [allow({ Condition: { StringLike: { 'aws:ResourceTag/team': '${$}5' } } })],
        context: { 'aws:ResourceTag/team': '$5' },
      },
      YES,
    ],
  ])('%s', (_, asked, decision) => deciding({ context, ...asked }, decision));
});

describe('who asks, and whose the resource is', () => {
  const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:failures`;
  const OTHER = '444455556666';
  const EVENTS = { service: 'events.amazonaws.com' };
  const asked = { action: 'sqs:SendMessage', resource: QUEUE };
  const ours = allow({ Action: 'sqs:SendMessage', Resource: QUEUE });
  const by = (Principal: unknown, more: Statement = {}): Statement => ({ ...ours, Principal, ...more });
  test.each<[rule: string, asked: Asked, decision: Decision]>([
    ["within an account the role's policy is enough", { statements: [ours] }, YES],
    [
      "within an account the resource's is, which names the role",
      { ofResource: [by({ AWS: 'arn:aws:iam::111122223333:role/Prune' })] },
      YES,
    ],
    [
      "the resource's names another role",
      { ofResource: [by({ AWS: 'arn:aws:iam::111122223333:role/Tag' })] },
      NO,
    ],
    ["the resource's names everybody", { ofResource: [by('*')] }, YES],
    ["the resource's names everybody as an account", { ofResource: [by({ AWS: '*' })] }, YES],
    [
      "the resource's names the account, which leaves it to the role's",
      { ofResource: [by({ AWS: ACCOUNT })] },
      NO,
    ],
    ["… and the role's allows", { ofResource: [by({ AWS: ACCOUNT })], statements: [ours] }, YES],
    [
      "the resource's names the account's root",
      { ofResource: [by({ AWS: `arn:aws:iam::${ACCOUNT}:root` })] },
      NO,
    ],
    ["the resource's denies all", { ofResource: [by('*', { Effect: 'Deny' })], statements: [ours] }, NEVER],
    [
      "the resource's denies the account",
      { ofResource: [by({ AWS: ACCOUNT }, { Effect: 'Deny' })], statements: [ours] },
      NEVER,
    ],
    [
      "the resource's denies all but this role",
      { ofResource: [{ ...ours, Effect: 'Deny', NotPrincipal: { AWS: ROLE.roleArn } }], statements: [ours] },
      YES,
    ],
    [
      "the resource's denies all but another role",
      {
        ofResource: [
          { ...ours, Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/Tag' } },
        ],
        statements: [ours],
      },
      NEVER,
    ],
    [
      "a resource's statement without a resource is about its own",
      { ofResource: [{ Effect: 'Allow', Action: 'sqs:*', Principal: '*' }] },
      YES,
    ],
    ['a service needs the resource', { principal: EVENTS }, NO],
    [
      'a service that the resource names',
      { principal: EVENTS, ofResource: [by({ Service: 'events.amazonaws.com' })] },
      YES,
    ],
    [
      'a service of several',
      { principal: EVENTS, ofResource: [by({ Service: ['sns.amazonaws.com', 'events.amazonaws.com'] })] },
      YES,
    ],
    ['another service', { principal: EVENTS, ofResource: [by({ Service: 'sns.amazonaws.com' })] }, NO],
    [
      'a service for one source',
      {
        principal: EVENTS,
        context: { 'aws:SourceAccount': OTHER },
        ofResource: [
          by(
            { Service: 'events.amazonaws.com' },
            { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } },
          ),
        ],
      },
      NO,
    ],
    ['a service is not of the account', { principal: EVENTS, ofResource: [by({ AWS: ACCOUNT })] }, NO],
    ["across accounts the role's alone is not enough", { resourceAccountId: OTHER, statements: [ours] }, NO],
    [
      "across accounts the resource's alone is not enough",
      { resourceAccountId: OTHER, ofResource: [by({ AWS: ROLE.roleArn })] },
      NO,
    ],
    [
      'across accounts both are, by the role',
      { resourceAccountId: OTHER, statements: [ours], ofResource: [by({ AWS: ROLE.roleArn })] },
      YES,
    ],
    [
      'across accounts both are, by its account',
      { resourceAccountId: OTHER, statements: [ours], ofResource: [by({ AWS: ACCOUNT })] },
      YES,
    ],
    [
      'across accounts a deny of either wins',
      { resourceAccountId: OTHER, statements: [deny()], ofResource: [by('*')] },
      NEVER,
    ],
    ['a key whose policy says nothing stays closed', { needsResource: true, statements: [allow()] }, NO],
    [
      'a key whose policy leaves it to the account',
      {
        needsResource: true,
        statements: [allow()],
        ofResource: [by({ AWS: `arn:aws:iam::${ACCOUNT}:root` })],
      },
      YES,
    ],
    [
      'a key whose policy leaves it to the account, which says nothing',
      { needsResource: true, ofResource: [by({ AWS: `arn:aws:iam::${ACCOUNT}:root` })] },
      NO,
    ],
    [
      'a key whose policy names the role',
      { needsResource: true, ofResource: [by({ AWS: ROLE.roleArn })] },
      YES,
    ],
  ])('%s', (_, more, decision) => deciding({ ...asked, ...more }, decision));
});

describe('what is not simulated is said, and not guessed', () => {
  test.each<[what: string, asked: Asked, message: string]>([
    [
      'an operator',
      { statements: [allow({ Condition: { BinaryEquals: { k: 'QmluYXJ5' } } })] },
      'the condition operator BinaryEquals',
    ],
    ['an element', { statements: [allow({ Comment: 'all' })] }, 'the element Comment'],
    ['an effect', { statements: [{ Action: '*', Resource: '*', Effect: 'allow' }] }, 'the effect "allow"'],
    ['a version', { version: '2020-01-01', statements: [allow()] }, 'the version 2020-01-01'],
    [
      'a kind of principal',
      { ofResource: [allow({ Principal: { Federated: 'x' } })] },
      'a principal of the kind Federated',
    ],
    ['a principal', { ofResource: [allow({ Principal: 'me' })] }, 'the principal "me"'],
    ['a variable', { statements: [allow({ Resource: 'arn:aws:s3:::${}' })] }, 'the variable ${}'],
    ['a value', { statements: [allow({ Resource: [{}] })] }, 'the value {} of Resource'],
    [
      'several values for one',
      { statements: [allow({ Condition: { StringEquals: { k: 'a' } } })], context: { k: ['a', 'b'] } },
      'StringEquals for k, which has several values,',
    ],
    [
      'a denial of a variable that the request does not have',
      { statements: [allow({ Condition: { StringNotEquals: { k: '${aws:no}' } } })], context: { k: 'a' } },
      'StringNotEquals for k with a variable that the request does not have',
    ],
    [
      'IfExists of any value that the request does not have',
      { statements: [allow({ Condition: { 'ForAnyValue:StringEqualsIfExists': { k: 'a' } } })] },
      'ForAnyValue:StringEqualsIfExists for k, which the request does not have,',
    ],
    [
      'an address of six parts',
      {
        statements: [allow({ Condition: { IpAddress: { k: '2001:db8::/32' } } })],
        context: { k: '203.0.113.7' },
      },
      'the IPv6 address 2001:db8::',
    ],
  ])('%s', (_, asked, what) => expect(() => decisionOn(asked)).toThrow(`not simulated: ${what} in a policy`));
});
