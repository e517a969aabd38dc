/**
 * Where functions count; the dimension `service` names the deployment and its primary Region. A gauge has the dimension `region` besides, of
 * which it tells.
 */
export const METRICS_NAMESPACE = 'SnapshotKeeper';
