import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as z from 'zod';
import { DeletionLimit } from '../functions/domain/deletion-limit';
import { RetentionPolicy } from '../functions/domain/retention-policy';
import { Selection } from '../functions/domain/selection';
import { TimeZone } from '../functions/domain/time-zone';

const KNOWN_REGIONS = new Set(RegionInfo.regions.map(({ name }) => name));

/** `aws`, `aws-cn` and so on: nothing passes from one to another. */
const partitionOf = (region: string): string | undefined => RegionInfo.get(region).partition;

const Region = z
  .string()
  .refine((name) => KNOWN_REGIONS.has(name), 'expected an AWS Region name such as eu-west-1');

/** `new`: the DR stack makes a customer key. Otherwise a key ARN or alias in the DR Region, or `aws/ebs`. */
const CopyKey = z
  .string()
  .regex(
    /^(new|aws\/ebs|alias\/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)\/[A-Za-z0-9/_-]+)$/,
    'expected "new", "aws/ebs", an alias such as alias/my-key, or the ARN of a KMS key in the DR Region',
  );

const Subscription = z.discriminatedUnion('protocol', [
  z.strictObject({ protocol: z.literal('https'), endpoint: z.url({ protocol: /^https$/ }) }),
  z.strictObject({
    protocol: z.enum(['lambda', 'sqs']),
    endpoint: z.string().regex(/^arn:aws[a-z-]*:(lambda|sqs):/, 'expected the ARN of a function or queue'),
  }),
  z.strictObject({
    protocol: z.literal('sms'),
    endpoint: z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'expected a phone number such as +15555550100'),
  }),
]);

/**
 * Everything a deployment can be told, under the key `snapshotKeeper` of cdk.json's context or in the file named by
 * `-c settings=FILE`. Every field but the two Regions has a default.
 */
export const Settings = z
  .strictObject({
    /** Names the stacks and stands in the `managed-by` tag: two deployments never touch each other's snapshots. */
    deployment: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,29}$/, 'expected up to 30 of a-z, 0-9 and -, beginning with a letter')
      .default('snapshot-keeper'),
    /** Without it, the account of the credentials that deploy. */
    account: z
      .string()
      .regex(/^[0-9]{12}$/, 'expected 12 digits')
      .optional(),
    primary: z.strictObject({ region: Region, retention: RetentionPolicy.default({ last: 7 }) }),
    dr: z
      .array(
        z.strictObject({
          region: Region,
          retention: RetentionPolicy.default({ last: 1 }),
          key: CopyKey.default('new'),
        }),
      )
      .min(1),
    /** How much of a volume's snapshots in a Region a new policy may remove at once. Ordinary plans remove one or two. */
    deletionLimit: DeletionLimit.default({ share: 0.5, count: 2 }),
    selection: Selection.default({ tagKey: 'Backup' }),
    adopt: z
      .strictObject({
        dlm: z.boolean().default(true),
        ami: z.boolean().default(false),
        awsBackup: z.boolean().default(false),
      })
      .prefault({}),
    /** Where the days, weeks and months of retention begin. */
    timeZone: TimeZone.default('UTC'),
    alerts: z
      .strictObject({
        emails: z.array(z.email()).default([]),
        subscriptions: z.array(Subscription).default([]),
      })
      .refine(({ emails, subscriptions }) => {
        const endpoints = [...emails, ...subscriptions.map(({ endpoint }) => endpoint)];
        return new Set(endpoints).size === endpoints.length;
      }, 'expected each endpoint once')
      .default({ emails: [], subscriptions: [] }),
    copyVolumeTags: z.boolean().default(true),
  })
  .superRefine(({ primary, dr }, context) => {
    const seen = new Set<string>();
    dr.forEach(({ region, key }, index) => {
      const refuse = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['dr', index, field], message });
      if (region === primary.region) refuse('region', 'expected another Region than primary.region');
      const partition = partitionOf(primary.region);
      if (partition !== undefined && partitionOf(region) !== partition)
        refuse(
          'region',
          `expected a Region of the partition ${partition}, as primary.region is: EC2 copies into no other`,
        );
      if (seen.has(region)) refuse('region', 'expected each DR Region once');
      seen.add(region);
      const [, keyPartition, , keyRegion] = key.split(':');
      if (key.startsWith('arn:') && keyRegion !== region)
        refuse('key', `expected a key in ${region}: KMS keys are Regional`);
      else if (key.startsWith('arn:') && keyPartition !== partitionOf(region))
        refuse('key', `expected a key of the partition ${partitionOf(region) ?? ''}, in which ${region} is`);
    });
  });

export type Settings = z.infer<typeof Settings>;

/** By DR Region, the default policy of its copies. */
export const copyRetentionOf = (
  dr: readonly Pick<Settings['dr'][number], 'region' | 'retention'>[],
): Record<string, RetentionPolicy> =>
  Object.fromEntries(dr.map(({ region, retention }) => [region, retention]));

/** A wrong setting, or a settings file that cannot be read. The message is for the person who wrote it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Checks `value`, which came from `source`. Throws one SettingsError that names each path, value and what is allowed. */
export function parseSettings(value: unknown, source: string): Settings {
  return checked(Settings, value, source);
}

/** Those settings that say which deployment is meant, and where it is. */
const Deployment = z.object({
  deployment: Settings.shape.deployment,
  account: Settings.shape.account,
  primary: z.object({ region: Region }),
  dr: z.array(z.object({ region: Region })).min(1),
});

export type Deployment = z.infer<typeof Deployment>;

/** As parseSettings, but looks at nothing else than which deployment is meant. */
export const parseDeployment = (value: unknown, source: string): Deployment =>
  checked(Deployment, value, source);

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, source: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => explain(issue, value));
  throw new SettingsError([`Wrong settings in ${source}:`, ...lines.map((line) => `  ${line}`)].join('\n'));
}

function explain(issue: z.core.$ZodIssue, root: unknown): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown setting`);
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(isOfItsType);
    if (meant !== undefined)
      return meant.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, root));
  }
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  const path = issue.path.join('.') || 'settings';
  return [`${path}: ${messageOf(issue)} (found ${found === undefined ? 'nothing' : JSON.stringify(found)})`];
}

/** Of the alternatives of a union, the one that the value was meant for has faults inside, not as a whole. */
const isOfItsType = (issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');

function messageOf(issue: z.core.$ZodIssue): string {
  const alternatives = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  return (alternatives.length > 0 ? alternatives : [issue])
    .map(({ message }) => message.replace(/^Invalid input: /, ''))
    .join(', or ');
}
