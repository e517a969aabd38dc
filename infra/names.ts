/** One primary Region of a deployment. */
type Named = { readonly deployment: string; readonly primary: { readonly region: string } };

/**
 * Whatever has a fixed name bears the deployment and the primary Region in it, such as `snapshot-keeper-us-east-1-prune-volume`: a
 * deployment may have several primary Regions, two of them may share a DR Region, and each may be the other's.
 */
export const nameOf = ({ deployment, primary }: Named, what?: string): string =>
  [deployment, primary.region, ...(what === undefined ? [] : [what])].join('-');

export const primaryStackName = (settings: Named): string => nameOf(settings, 'primary');

export const drStackName = (settings: Named, region: string): string => nameOf(settings, `dr-${region}`);
