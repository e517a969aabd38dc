import { DescribeSnapshotsCommand, type EC2Client, type Snapshot, type Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws/api';
import type { Loop } from '../kernel/loop';
import type { FaultDice } from './fault-dice';

/** A person or script in the account, who acts some time after what has caught their eye. */
export class Somebody {
  readonly #dice: FaultDice;
  readonly #loop: Loop;

  /** `ec2` gives the clients that they use. */
  constructor(
    dice: FaultDice,
    loop: Loop,
    readonly ec2: (region: string) => EC2Client,
  ) {
    this.#dice = dice;
    this.#loop = loop;
  }

  nowMs(): number {
    return this.#loop.nowMs();
  }

  /** Nobody acts any more where faults have stopped. What is refused, since the snapshot is gone or in use, is let be. */
  later(afterMs: number, act: () => Promise<unknown>): void {
    this.#loop.schedule(this.#loop.nowMs() + afterMs, 'somebody', () => {
      if (!this.#dice.isStopped) this.#carryOut(act);
    });
  }

  /** For what sets right again what somebody has done: it happens even where faults have stopped meanwhile. */
  surelyLater(afterMs: number, act: () => Promise<unknown>): void {
    this.#loop.schedule(this.#loop.nowMs() + afterMs, 'somebody', () => this.#carryOut(act));
  }

  /** All own snapshots of a Region, as EC2 shows them. */
  async snapshotsIn(region: string): Promise<readonly Snapshot[]> {
    const { Snapshots = [] } = await this.ec2(region).send(
      new DescribeSnapshotsCommand({ OwnerIds: ['self'] }),
    );
    return Snapshots;
  }

  #carryOut(act: () => Promise<unknown>): void {
    act().catch((error: unknown) => {
      if (!(error instanceof AwsError)) this.#loop.fail(error);
    });
  }
}

/** The tags that a person can put elsewhere: AWS keeps its own to itself. */
export const portableTags = ({ Tags = [] }: Snapshot): Tag[] =>
  Tags.filter(({ Key = '' }) => !Key.startsWith('aws:'));
