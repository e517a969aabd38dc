import { readOverride } from '../../../functions/domain/override';
import { describePolicy, parseRetentionTag } from '../../../functions/domain/retention-policy';
import { TAG, type Tags } from '../../../functions/domain/tags';
import type { Settings } from '../../../infra/settings';
import type { PlannedVolume } from '../planned';

export type PolicyThatCounts = {
  readonly policy: string;
  /** Where it comes from, in words that volumes share. */
  readonly from: string;
};

/**
 * By which policy retention looks at a volume in a Region: that of its newest snapshot or copy there, or, of a selected volume
 * without one, that of its first. Undefined where retention does not look at it. `tags` are the volume's.
 */
export function policyThatCounts(
  { coverage, covered, regions }: PlannedVolume,
  region: string,
  tags: Tags,
  { primary, dr }: Settings,
): PolicyThatCounts | undefined {
  const here = regions.find((one) => one.region === region);
  const hasOurs = here?.snapshots.some(({ managed, state }) => managed && state === 'completed') === true;
  if (here?.retention !== undefined && (hasOurs || coverage.verdict === 'gone')) {
    const { policy: own, ofSchedules = [], from, notice } = here.retention;
    const policy = [own, ...ofSchedules].join(' and ');
    return { policy, from: notice === undefined ? withoutId(from) : UNREADABLE };
  }
  if (!covered) return undefined;
  const isPrimary = region === primary.region;
  const retention = isPrimary ? primary.retention : dr.find((one) => one.region === region)?.retention;
  if (retention === undefined) return undefined;
  const key = isPrimary ? TAG.retain : TAG.drRetain;
  const when = `from its first ${isPrimary ? 'snapshot' : 'copy'} on`;
  const wish = tags[key];
  if (wish === undefined) return { policy: describePolicy(retention), from: `the settings, ${when}` };
  const { value, instanceId } = readOverride(wish);
  const wanted = parseRetentionTag(value);
  return wanted === undefined
    ? { policy: describePolicy(retention), from: UNREADABLE }
    : {
        policy: describePolicy(wanted),
        from: `the tag ${key} of ${instanceId === undefined ? 'the volume' : 'its instance'}, ${when}`,
      };
}

const UNREADABLE = 'the settings, and nothing is deleted: the retention tag cannot be read';

const withoutId = (from: string): string =>
  from
    .replace(/ of the instance i-[0-9a-f]+, repeated on /, ' of its instance, repeated on ')
    .replace(/ (of|on) snap-[0-9a-f]+$/, ' $1 the newest snapshot');
