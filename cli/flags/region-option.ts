import { regionsOf, type Deployment } from '../../infra/settings';
import { UsageError } from './usage-error';

/** The Regions that a `--region` flag means: all of the deployment, or those that are named. Throws UsageError. */
export function meantRegions(
  deployments: readonly Deployment[],
  named: readonly string[] | undefined,
): ReadonlySet<string> {
  const all = new Set(deployments.flatMap(regionsOf));
  if (named === undefined) return all;
  for (const region of named)
    if (!all.has(region))
      throw new UsageError(
        `--region: expected a Region of the deployment ${deployments[0]?.deployment}, ${[...all].join(' or ')}, found "${region}".`,
      );
  return new Set(named);
}
