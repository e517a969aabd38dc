import { parseRetentionTag, RetentionPolicy } from '../../../functions/domain/retention-policy';

describe('a retention policy', () => {
  test.each<[rule: string, policy: object]>([
    ['one rule is enough', { last: 7 }],
    [
      'rules are combined',
      { last: 1, hourly: 24, daily: 7, weekly: 4, monthly: 12, yearly: 10, within: '36h' },
    ],
    ['a count may be 1000', { daily: 1000 }],
    ['a span in days', { within: '7d' }],
    ['a span in weeks', { within: '4w' }],
    ['a span in months', { within: '6m' }],
    ['a span in years', { within: '1y' }],
  ])('%s', (_rule, policy) => {
    expect(RetentionPolicy.parse(policy)).toStrictEqual(policy);
  });

  test.each<[rule: string, policy: unknown]>([
    ['no rule', {}],
    ['only rules without a value', { last: undefined }],
    ['a count of zero', { last: 0 }],
    ['a negative count', { daily: -1 }],
    ['a count of 1001', { last: 1001 }],
    ['a count with a fraction', { last: 1.5 }],
    ['a count as text', { last: '7' }],
    ['an unknown rule', { last: 7, fortnightly: 2 }],
    ['a span of zero', { within: '0d' }],
    ['a span without unit', { within: '7' }],
    ['a span of an unknown unit', { within: '7s' }],
    ['a span of two units', { within: '1y6m' }],
    ['a span as a number', { within: 7 }],
    ['a list', [7]],
    ['nothing', null],
  ])('%s is refused', (_rule, policy) => {
    expect(RetentionPolicy.safeParse(policy).success).toBe(false);
  });

  test('the refusal of an empty policy says what is allowed and why', () => {
    expect(() => RetentionPolicy.parse({})).toThrow(
      /expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot/,
    );
  });
});

describe('an override tag', () => {
  test.each<[rule: string, value: string, policy: object]>([
    ['a bare count keeps the last ones', '7', { last: 7 }],
    ['counts with units', '7d 4w 12m', { daily: 7, weekly: 4, monthly: 12 }],
    ['hours and years', '24h 10y', { hourly: 24, yearly: 10 }],
    ['a bare count beside units', '3 4w', { last: 3, weekly: 4 }],
    ['the order is free', '12m 7d', { daily: 7, monthly: 12 }],
    ['blanks around and between do not matter', '  7d \t 4w ', { daily: 7, weekly: 4 }],
    ['commas separate too', '7d, 4w,12m', { daily: 7, weekly: 4, monthly: 12 }],
    ['the greatest count', '1000', { last: 1000 }],
  ])('%s: "%s"', (_rule, value, policy) => {
    expect(parseRetentionTag(value)).toStrictEqual(policy);
  });

  test.each<[rule: string, value: string]>([
    ['nothing', ''],
    ['blanks', '   '],
    ['zero', '0'],
    ['zero of a unit beside a good count', '7d 0w'],
    ['a count of 1001', '1001'],
    ['a count of five digits', '00007'],
    ['a repeated unit', '7d 8d'],
    ['two bare counts', '7 8'],
    ['a negative count', '-7'],
    ['a fraction', '1.5d'],
    ['an exponent', '1e3'],
    ['a unit alone', 'd'],
    ['a unit apart from its count', '7 d'],
    ['counts without a blank between', '7d4w'],
    ['an unknown unit', '7x'],
    ['capital letters', '7D'],
    ['words', '30 days'],
    ['digits of another script', '\uff17'],
    ['the words of the settings', 'last 7'],
    ['JSON', '{"last":7}'],
  ])('%s is not read: "%s"', (_rule, value) => {
    expect(parseRetentionTag(value)).toBeUndefined();
  });
});
