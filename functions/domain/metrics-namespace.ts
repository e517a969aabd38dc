/** Where functions count; the dimension `service` names the deployment and its primary Region. */
export const METRICS_NAMESPACE = 'SnapshotKeeper';
