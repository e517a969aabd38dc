import { imageFromEc2 } from '../../functions/aws/images';
import { fromEc2 } from '../../functions/aws/snapshots';
import { withImages } from '../../functions/domain/image';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Settings } from '../../infra/settings';
import { makesImages } from '../../infra/schedules-setting';
import type { World } from '../world/world';

/** What EC2 shows in a Region as the functions read it: in the primary one, where a schedule makes AMIs, with those that hold it. */
export function shownSnapshots(world: World, settings: Settings, region: string): Snapshot[] {
  const shown = world.ec2.snapshots(region).map(fromEc2);
  if (region !== settings.primary.region || !makesImages(settings)) return shown;
  const images = world.ec2.images(region).map(imageFromEc2);
  const now = new Date(world.loop.nowMs());
  return withImages(shown, { deployment: settings.deployment, images, now });
}
