import fc from 'fast-check';
import { compileDirectly } from '../../../local/asl/direct-expression';
import { Variables, type Environment } from '../../../local/asl/environment';
import { Expression } from '../../../local/asl/expression';
import type { Json } from '../../../local/asl/json';

const environment = (input: Json): Environment => {
  const variables = new Variables();
  variables.assign({ text: 'snap-1', number: 7, none: null, list: [1, 'two', [3]], object: { a: { b: 1 } } });
  return { variables, states: { input, context: { Execution: { Name: 'run' } } } };
};

const PLAIN = [
  '$states.input',
  '$states.input.a',
  '$states.input.a.b',
  '$states.input.a.b.c',
  '$states.input."snapshot-id"',
  '$states.context.Execution.Name',
  '$text',
  '$list',
  '$none',
  '$object.a.b',
  '"text"',
  '-1.5',
  'true',
  'null',
  '$text = "snap-1"',
  '$text != $states.input.a',
  '$states.input.a = $states.input.b',
  '$number > 6 and $number <= 7',
  '$number < 7 or $text >= "a"',
  '$states.input.a < 1',
  '$states.input.a and $states.input.b',
  '$states.input.a or false',
  '$text in ["snap-1", "snap-2"]',
  '$states.input.a in $list',
  '$text & "/" & $states.input.a',
  '$states.input.a ? "yes" : "no"',
  '$states.input.a ? "yes"',
  '($states.input.a)',
  '{"a": $states.input.a, "b": [$text, $states.input.b, [$list]], "c": {}}',
  '[$list, $states.input.a]',
  '$count($states.input.a)',
  '$exists($states.input.a.b)',
  '$not($states.input.a)',
  '$not($exists($states.input.a))',
  '$list[0]',
  '$list[2]',
  '$text[0]',
  '$text[1]',
  '$string($states.input.a)',
  '$string($number)',
  '$join([$text, $string($states.input.a)], ".")',
  '$join($states.input.a, "/")',
  'true in $states.input.a.b',
];

const outcome = async (evaluate: () => unknown): Promise<unknown> => {
  try {
    return { value: await evaluate() };
  } catch (error) {
    return { code: (error as { code?: string }).code };
  }
};

test.each(PLAIN)('%s is compiled directly', (source) => {
  expect(compileDirectly(new Expression(source).ast)).toBeDefined();
});

test.each([
  '$states.input.items[0]',
  '$states.input.items[size > 1]',
  '$list[-1]',
  '$list[0][0]',
  '$list[$number]',
  '$join($list)',
  '$states.input.items.{"id": id}',
  '$states.input.items.id[]',
  '$sum($list)',
  '$number + 1',
  '$count($list, 1)',
  '($a := 1; $a)',
  '{$text: 1}',
  '{"a": 1, "a": 2}',
  '$',
  '$map($list, function($item) { $item })',
])('%s is left to the jsonata library', (source) => {
  expect(compileDirectly(new Expression(source).ast)).toBeUndefined();
});

test('a direct expression gives what the jsonata library gives, errors included', async () => {
  const json = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, false, 0, 1, 7, '', 'snap-1', 'b'),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'snapshot-id'), tie('json'), { maxKeys: 3 }),
    ),
  })).json;
  const inputs = fc.dictionary(fc.constantFrom('a', 'b', 'snapshot-id'), json);

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PLAIN), inputs, async (source, input) => {
      const expression = new Expression(source);

      const direct = await outcome(() => expression.evaluate(environment(input)));

      expect(direct).toEqual(await outcome(() => expression.evaluateByJsonata(environment(input))));
    }),
    { numRuns: 1500 },
  );
});

test('a plain expression is answered without a promise', () => {
  const result = new Expression('$states.input.a').evaluate(environment({ a: { b: [1] } }));

  expect(result).toEqual({ b: [1] });
});
