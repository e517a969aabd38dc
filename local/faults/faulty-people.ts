import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  type EC2Client,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { copyTag, TAG } from '../../functions/domain/tags';
import { AwsError } from '../api';
import type { Loop } from '../loop';
import type { FaultDice } from './fault-dice';

const HOUR_MS = 3_600_000;
const SOON_MS = 72 * HOUR_MS;

/** Somebody who does with snapshots what nobody foresaw: deletes them, builds AMIs on them, changes their tags. */
export class FaultyPeople {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #ec2: (region: string) => EC2Client;
  readonly #drRegions: readonly string[];
  #images = 0;

  /** `ec2` gives the clients that these people use. */
  constructor(dice: FaultDice, loop: Loop, ec2: (region: string) => EC2Client, drRegions: readonly string[]) {
    this.#dice = dice;
    this.#loop = loop;
    this.#ec2 = ec2;
    this.#drRegions = drRegions;
  }

  /** Decides what will befall a new snapshot or copy. */
  meet(region: string, snapshotId: string): void {
    if (this.#dice.strikes('snapshot-deleted-by-hand', snapshotId)) {
      const afterMs = this.#dice.stream('snapshot-deleted-by-hand').integer(0, SOON_MS);
      this.#later(afterMs, () =>
        this.#ec2(region).send(new DeleteSnapshotCommand({ SnapshotId: snapshotId })),
      );
    }
    if (this.#dice.strikes('tag-changed-by-hand', snapshotId)) {
      const random = this.#dice.stream('tag-changed-by-hand');
      const change = this.#tagChange(region, snapshotId, random.integer(0, 3));
      this.#later(random.integer(0, SOON_MS), change);
    }
  }

  /** Decides whether somebody builds an AMI on a snapshot that a plan has just given up; days later the AMI goes. */
  meetGivenUp(region: string, snapshotId: string): void {
    if (!this.#dice.strikes('image-registered', snapshotId)) return;
    const keptMs = this.#dice.stream('image-registered').integer(HOUR_MS, 48 * HOUR_MS);
    this.#later(0, async () => {
      const { ImageId } = await this.#ec2(region).send(
        new RegisterImageCommand({
          Name: `image-${++this.#images}`,
          RootDeviceName: '/dev/xvda',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId } }],
        }),
      );
      // The AMI goes even where faults have stopped meanwhile: nothing is out of order for ever.
      this.#loop.schedule(this.#loop.nowMs() + keptMs, 'somebody', () => {
        this.#ec2(region)
          .send(new DeregisterImageCommand({ ImageId: ImageId ?? '' }))
          .catch((error: unknown) => this.#loop.fail(error));
      });
    });
  }

  #tagChange(region: string, snapshotId: string, kind: number): () => Promise<unknown> {
    const ec2 = this.#ec2(region);
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

  /** What is refused, since the snapshot is gone or in use, is let be. */
  #later(afterMs: number, act: () => Promise<unknown>): void {
    this.#loop.schedule(this.#loop.nowMs() + afterMs, 'somebody', () => {
      if (this.#dice.isStopped) return;
      act().catch((error: unknown) => {
        if (!(error instanceof AwsError)) this.#loop.fail(error);
      });
    });
  }
}
