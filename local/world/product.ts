/** All that the world knows of this product beyond its settings, templates and handlers. The emulator is told it from here. */
import { METRICS_NAMESPACE } from '../../functions/domain/metrics-namespace';
import { copyTag, TAG, TAG_PREFIX } from '../../functions/domain/tags';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import type { Settings } from '../../infra/settings';
import type { Datum } from '../aws/cloud-watch';
import type { FaultyPart } from '../faults/faults';
import type { Gauge, LogLine } from '../handlers/hosted-function';
import { partitionOf } from '../kernel/partition';

/** What a function counts, or says of a Region, or of a volume or a schedule there, as CloudWatch gets it from its runtime in AWS. */
export const metricOf = (
  environment: Readonly<Record<string, string>>,
  name: string,
  { value, ofRegion, ofVolume, ofSchedule }: Pick<Gauge, 'value'> & Partial<Gauge>,
): Datum => ({
  namespace: METRICS_NAMESPACE,
  name,
  dimensions: {
    service: environment['POWERTOOLS_SERVICE_NAME'] ?? '',
    ...(ofRegion !== undefined && { region: ofRegion }),
    ...(ofVolume !== undefined && { VolumeId: ofVolume }),
    ...(ofSchedule !== undefined && { schedule: ofSchedule }),
  },
  value,
});

/** What people do wrong with our tags, and how long our functions wait for an answer. */
export function faultyPartOf({ dr }: Pick<Settings, 'dr'>): FaultyPart {
  const copyTags = dr.map(({ region }) => copyTag(region));
  return {
    ownTags: { prefix: TAG_PREFIX, keys: [...Object.values(TAG), ...copyTags] },
    tagChanges: [
      { Key: TAG.hold, Value: 'somebody wants it' },
      { Key: TAG.managedBy },
      { Key: TAG.takenAt, Value: 'yesterday' },
      { Key: copyTags[0] ?? copyTag('') },
    ],
    callTimeoutMs: CALL_LIMITS.requestTimeout,
  };
}

type LoggedVerdict = { readonly snapshotId: string; readonly action: string };

/** The ids that a plan gives up, from the line that PruneVolume logs before it deletes; of any other line none. */
export const givenUpIn = ({ message, fields }: Pick<LogLine, 'message' | 'fields'>): string[] =>
  message === 'planned' && 'verdicts' in fields
    ? (fields['verdicts'] as readonly LoggedVerdict[])
        .filter(({ action }) => action === 'remove')
        .map(({ snapshotId }) => snapshotId)
    : [];

type NamedKey = { readonly arn: string; readonly aliases: readonly string[] };

/** The keys that the settings name, and that no stack makes: whoever names them has them. */
export const keysNamedIn = ({ dr }: Pick<Settings, 'dr'>, accountId: string): NamedKey[] =>
  dr
    .filter(({ key }) => key !== 'new' && key !== 'aws/ebs')
    .map(({ region, key }) => {
      const named = `arn:${partitionOf(region).name}:kms:${region}:${accountId}:${key}`;
      const [alias] = /alias\/.*$/.exec(key) ?? [];
      const arn = (key.startsWith('arn:') ? key : named).replace(':alias/', ':key/');
      return { arn, aliases: alias === undefined ? [] : [alias] };
    });
