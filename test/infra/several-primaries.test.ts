import { synthesize } from '../../infra/synthesize';
import { parsePrimaries } from '../../infra/settings';

type Resources = Readonly<Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>>;

/** The stacks of two primary Regions that share their DR Region, by name; each with its Region and what it makes. */
const STACKS = new Map(
  synthesize(
    ...parsePrimaries(
      {
        ignoreRegions: ['ap-south-1'],
        primary: [
          { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
          { region: 'eu-west-1', dr: [{ region: 'us-west-2' }] },
        ],
      },
      'the test',
    ),
  ).stacks.map(({ stackName, environment, template }) => [
    stackName,
    {
      region: environment.region,
      resources: Object.values((template as { Resources: Resources }).Resources),
    },
  ]),
);

test('two primary Regions that share a DR Region have two stacks each, two of them there', () => {
  expect([...STACKS].map(([name, { region }]) => `${region}: ${name}`).sort()).toEqual([
    'eu-west-1: snapshot-keeper-eu-west-1-primary',
    'us-east-1: snapshot-keeper-us-east-1-primary',
    'us-west-2: snapshot-keeper-eu-west-1-dr-us-west-2',
    'us-west-2: snapshot-keeper-us-east-1-dr-us-west-2',
  ]);
});

/** What CloudFormation is told to call a thing: no Region takes two of one type and name, but for policies, which are names within a role. */
const namesIn = (stack: string): string[] =>
  STACKS.get(stack)!
    .resources.filter(({ Type }) => Type !== 'AWS::IAM::Policy')
    .flatMap(({ Type, Properties = {} }) =>
      ['Name', `${Type.split('::')[2]}Name`]
        .filter((key) => typeof Properties[key] === 'string')
        .map((key) => [Type, Properties['GroupName'], Properties[key]].map(String).join(' ')),
    );

test('nothing that the two stacks in the shared DR Region make bears the same name there', () => {
  const [ofEast, ofEu] = ['us-east-1', 'eu-west-1'].map((primary) =>
    namesIn(`snapshot-keeper-${primary}-dr-us-west-2`),
  );

  expect(ofEast).toContain('AWS::KMS::Alias undefined alias/snapshot-keeper-us-east-1');
  expect(ofEast).toContain(
    'AWS::StepFunctions::StateMachine undefined snapshot-keeper-us-east-1-snapshot-copied',
  );
  expect(ofEast).toHaveLength(ofEu!.length);
  expect(ofEast!.filter((name) => ofEu!.includes(name))).toEqual([]);
});

test.each([...STACKS.keys()])(
  'the sweep of %s knows both primary Regions for looked after, and which are ignored',
  (stack) => {
    const told = STACKS.get(stack)!.resources.flatMap(({ Type, Properties = {} }) => {
      const { Variables } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      return Type === 'AWS::Lambda::Function' && Variables?.['PRIMARY_REGIONS'] !== undefined
        ? [[Variables['PRIMARY_REGIONS'], Variables['IGNORE_REGIONS']]]
        : [];
    });

    expect(told).toEqual([['["us-east-1","eu-west-1"]', '["ap-south-1"]']]);
  },
);
