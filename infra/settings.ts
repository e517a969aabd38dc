import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as z from 'zod';
import { arnOf } from '../functions/domain/arn';
import { CopyVolumeTags } from '../functions/domain/copied-tags';
import { DeletionLimit } from '../functions/domain/deletion-limit';
import { AdoptFrom, type Adoption, ExceptTags } from '../functions/domain/origin';
import type { RetentionPolicy } from '../functions/domain/retention-policy';
import { TARGET_HOURS_MAX } from '../functions/domain/recovery-target';
import { Selection } from '../functions/domain/selection';
import { TimeZone } from '../functions/domain/time-zone';
import { Alerts } from './alerts-setting';
import { Drill } from './drill-setting';
import { RestoreRunbook } from './restore-runbook-setting';
import { Retention } from './retention-setting';
import { checkTimes, Schedules } from './schedules-setting';
import { partitionOf } from './constructs/partition';
import { check } from './input/faults-in-words';
import { nearest } from './input/nearest';

const KNOWN_REGIONS = new Set(RegionInfo.regions.map(({ name }) => name));

const Region = z
  .string('expected an AWS Region such as "eu-west-1"')
  .refine((name) => KNOWN_REGIONS.has(name), { error: ({ input }) => regionInstead(String(input)) });

/** What is allowed instead of a text that is no Region. */
function regionInstead(text: string): string {
  const [region = ''] = /^[a-z]{2}(-[a-z]+)+-[0-9]+/.exec(text) ?? [];
  if (KNOWN_REGIONS.has(region)) return `expected the Region ${region}, not a zone of it`;
  const near = KNOWN_REGIONS.has(text.toLowerCase()) ? text.toLowerCase() : nearest(text, KNOWN_REGIONS);
  if (near === text.toLowerCase()) return `expected a Region in lower case, ${near}`;
  return `expected an AWS Region such as eu-west-1${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}

const KEY =
  'expected "new", "aws/ebs", an alias such as "alias/my-key", or the ARN of a KMS key in the DR Region';

/** `new`: the DR stack makes a customer key. Otherwise a key ARN or alias in the DR Region, or `aws/ebs`. */
const CopyKey = z
  .string(KEY)
  .regex(
    /^(new|aws\/ebs|alias\/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)\/[A-Za-z0-9/_-]+)$/,
    KEY,
  );

/** The Region of the volumes. */
const Primary = z.strictObject({ region: Region, retention: Retention.default({ last: 7 }) });

/** The Regions that get a copy of each snapshot. */
const DrRegions = z
  .array(
    z.strictObject({
      region: Region,
      retention: Retention.default({ last: 1 }),
      key: CopyKey.default('new'),
    }),
  )
  .min(1, 'expected at least one DR Region');

const NAME = 'expected up to 30 of a-z, 0-9 and -, beginning with a letter';
const ACCOUNT = 'expected an account of 12 digits in double quotes';

const DEPLOYMENT = {
  /** Names the stacks and stands in the `managed-by` tag: two deployments never touch each other's snapshots. */
  deployment: z
    .string(NAME)
    .regex(/^[a-z][a-z0-9-]{0,29}$/, NAME)
    .default('snapshot-keeper'),
  /** Without it, the account of the credentials that deploy. */
  account: z
    .string(ACCOUNT)
    .regex(/^[0-9]{12}$/, ACCOUNT)
    .optional(),
};

const TARGET_HOURS = `expected a whole number of hours from 1 to ${TARGET_HOURS_MAX}`;

const TargetHours = z.int(TARGET_HOURS).min(1, TARGET_HOURS).max(TARGET_HOURS_MAX, TARGET_HOURS);

const EVERY_HOURS = 'expected a whole number of hours from 1 to 24';

/** What holds for the whole of a deployment. */
const COMMON = {
  /** How much of a volume's snapshots in a Region a new policy may remove at once. Ordinary plans remove one or two. */
  deletionLimit: DeletionLimit.default({ share: 0.5, count: 2 }),
  selection: Selection.default({ tagKey: 'Backup' }),
  adopt: z
    .strictObject({
      dlm: z.boolean().default(true),
      ami: z.boolean().default(false),
      awsBackup: z.boolean().default(false),
      kubernetes: z.boolean().default(false),
      exceptTags: ExceptTags.default([]),
      from: AdoptFrom.default('deployment'),
    })
    .prefault({}),
  /** When snapshots are taken, and of which of the selected volumes; none where something else takes them. */
  schedules: Schedules.default([]),
  /** Whether the primary Region gets the command document that freezes and thaws instances, for whoever runs it. */
  freezeDocument: z.boolean('expected true or false').default(false),
  /** Whether a runbook of Systems Manager takes a snapshot by hand, also where there are no schedules. */
  backupRunbook: z.boolean().default(false),
  /** Whether a runbook of Systems Manager restores by hand, in each Region of a stack. */
  restoreRunbook: RestoreRunbook,
  /** Whether copies are drilled in each DR Region. */
  drill: Drill,
  /** How often each Region is compared with what it should be. */
  sweep: z
    .strictObject({
      everyHours: z.int(EVERY_HOURS).min(1, EVERY_HOURS).max(24, EVERY_HOURS).default(1),
    })
    .prefault({}),
  /** Regions whose volumes are somebody else's matter, although they bear the tag of the selection: no alarm rings for them. */
  ignoreRegions: z.array(Region).default([]),
  /** How old the newest recovery point of a volume may be in each Region: a day's snapshot, and two hours for it and its copy to be completed. */
  target: z
    .strictObject({
      hours: TargetHours.default(26),
      /** How long one copy may take before a person hears of it: the first one of a large volume takes some days. */
      copyHours: TargetHours.default(96),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      /** Whether the age of the newest recovery point is a metric of each volume in each Region, which CloudWatch bills one by one. */
      perVolume: z.boolean().default(false),
    })
    .prefault({}),
  /** Where the days, weeks and months of retention begin. */
  timeZone: TimeZone.default('UTC'),
  alerts: Alerts.default({ emails: [], subscriptions: [] }),
  copyVolumeTags: CopyVolumeTags.default(true),
  /** Whether the overrides of an instance count for its volumes, which costs a call for each snapshot. */
  instanceOverrides: z.boolean('expected true or false').default(false),
};

/** What one primary Region and its DR Regions are told. Every field but the Regions has a default. */
export const Settings = z
  .strictObject({ ...DEPLOYMENT, primary: Primary, dr: DrRegions, ...COMMON })
  .superRefine(({ primary, dr, ignoreRegions, schedules, timeZone }, context) => {
    checkDrRegions(primary.region, dr, context, []);
    checkIgnoredRegions(ignoreRegions, [primary.region], context);
    checkTimes(schedules, timeZone, context);
  });

export type Settings = z.infer<typeof Settings>;

/** One of several primary Regions, with DR Regions of its own and, where it differs, its own selection. */
const OneOfSeveral = z.strictObject({
  ...Primary.shape,
  dr: DrRegions,
  selection: Selection.optional(),
});

const SeveralPrimaries = z
  .strictObject({
    ...DEPLOYMENT,
    primary: z.tuple([OneOfSeveral], OneOfSeveral),
    ...COMMON,
  })
  .superRefine(({ primary, ignoreRegions, schedules, timeZone }, context) => {
    const regions = primary.map(({ region }) => region);
    checkIgnoredRegions(ignoreRegions, regions, context);
    checkTimes(schedules, timeZone, context);
    primary.forEach(({ region, dr }, index) => {
      const refuse = (message: string): void =>
        context.addIssue({ code: 'custom', path: ['primary', index, 'region'], message });
      if (primary.findIndex((other) => other.region === region) < index)
        refuse('expected each primary Region once');
      const partition = partitionOf(primary[0].region);
      if (partitionOf(region) !== partition)
        refuse(
          `expected a Region of the partition ${partition}, as the first one is, since no account is in two`,
        );
      checkDrRegions(region, dr, context, ['primary', index]);
    });
  });

/** The settings of each primary Region in a deployment: at least one, all of the same deployment and account. */
export type Primaries = readonly [Settings, ...Settings[]];

function checkDrRegions(
  primaryRegion: string,
  dr: z.infer<typeof DrRegions>,
  context: z.RefinementCtx,
  path: readonly (string | number)[],
): void {
  const seen = new Set<string>();
  dr.forEach(({ region, key }, index) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [...path, 'dr', index, field], message });
    if (region === primaryRegion) refuse('region', 'expected another Region than primary.region');
    const [partition, other] = [partitionOf(primaryRegion), partitionOf(region)];
    if (partition !== undefined && other !== undefined && other !== partition)
      refuse(
        'region',
        `expected a Region of the partition ${partition}, as primary.region is, since EC2 copies into no other`,
      );
    if (seen.has(region)) refuse('region', 'expected each DR Region once');
    seen.add(region);
    const keyArn = key.startsWith('arn:') ? arnOf(key) : undefined;
    if (keyArn !== undefined && keyArn.region !== region)
      refuse('key', `expected a key in ${region}, since KMS keys are Regional`);
    else if (keyArn !== undefined && keyArn.partition !== partitionOf(region))
      refuse('key', `expected a key of the partition ${partitionOf(region) ?? ''}, in which ${region} is`);
  });
}

/** A DR Region may well be ignored: what is restored there bears the tag of the selection as well. */
function checkIgnoredRegions(
  ignored: readonly string[],
  primaryRegions: readonly string[],
  context: z.RefinementCtx,
): void {
  ignored.forEach((region, index) => {
    const refuse = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['ignoreRegions', index], message });
    if (primaryRegions.includes(region)) refuse('expected no primary Region: its volumes are looked after');
    if (ignored.indexOf(region) < index) refuse('expected each Region once');
  });
}

/** By DR Region, the default policy of its copies. */
export const copyRetentionOf = (
  dr: readonly Pick<Settings['dr'][number], 'region' | 'retention'>[],
): Record<string, RetentionPolicy> =>
  Object.fromEntries(dr.map(({ region, retention }) => [region, retention]));

/** Which snapshots are adopted, as the functions read it. */
export const adoptionOf = ({ adopt }: Pick<Settings, 'adopt'>): Adoption => {
  const { dlm, ami, awsBackup, kubernetes, exceptTags } = adopt;
  return { dlm, ami, awsBackup, kubernetes, exceptTags };
};

/** A wrong setting, or a settings file that cannot be read. The message is for the person who wrote it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Checks `value`, which came from `source`: the settings of one primary Region. Throws one SettingsError that names each path, value and
 * what is allowed.
 */
export const parseSettings = (value: unknown, source: string): Settings => checked(Settings, value, source);

/**
 * As parseSettings, for what stands under the key `snapshotKeeper` of cdk.json's context or in the file named by `-c settings=FILE`: with
 * one primary Region or a list of them. Returns the settings of each, in the same order.
 */
export function parsePrimaries(value: unknown, source: string): Primaries {
  if (!hasSeveralPrimaries(value)) return [parseSettings(value, source)];
  const { primary: primaries, ...common } = checked(SeveralPrimaries, value, source);
  const [first, ...others] = primaries;
  const settingsOf = ({ dr, selection, ...primary }: z.infer<typeof OneOfSeveral>): Settings => ({
    ...common,
    selection: selection ?? common.selection,
    primary,
    dr,
  });
  return [settingsOf(first), ...others.map(settingsOf)];
}

/** Those settings that say which deployment is meant, and where it is. */
const PlaceNames = {
  primary: z.object({ region: Region }),
  dr: z.array(z.object({ region: Region })).min(1, 'expected at least one DR Region'),
};
const Deployment = z.object({ ...DEPLOYMENT, ...PlaceNames });
const SeveralDeployments = z.object({
  ...DEPLOYMENT,
  primary: z.array(z.object({ region: Region, dr: PlaceNames.dr })).min(1),
});

/** One primary Region of a deployment, by name. */
export type Deployment = z.infer<typeof Deployment>;

/** The Regions of one primary Region: itself, and its DR Regions. */
export const regionsOf = ({ primary, dr }: Pick<Deployment, 'primary' | 'dr'>): string[] =>
  [primary, ...dr].map(({ region }) => region);

/** As parsePrimaries, but looks at nothing else than which deployment is meant. */
export function parseDeployments(value: unknown, source: string): readonly Deployment[] {
  if (!hasSeveralPrimaries(value)) return [checked(Deployment, value, source)];
  const { primary: primaries, ...deployment } = checked(SeveralDeployments, value, source);
  return primaries.map(({ region, dr }) => ({ ...deployment, primary: { region }, dr }));
}

const hasSeveralPrimaries = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'primary' in value && Array.isArray(value.primary);

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, source: string): z.output<Schema> {
  const result = check(schema, value);
  if ('value' in result) return result.value;
  throw new SettingsError(
    [`Wrong settings in ${source}:`, ...result.faults.map((line) => `  ${line}`)].join('\n'),
  );
}
