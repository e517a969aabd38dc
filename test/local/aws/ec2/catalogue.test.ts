import fc from 'fast-check';
import { Catalogue, type Entry } from '../../../../local/aws/ec2/catalogue';
import { parseFilters } from '../../../../local/aws/ec2/filters';

type Item = Entry & { readonly group: string };

const values = fc.constantFrom('a', 'b', 'ab');
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('add' as const), group: values, tag: fc.option(values) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(30) }),
    fc.record({ kind: fc.constant('tag' as const), at: fc.nat(30), tag: fc.option(values) }),
    fc.record({ kind: fc.constant('list' as const) }),
  ),
  { maxLength: 80 },
);
const queries = fc.record(
  {
    'tag:k': fc.array(fc.constantFrom('a', 'b', 'a*', '?', '\\*'), { minLength: 1, maxLength: 3 }),
    group: fc.array(values, { minLength: 1, maxLength: 2 }),
    id: fc.array(fc.nat(30).map(String), { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: [] },
);

const tagsOf = (value: string | null): ReadonlyMap<string, string> =>
  new Map(value === null ? [] : [['k', value]]);

const fits = (pattern: string, value: string | undefined): boolean => {
  if (value === undefined) return false;
  if (pattern === 'a*') return value.startsWith('a');
  if (pattern === '?') return value.length === 1;
  return pattern !== '\\*' && pattern === value;
};

test('a listing by indexes finds what a look at every entry finds, in order of creation', () => {
  fc.assert(
    fc.property(actions, queries, fc.integer({ min: -1, max: 20 }), (steps, query, after) => {
      const catalogue = new Catalogue<Item>({
        id: 'id',
        indexed: { group: (item) => [item.group] },
        computed: {},
      });
      const filters = parseFilters(Object.entries(query).map(([Name, Values]) => ({ Name, Values })));
      const model: Item[] = [];
      let sequence = 0;
      for (const step of steps) {
        const item = 'at' in step ? model[step.at] : undefined;
        if (step.kind === 'add') {
          const added = { id: `${sequence}`, sequence, group: step.group, tags: tagsOf(step.tag) };
          sequence++;
          catalogue.add(added);
          model.push(added);
        } else if (step.kind === 'remove' && item) {
          catalogue.remove(item);
          model.splice(model.indexOf(item), 1);
        } else if (step.kind === 'tag' && item) {
          catalogue.update(item, () => (item.tags = tagsOf(step.tag)));
        } else if (step.kind === 'list') {
          Array.from(catalogue.find(filters, 0, -1));
        }
      }

      const found = [...catalogue.find(filters, 0, after)].map((item) => item.id);

      const expected = model
        .filter((item) => item.sequence > after)
        .filter((item) => !query['tag:k'] || query['tag:k'].some((value) => fits(value, item.tags.get('k'))))
        .filter((item) => !query.group || query.group.some((group) => group === item.group))
        .filter((item) => !query.id || query.id.includes(item.id))
        .map((item) => item.id);
      expect(found).toEqual(expected);
    }),
  );
});
