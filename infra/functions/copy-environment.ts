import type { RetryCopyEnvironment, Variables } from '../../functions/domain/environment';
import { kmsKeyId } from '../copy-key-name';
import { copyRetentionOf, type Settings } from '../settings';

/** The environment of a function that copies into `destinations`. */
export const copyEnvironment = (
  settings: Pick<Settings, 'deployment' | 'primary' | 'timeZone'>,
  destinations: readonly Pick<Settings['dr'][number], 'region' | 'key' | 'retention'>[],
): Variables<typeof RetryCopyEnvironment> => ({
  DEPLOYMENT: settings.deployment,
  PRIMARY_REGION: settings.primary.region,
  KMS_KEYS: JSON.stringify(
    Object.fromEntries(destinations.map(({ region, key }) => [region, kmsKeyId(settings, key)])),
  ),
  COPY_RETENTION: JSON.stringify(copyRetentionOf(destinations)),
  TIME_ZONE: settings.timeZone,
});
