/**
 * The name of the function that deletes, in each Region of a deployment. Fixed, so that a person who wants to stop it need not
 * look it up, and with the primary Region in it, because two deployments of one name may share a DR Region.
 */
export const pruneVolumeName = (deployment: string, primaryRegion: string): string =>
  `${deployment}-${primaryRegion}-prune-volume`;
