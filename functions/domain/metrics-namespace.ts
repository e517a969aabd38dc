/** Where functions count; the dimension `service` is the deployment. */
export const METRICS_NAMESPACE = 'SnapshotKeeper';
