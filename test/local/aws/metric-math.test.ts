import { divisorOf, isDifference, weightsOf } from '../../../local/aws/metric-math';

test.each<[expression: string, ids: string[], weights: number[]]>([
  ['FILL(a,0)', ['a'], [1]],
  ['FILL(a,0)+FILL(b,0)', ['b', 'a'], [1, 1]],
  ['FILL(pruned,0)-3*FILL(adopted,0)', ['pruned', 'adopted'], [1, -3]],
  ['FILL(pruned,0)-3*FILL(adopted,0)', ['adopted', 'pruned'], [-3, 1]],
  [' 10 * FILL( a , 0 ) - FILL(b,0) + 0*FILL(c_1,0) ', ['a', 'b', 'c_1'], [10, -1, 0]],
])('%s over %j has the weights %j', (expression, ids, weights) => {
  expect(weightsOf(expression, ids)).toEqual(weights);
});

test.each<[expression: string, ids: string[]]>([
  ['', []],
  ['a', ['a']],
  ['a+b', ['a', 'b']],
  ['FILL(a,1)', ['a']],
  ['FILL(a b,0)', ['ab']],
  ['FILL(a,0)*3', ['a']],
  ['1.5*FILL(a,0)', ['a']],
  ['-FILL(a,0)', ['a']],
  ['FILL(a,0)--FILL(b,0)', ['a', 'b']],
  ['FILL(a,0)+', ['a']],
  ['FILL(a,0)/FILL(b,0)', ['a', 'b']],
  ['(FILL(a,0)-3)*FILL(b,0)', ['a', 'b']],
  ['FILL(a,0)+3', ['a']],
  ['SUM(METRICS())', ['a']],
  ['FILL(a,0)+FILL(a,0)', ['a']],
  ['FILL(a,0)+FILL(a,0)', ['a', 'b']],
  ['FILL(a,0)+FILL(b,0)', ['a']],
  ['FILL(a,0)', ['a', 'b']],
  ['FILL(a,0)', ['b']],
])('"%s" over %j is not simulated', (expression, ids) => {
  expect(weightsOf(expression, ids)).toBeUndefined();
});

test.each<[expression: string, ids: string[], expected: boolean]>([
  ['DIFF(a)', ['a'], true],
  [' DIFF( a ) ', ['a'], true],
  ['DIFF(b)', ['a'], false],
  ['DIFF(a)', ['a', 'b'], false],
  ['DIFF(a)', [], false],
  ['DIFF(FILL(a,0))', ['a'], false],
  ['DIFF(a+b)', ['a', 'b'], false],
  ['DIFF(a)+DIFF(a)', ['a'], false],
  ['DIFF_TIME(a)', ['a'], false],
  ['RATE(a)', ['a'], false],
  ['a', ['a'], false],
])('whether "%s" over %j is the difference of the one metric: %s', (expression, ids, expected) => {
  expect(isDifference(expression, ids)).toBe(expected);
});

test.each<[expression: string, ids: string[], expected: number | undefined]>([
  ['a/3600', ['a'], 3600],
  [' a / 60 ', ['a'], 60],
  ['a/0', ['a'], undefined],
  ['a/b', ['a', 'b'], undefined],
  ['a/60', ['b'], undefined],
  ['a/60/60', ['a'], undefined],
  ['FILL(a,0)/60', ['a'], undefined],
])('by what "%s" over %j divides the one metric: %s', (expression, ids, expected) => {
  expect(divisorOf(expression, ids)).toBe(expected);
});
