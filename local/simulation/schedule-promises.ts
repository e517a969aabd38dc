import { TAG } from '../../functions/domain/tags';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Settings } from '../../infra/settings';
import type { Point } from './points';

/** For which schedules of a deployment a snapshot was taken, by the description that EC2 shows of it, in which nobody writes afterwards. */
export function schedulesNamed(description: string | undefined, deployment: string): string[] {
  const [beginning = '', names = ''] = description?.split(' by ') ?? [];
  return beginning.startsWith(`snapshot-keeper ${deployment}: due `) ? names.split(', ') : [];
}

/** What tells the ids that a policy keeps of some, and each schedule of those that were taken for it. */
export const withPromises =
  (
    { schedules }: Pick<Settings, 'schedules'>,
    policy: RetentionPolicy,
    keptBy: (policy: RetentionPolicy, points: readonly Point[]) => ReadonlySet<string>,
  ) =>
  (points: readonly Point[]): ReadonlySet<string> =>
    new Set([
      ...keptBy(policy, points),
      ...schedules.flatMap(({ name, retention }) =>
        retention === undefined
          ? []
          : [
              ...keptBy(
                retention,
                points.filter((one) => one.schedules.includes(name)),
              ),
            ],
      ),
    ]);

const inWords = (policy: RetentionPolicy | undefined): string =>
  sorted(
    Object.entries(policy ?? {})
      .map(([rule, value]) => `${rule} ${value}`)
      .join(', '),
  );

const sorted = (words: string): string => words.split(', ').sort().join();

/** Whether a point was adopted under another policy than `policy`, or under rules of a schedule of its own that are not those of today. */
export function isOfPolicyBefore(
  { tags, schedules: ofPoint }: Pick<Point, 'tags' | 'schedules'>,
  policy: RetentionPolicy | undefined,
  { schedules }: Pick<Settings, 'schedules'>,
): boolean {
  const [before, ...promises] = tags[TAG.policy]?.split('; ') ?? [];
  if (before === undefined || sorted(before) !== inWords(policy)) return true;
  return ofPoint.some((name) => {
    const promise = promises.find((words) => words.startsWith(`${name} `));
    const today = schedules.find((schedule) => schedule.name === name)?.retention;
    return promise !== undefined && sorted(promise.slice(name.length + 1)) !== inWords(today);
  });
}
