import {
  CopySnapshotCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteTagsCommand,
  DescribeVolumesCommand,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { MINUTE_MS } from '../kernel/time-units';
import type { FaultDice } from './fault-dice';
import { portableTags, type Somebody } from './somebody';
import { drawTagChange, type OwnTags } from './tag-changes';

const SOON_MS = 72 * 60 * MINUTE_MS;

/** People and scripts who take our tags for theirs: they change them, and carry them to snapshots and volumes that are not ours. */
export class TagCarriers {
  readonly #dice: FaultDice;
  readonly #somebody: Somebody;
  readonly #own: OwnTags;

  constructor(dice: FaultDice, somebody: Somebody, own: OwnTags) {
    this.#dice = dice;
    this.#somebody = somebody;
    this.#own = own;
  }

  /** Decides whether somebody will change a tag of a new snapshot or copy, half of the time while it may still run. */
  meetNew(region: string, snapshotId: string): void {
    if (!this.#dice.strikes('any-tag-changed-by-hand', snapshotId)) return;
    const random = this.#dice.stream('any-tag-changed-by-hand');
    const afterMs = random.integer(0, random.chance(0.5) ? 10 * MINUTE_MS : SOON_MS);
    this.#somebody.later(afterMs, () => this.#changeTag(region, snapshotId));
  }

  /** Decides what becomes of the tags of a snapshot or copy that is completed. */
  meetCompleted(region: string, snapshotId: string, isFromElsewhere: boolean): void {
    if (isFromElsewhere && this.#dice.strikes('copy-reencrypted', snapshotId)) {
      const afterMs = this.#dice.stream('copy-reencrypted').integer(0, SOON_MS);
      this.#somebody.later(afterMs, () =>
        this.#withOurs(region, snapshotId, (snapshot) => this.#reencrypt(region, snapshot)),
      );
    }
    if (!this.#dice.strikes('tags-carried', snapshotId)) return;
    const random = this.#dice.stream('tags-carried');
    const isToVolume = random.chance(0.5);
    this.#somebody.later(random.integer(0, SOON_MS), () =>
      this.#withOurs(region, snapshotId, (snapshot) =>
        isToVolume ? this.#restore(region, snapshot) : this.#takeWithTags(region, snapshot),
      ),
    );
  }

  async #changeTag(region: string, snapshotId: string): Promise<void> {
    const all = await this.#somebody.snapshotsIn(region);
    const snapshot = all.find(({ SnapshotId }) => SnapshotId === snapshotId);
    if (snapshot === undefined) return;
    const random = this.#dice.stream('any-tag-changed-by-hand');
    const change = drawTagChange(random, this.#own, snapshot, all, this.#somebody.nowMs());
    const input = { Resources: [snapshotId], Tags: [change] };
    const ec2 = this.#somebody.ec2(region);
    await ('Value' in change
      ? ec2.send(new CreateTagsCommand(input))
      : ec2.send(new DeleteTagsCommand(input)));
  }

  /** Only what carries a tag of ours, as EC2 shows it, is worth their while. */
  async #withOurs(
    region: string,
    snapshotId: string,
    act: (snapshot: Snapshot) => Promise<void>,
  ): Promise<void> {
    const all = await this.#somebody.snapshotsIn(region);
    const snapshot = all.find(({ SnapshotId }) => SnapshotId === snapshotId);
    if (snapshot?.Tags?.some(({ Key = '' }) => Key.startsWith(this.#own.prefix))) await act(snapshot);
  }

  async #reencrypt(region: string, snapshot: Snapshot): Promise<void> {
    await this.#somebody.ec2(region).send(
      new CopySnapshotCommand({
        SourceRegion: region,
        SourceSnapshotId: snapshot.SnapshotId,
        Encrypted: true,
        Description: snapshot.Description,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: portableTags(snapshot) }],
      }),
    );
  }

  /** The next snapshot of some volume gets all tags of this one. */
  async #takeWithTags(region: string, snapshot: Snapshot): Promise<void> {
    const ec2 = this.#somebody.ec2(region);
    const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
    if (Volumes.length === 0) return;
    const { VolumeId } = Volumes[this.#dice.stream('tags-carried').integer(0, Volumes.length - 1)]!;
    await ec2.send(
      new CreateSnapshotCommand({
        VolumeId,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: portableTags(snapshot) }],
      }),
    );
  }

  /** A volume is made of it that gets all its tags, and before long has a snapshot of its own. */
  async #restore(region: string, snapshot: Snapshot): Promise<void> {
    const ec2 = this.#somebody.ec2(region);
    const { VolumeId } = await ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: `${region}a`,
        SnapshotId: snapshot.SnapshotId,
        TagSpecifications: [{ ResourceType: 'volume', Tags: portableTags(snapshot) }],
      }),
    );
    const afterMs = this.#dice.stream('tags-carried').integer(MINUTE_MS, 20 * MINUTE_MS);
    this.#somebody.later(afterMs, () => ec2.send(new CreateSnapshotCommand({ VolumeId })));
  }
}
