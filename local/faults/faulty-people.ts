import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  RegisterImageCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { copyTag, TAG } from '../../functions/domain/tags';
import type { FaultDice } from './fault-dice';
import type { Somebody } from './somebody';

const HOUR_MS = 3_600_000;
const SOON_MS = 72 * HOUR_MS;

/** Somebody who does with snapshots what nobody foresaw: deletes them, builds AMIs on them, changes their tags. */
export class FaultyPeople {
  readonly #dice: FaultDice;
  readonly #somebody: Somebody;
  readonly #drRegions: readonly string[];
  #images = 0;

  constructor(dice: FaultDice, somebody: Somebody, drRegions: readonly string[]) {
    this.#dice = dice;
    this.#somebody = somebody;
    this.#drRegions = drRegions;
  }

  /** Decides what will befall a new snapshot or copy. */
  meet(region: string, snapshotId: string): void {
    if (this.#dice.strikes('snapshot-deleted-by-hand', snapshotId)) {
      const afterMs = this.#dice.stream('snapshot-deleted-by-hand').integer(0, SOON_MS);
      this.#somebody.later(afterMs, () =>
        this.#somebody.ec2(region).send(new DeleteSnapshotCommand({ SnapshotId: snapshotId })),
      );
    }
    if (this.#dice.strikes('tag-changed-by-hand', snapshotId)) {
      const random = this.#dice.stream('tag-changed-by-hand');
      const change = this.#tagChange(region, snapshotId, random.integer(0, 3));
      this.#somebody.later(random.integer(0, SOON_MS), change);
    }
  }

  /** Decides whether somebody builds an AMI on a snapshot that a plan has just given up; days later the AMI goes. */
  meetGivenUp(region: string, snapshotId: string): void {
    if (!this.#dice.strikes('image-registered', snapshotId)) return;
    const keptMs = this.#dice.stream('image-registered').integer(HOUR_MS, 48 * HOUR_MS);
    this.#somebody.later(0, async () => {
      const { ImageId } = await this.#somebody.ec2(region).send(
        new RegisterImageCommand({
          Name: `image-${++this.#images}`,
          RootDeviceName: '/dev/xvda',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId } }],
        }),
      );
      this.#somebody.surelyLater(keptMs, () =>
        this.#somebody.ec2(region).send(new DeregisterImageCommand({ ImageId: ImageId ?? '' })),
      );
    });
  }

  /** Decides whether somebody restores a deleted snapshot from the Recycle Bin. */
  meetBinned(region: string, snapshotId: string): void {
    if (!this.#dice.strikes('snapshot-restored', snapshotId)) return;
    const afterMs = this.#dice.stream('snapshot-restored').integer(0, SOON_MS);
    this.#somebody.later(afterMs, () =>
      this.#somebody.ec2(region).send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId: snapshotId })),
    );
  }

  #tagChange(region: string, snapshotId: string, kind: number): () => Promise<unknown> {
    const ec2 = this.#somebody.ec2(region);
    const set = (Key: string, Value: string) => () =>
      ec2.send(new CreateTagsCommand({ Resources: [snapshotId], Tags: [{ Key, Value }] }));
    const remove = (Key: string) => () =>
      ec2.send(new DeleteTagsCommand({ Resources: [snapshotId], Tags: [{ Key }] }));
    switch (kind) {
      case 0:
        return set(TAG.hold, 'somebody wants it');
      case 1:
        return remove(TAG.managedBy);
      case 2:
        return set(TAG.takenAt, 'yesterday');
      default:
        return remove(copyTag(this.#drRegions[0] ?? ''));
    }
  }
}
