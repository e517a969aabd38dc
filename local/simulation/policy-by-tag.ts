import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Settings } from '../../infra/settings';
import { policyOfTag } from './expected-retention';
import type { Point } from './points';

export const destinationOf = ({ dr }: Settings, region: string): Settings['dr'][number] =>
  dr.find((destination) => destination.region === region)!;

/** What the newest snapshot says by an override, or the settings of its Region. Undefined where nobody can read it. */
export function policyBy(
  newest: Point | undefined,
  key: string,
  { retention }: { readonly retention: RetentionPolicy },
): RetentionPolicy | undefined {
  const override = newest?.tags[key];
  return override === undefined ? retention : policyOfTag(override);
}
