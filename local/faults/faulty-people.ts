import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  RegisterImageCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { HOUR_MS } from '../kernel/time-units';
import type { FaultDice } from './fault-dice';
import type { Somebody } from './somebody';
import type { TagChange } from './tag-changes';

const SOON_MS = 72 * HOUR_MS;

/** Somebody who does with snapshots what nobody foresaw: deletes them, builds AMIs on them, changes their tags. */
export class FaultyPeople {
  readonly #dice: FaultDice;
  readonly #somebody: Somebody;
  readonly #tagChanges: readonly TagChange[];
  #images = 0;

  constructor(dice: FaultDice, somebody: Somebody, tagChanges: readonly TagChange[]) {
    this.#dice = dice;
    this.#somebody = somebody;
    this.#tagChanges = tagChanges;
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
      const change = this.#tagChanges[random.integer(0, this.#tagChanges.length - 1)]!;
      this.#somebody.later(random.integer(0, SOON_MS), () => this.#changeTag(region, snapshotId, change));
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

  #changeTag(region: string, snapshotId: string, change: TagChange): Promise<unknown> {
    const ec2 = this.#somebody.ec2(region);
    const input = { Resources: [snapshotId], Tags: [change] };
    return 'Value' in change
      ? ec2.send(new CreateTagsCommand(input))
      : ec2.send(new DeleteTagsCommand(input));
  }
}
