import fc from 'fast-check';
import type { Decision } from '../../../local/iam/evaluate';
import type { Statement } from '../../../local/iam/policy-document';
import { allow, decisionOn, deny, SNAPSHOT, type Asked, type Facts } from './asking';

const anyAction = fc.constantFrom(
  '*',
  'ec2:*',
  'ec2:DeleteSnapshot',
  'ec2:Delete*',
  's3:*',
  'EC2:deletesnapshot',
);
const anyResource = fc.constantFrom('*', SNAPSHOT, 'arn:aws:ec2:*::snapshot/*', 'arn:aws:s3:::*');
const anyText = fc.constantFrom('red', 'Red', 'r*', '*', '');
const anyOperator = fc.constantFrom(
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIfExists',
  'StringNotLikeIfExists',
);
const anyCondition = fc.dictionary(
  anyOperator,
  fc.record({ 'aws:ResourceTag/team': fc.array(anyText, { maxLength: 3 }) }),
  { maxKeys: 2 },
);
const anyAllow: fc.Arbitrary<Statement> = fc
  .record({ Action: anyAction, Resource: anyResource, Condition: anyCondition })
  .map(allow);
const anyStatement = fc.oneof({ weight: 3, arbitrary: anyAllow }, anyAllow.map(deny));
const anyStatements = fc.array(anyStatement, { maxLength: 5 });
const anyContext: fc.Arbitrary<Facts> = fc.record({ 'aws:ResourceTag/team': anyText }, { requiredKeys: [] });

const decide = (statements: readonly Statement[], context: Facts): Decision =>
  decisionOn({ statements, context });

const holds = (...[arbitraries, rule]: [fc.Arbitrary<unknown>[], (...values: never[]) => void]): void =>
  fc.assert(
    fc.property(fc.tuple(...arbitraries), (values) => rule(...(values as never[]))),
    { seed: 9, numRuns: 500 },
  );

test('the order of statements, and how they lie in policies, makes no difference', () => {
  holds([anyStatements, anyContext], (statements: Statement[], context: Facts) => {
    expect(decide([...statements].reverse(), context)).toBe(decide(statements, context));
  });
});

test('one deny more never allows, and one allow more never denies', () => {
  holds([anyStatements, anyAllow, anyContext], (statements: Statement[], more: Statement, context: Facts) => {
    const before = decide(statements, context);
    const withDeny = decide([...statements, deny(more)], context);
    const withAllow = decide([...statements, more], context);

    expect([before, 'explicitly denied']).toContain(withDeny);
    expect([before, 'allowed']).toContain(withAllow);
    if (before === 'explicitly denied') expect([withDeny, withAllow]).toEqual([before, before]);
  });
});

test('the same condition with an operator and its denial is met by exactly one of them, for one key and value', () => {
  const pairs = fc.constantFrom(
    ['StringEquals', 'StringNotEquals'],
    ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    ['StringLike', 'StringNotLike'],
  );
  holds(
    [pairs, fc.array(anyText, { maxLength: 3 }), anyContext],
    (pair: string[], values: string[], context: Facts) => {
      const met = pair.map((operator) =>
        decide([allow({ Condition: { [operator]: { 'aws:ResourceTag/team': values } } })], context),
      );

      expect([...met].sort()).toEqual(['allowed', 'implicitly denied']);
    },
  );
});

test('of an action and NotAction, and of a resource and NotResource, a statement is about exactly one', () => {
  holds([anyAction, anyResource], (action: string, resource: string) => {
    const about = (element: Statement): number =>
      Number(decisionOn({ statements: [allow(element)] }) === 'allowed');

    expect(about({ Action: action }) + about({ NotAction: action })).toBe(1);
    expect(about({ Resource: resource }) + about({ NotResource: resource })).toBe(1);
  });
});

test('a text without wildcards is like itself, whatever characters it has, and like nothing else', () => {
  const literal = fc.string({ unit: 'grapheme' }).filter((text) => !/[*?$]/.test(text));
  holds([literal, literal], (wanted: string, found: string) => {
    const asked = (value: string): Asked => ({
      statements: [allow({ Condition: { StringLike: { 'aws:ResourceTag/team': wanted } } })],
      context: { 'aws:ResourceTag/team': value },
    });

    expect(decisionOn(asked(wanted))).toBe('allowed');
    expect(decisionOn(asked(found))).toBe(found === wanted ? 'allowed' : 'implicitly denied');
  });
});
