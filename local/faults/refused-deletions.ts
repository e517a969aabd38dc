import { AwsError, type ApiRequest } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { FaultDice } from './fault-dice';

/** How EC2 may refuse a deletion for a while: accounts and credentials, states of the snapshot, and a code of tomorrow. */
const REFUSALS: readonly ((snapshotId: string) => AwsError)[] = [
  () => new AwsError('OptInRequired', 'You are not subscribed to this service.', 403),
  () => new AwsError('ExpiredToken', 'The security token included in the request is expired'),
  () => new AwsError('Blocked', 'This account is currently blocked.', 403),
  () => new AwsError('RequestExpired', 'Request has expired.'),
  () =>
    new AwsError(
      'PendingVerification',
      'Your account is currently being verified. Verification normally takes less than 2 hours.',
    ),
  () => new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
  (id) =>
    new AwsError('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ami-00000000000000001`),
  (id) =>
    new AwsError(
      'InvalidSnapshot.InUse',
      `The snapshot ${id} is currently enabled for fast restores in us-east-1a. Fast snapshot restores must be disabled within all Availability Zones before the snapshot may be deleted.`,
    ),
  (id) => new AwsError('SnapshotLocked', `The snapshot '${id}' is locked.`),
  (id) => new AwsError('OperationNotPermitted', `The snapshot '${id}' is locked.`),
  () =>
    new AwsError(
      'InvalidParameterValue',
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. If you wish to delete this snapshot, please do so via the Backup console.',
    ),
  () => new AwsError('Client.SomethingNew', 'Something that nobody has heard of.'),
];

/** Refuses functions the deletion of what exists, of each snapshot once. */
export class RefusedDeletions {
  readonly #ec2: Pick<Ec2, 'snapshot'>;
  readonly #dice: FaultDice;
  readonly #refused = new Set<string>();

  constructor(ec2: Pick<Ec2, 'snapshot'>, dice: FaultDice) {
    this.#ec2 = ec2;
    this.#dice = dice;
  }

  /** Throws where EC2 refuses the request for now. */
  check({ operation, region, input, caller }: ApiRequest): void {
    if (operation !== 'DeleteSnapshot' || !('roleArn' in caller)) return;
    const id = String(input['SnapshotId']);
    if (this.#refused.has(id) || this.#ec2.snapshot(region, id) === undefined) return;
    if (!this.#dice.strikes('deletion-refused', id)) return;
    this.#refused.add(id);
    const kind = this.#dice.stream('deletion-refused').integer(0, REFUSALS.length - 1);
    throw REFUSALS[kind]!(id);
  }
}
