import type { ApiRequest, Authorization, Outcome, Service } from './api';
import type { Ec2Account } from './ec2/account';
import { damagedContent } from './ec2/block-content';
import type { OrderedDamage } from './ec2/block-damage';
import { existingSnapshot } from './ec2/existing-resource';
import type { Subject } from './ec2/operation';
import { PlannedFailures } from './ec2/planned-failures';
import { EbsError, type EbsErrorName } from './ebs/ebs-error';
import { getSnapshotBlock } from './ebs/get-snapshot-block';
import { listChangedBlocks } from './ebs/list-changed-blocks';
import { listSnapshotBlocks } from './ebs/list-snapshot-blocks';
import type { EbsOperation } from './ebs/operation';

const OPERATIONS: ReadonlyMap<string, EbsOperation> = new Map(
  Object.entries({
    GetSnapshotBlock: getSnapshotBlock,
    ListChangedBlocks: listChangedBlocks,
    ListSnapshotBlocks: listSnapshotBlocks,
  }),
);

/** How a call is made to fail: EBS asks for fewer, or has a fault of its own. */
export type EbsCallFailure = Extract<EbsErrorName, 'InternalServerException' | 'RequestThrottledException'>;

/** The EBS direct APIs, as far as they read the account's snapshots. Inputs and outputs have the shapes of `@aws-sdk/client-ebs`. */
export class Ebs implements Service {
  readonly #account: Ec2Account;
  /** By operation and snapshot. */
  readonly #failingCalls = new PlannedFailures<EbsCallFailure>();

  constructor(account: Ec2Account) {
    this.#account = account;
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return operationOf(request).authorizations(this.#subject(request), request.input);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    const { operation, input } = request;
    const known = operationOf(request);
    const named = [input['SnapshotId'], input['FirstSnapshotId'], input['SecondSnapshotId']];
    const failure = this.#failingCalls.take(...named.map((id) => `${operation} ${String(id)}`));
    if (failure === 'InternalServerException') throw new EbsError(failure, 'An internal error has occurred.');
    if (failure === 'RequestThrottledException')
      throw new EbsError(failure, 'Rate exceeded', 'RESOURCE_LEVEL_THROTTLE');
    return { output: known.apply({ ...this.#subject(request), nowMs }, input) };
  }

  /** Makes the next call of an operation that names a snapshot fail; a second call means the one after. An SDK client tries three times. */
  failNextCall(operation: string, snapshotId: string, failure: EbsCallFailure): void {
    this.#failingCalls.plan(`${operation} ${snapshotId}`, failure);
  }

  /** Has the next copy of a snapshot, or of any of a volume's snapshots, not hold what its source holds. Nothing else tells of it. */
  damageNextCopyOf(volumeIdOrSnapshotId: string, damage: OrderedDamage): void {
    this.#account.damagedCopies.plan(volumeIdOrSnapshotId, damage);
  }

  /** Has a snapshot that is there, pending or completed, not hold what it held. */
  damage(region: string, snapshotId: string, damage: OrderedDamage): void {
    const snapshot = existingSnapshot(this.#account.region(region), snapshotId);
    snapshot.content = damagedContent(snapshot.content, snapshotId, damage);
  }

  #subject({ region, caller }: ApiRequest): Subject {
    return { account: this.#account, region: this.#account.region(region), caller };
  }
}

const operationOf = ({ operation }: ApiRequest): EbsOperation => {
  const known = OPERATIONS.get(operation);
  if (!known) throw new Error(`not simulated: ebs:${operation}`);
  return known;
};
