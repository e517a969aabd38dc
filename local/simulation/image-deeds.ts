import { CreateImageCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { Random } from '../kernel/random';
import { HOUR_MS } from '../kernel/time-units';
import type { Deed } from './deed';

type Span = {
  readonly seed: number;
  readonly region: string;
  readonly instanceId: string;
  readonly startMs: number;
  readonly endMs: number;
};

/** People who make AMIs of an instance, and deregister them within two days: some with their snapshots, of some these stay. */
export function imageDeeds({ seed, region, instanceId: InstanceId, startMs, endMs }: Span): Deed[] {
  const random = new Random(seed, 'images of an instance');
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(0, 24 * HOUR_MS), count = 1; atMs < endMs; count += 1) {
    const Name = `golden image ${count}`;
    const DeleteAssociatedSnapshots = random.chance(0.5);
    let imageId: string | undefined;
    const make: Deed['act'] = async (clients) => {
      const { ImageId } = await clients
        .ec2(region)
        .send(new CreateImageCommand({ InstanceId, Name, NoReboot: true }));
      imageId = ImageId;
    };
    const deregister: Deed['act'] = async (clients) => {
      if (imageId === undefined) return;
      await clients
        .ec2(region)
        .send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots }));
    };
    deeds.push(
      { atMs, who: 'image builder', act: make },
      { atMs: atMs + random.integer(HOUR_MS, 48 * HOUR_MS), who: 'image builder', act: deregister },
    );
    atMs += random.integer(6 * HOUR_MS, 36 * HOUR_MS);
  }
  return deeds;
}
