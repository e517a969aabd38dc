/**
 * Where functions count; the dimension `service` names the deployment and its primary Region. A gauge has the dimension `region` besides, of
 * which it tells, and one of a single volume the dimension `VolumeId`, as EBS's own metrics have it.
 */
export const METRICS_NAMESPACE = 'SnapshotKeeper';
