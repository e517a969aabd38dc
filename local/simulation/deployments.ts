import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { parseSettings, type Settings } from '../../infra/settings';
import { Random } from '../kernel/random';
import { DAY_MS } from '../kernel/time-units';
import { TIER } from './instance-deeds';
import { remembered } from './remembered';

/**
 * The deployments that seeds choose from: small policies, so that much is deleted; every rule; rules that overlap; two DR Regions;
 * time zones that begin an hour elsewhere, and in which clocks change on 8 March.
 */
const DEPLOYMENTS: readonly Settings[] = [
  {
    primary: { region: 'us-east-1', retention: { last: 3 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 } }],
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 2, daily: 3 } },
    dr: [{ region: 'eu-central-1', retention: { last: 2 } }],
    schedules: [
      { name: 'nightly', schedule: 'cron(30 1 * * ? *)', mode: 'instance' },
      { name: 'twice', schedule: 'cron(30 1,13 * * ? *)', flexibleMinutes: 15, digest: 'never' },
    ],
  },
  {
    primary: { region: 'us-east-1', retention: { last: 2, hourly: 3, weekly: 2, monthly: 2 } },
    dr: [{ region: 'us-west-2', retention: { daily: 2, yearly: 1 } }],
    timeZone: 'America/New_York',
  },
  {
    primary: { region: 'eu-west-1', retention: { within: '36h' } },
    dr: [{ region: 'eu-central-1', retention: { last: 1, within: '1d', daily: 2 } }],
    timeZone: 'Asia/Kathmandu',
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 3 } },
    dr: [
      { region: 'eu-central-1', retention: { last: 1, daily: 2 } },
      { region: 'eu-north-1', retention: { last: 2 } },
    ],
  },
].map((settings) => parseSettings(settings, 'the simulation'));

/** One that is due alone, so that what it cannot have frozen is not taken. */
const EVENING = {
  name: 'evening',
  schedule: 'cron(30 19 * * ? *)',
  mode: 'instance',
  freeze: { thawAfterSeconds: 30, otherwise: 'takeNone' },
} as const;

/** The same deployment, in which nightly freezes; in the second one the evening takes nothing that is not frozen. */
const freezing = (settings: Settings): Settings[] => {
  const [nightly, ...others] = settings.schedules;
  return (
    [
      [{ ...nightly, freeze: { application: 'postgresql' } }, ...others],
      [{ ...nightly, freeze: { application: 'postgresql', thawAfterSeconds: 20 } }, ...others, EVENING],
    ] as const
  ).map((schedules) => parseSettings({ ...settings, schedules: [...schedules] }, 'the simulation'));
};

/** By deployments that take whole instances, those that freeze them meanwhile. */
const FREEZING: ReadonlyMap<Settings, readonly Settings[]> = new Map(
  DEPLOYMENTS.filter(({ schedules }) => schedules.some(({ mode }) => mode === 'instance')).map((settings) => [
    settings,
    freezing(settings),
  ]),
);

/** The same deployment, in which nightly makes AMIs. */
const imaging = (settings: Settings): Settings => {
  const [nightly, ...others] = settings.schedules;
  return parseSettings(
    { ...settings, schedules: [{ ...nightly, mode: 'image' }, ...others] },
    'the simulation',
  );
};

/** By deployments that take whole instances, those that make AMIs of them. */
const IMAGING: ReadonlyMap<Settings, Settings> = new Map(
  [...FREEZING.keys()].map((settings) => [settings, imaging(settings)]),
);

/** By the name of a schedule, what it keeps of its own. */
const KEEPING: Readonly<Record<string, RetentionPolicy>> = {
  nightly: { last: 4 },
  twice: { within: '40h', weekly: 2 },
};

const keepingMore = remembered((settings: Settings): Settings => ({
  ...settings,
  schedules: settings.schedules.map((schedule) => ({ ...schedule, retention: KEEPING[schedule.name] })),
}));

const keepingNoMore = (settings: Settings): Settings => ({
  ...settings,
  schedules: settings.schedules.map((schedule) => ({ ...schedule, retention: undefined })),
});

/** The same deployment, in which nightly goes by a tag of instances, and the evening by its key alone. */
const goingByInstances = remembered((settings: Settings): Settings => {
  const instances: Readonly<Record<string, Settings['schedules'][number]['instances']>> = {
    nightly: { tagKey: TIER.tagKey, tagValues: [TIER.gold] },
    evening: { tagKey: TIER.tagKey },
  };
  return {
    ...settings,
    schedules: settings.schedules.map((schedule) => {
      const tag = instances[schedule.name];
      return tag === undefined ? schedule : { ...schedule, instances: tag };
    }),
  };
});

/** The same, in which overrides of instances count. */
const overriddenByInstances = remembered((settings: Settings): Settings => ({
  ...settings,
  instanceOverrides: true,
}));

/** The same, whose instances run Windows, and where it freezes are asked by VSS: `otherwise` is as it was. */
const onWindows = remembered((settings: Settings): Settings => ({
  ...settings,
  schedules: settings.schedules.map(({ freeze, ...schedule }) =>
    freeze === undefined
      ? schedule
      : { ...schedule, freeze: { application: 'vss' as const, otherwise: freeze.otherwise } },
  ),
}));

/** The same deployment with one policy everywhere. */
const withPolicy = (settings: Settings, retention: RetentionPolicy): Settings => ({
  ...settings,
  primary: { ...settings.primary, retention },
  dr: settings.dr.map((destination) => ({ ...destination, retention })),
});

/**
 * The same deployments with the smallest policy, which keeps nothing that each of the others does not keep too, and with a large one. Where schedules keep
 * more, they do so with the smallest as well, and no more with the large one.
 */
const changedOf = remembered((settings: Settings): readonly Settings[] => [
  withPolicy(settings, { last: 1 }),
  withPolicy(keepingNoMore(settings), { last: 5, daily: 4 }),
]);

export type Redeployment = {
  readonly atMs: number;
  readonly settings: Settings;
  readonly stacks: 'all' | 'primary' | 'dr';
};

/**
 * Of those that take whole instances, one of four makes AMIs, and of the others one of four freezes nothing; of those that freeze, two of five have Windows; of those that have schedules, those of every second keep more, and of every
 * second one goes by tags of instances. In one of three overrides of instances count.
 */
export function deploymentOf(seed: number): Settings {
  const drawn = (what: string, probability: number): boolean => new Random(seed, what).chance(probability);
  let settings = imagingOrFreezing(seed);
  const hasSchedules = settings.schedules.length > 0;
  if (hasSchedules && drawn('Windows', 0.4)) settings = onWindows(settings);
  if (hasSchedules && drawn('schedules that keep more', 0.5)) settings = keepingMore(settings);
  if (hasSchedules && drawn('schedules by instances', 0.5)) settings = goingByInstances(settings);
  return drawn('overrides that instances bear', 1 / 3) ? overriddenByInstances(settings) : settings;
}

function imagingOrFreezing(seed: number): Settings {
  const settings = DEPLOYMENTS[new Random(seed, 'deployment').integer(0, DEPLOYMENTS.length - 1)]!;
  const [anyway, none] = FREEZING.get(settings) ?? [];
  if (anyway === undefined || none === undefined) return settings;
  if (new Random(seed, 'images').chance(0.25)) return IMAGING.get(settings)!;
  return [settings, anyway, none, none][new Random(seed, 'freezing').integer(0, 3)]!;
}

/** What somebody deploys in its place, where anybody does. */
export function redeploymentOf(seed: number, settings: Settings, startMs: number): Redeployment | undefined {
  const change = new Random(seed, 'changed policy');
  if (!change.chance(0.4)) return undefined;
  return {
    atMs: startMs + change.integer(DAY_MS, 4 * DAY_MS),
    settings: changedOf(settings)[change.integer(0, 1)]!,
    stacks: (['all', 'primary', 'dr'] as const)[change.integer(0, 2)]!,
  };
}
