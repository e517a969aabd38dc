import { AwsError } from '../api';

type Reason =
  | 'ACCOUNT_THROTTLED'
  | 'DEPENDENCY_ACCESS_DENIED'
  | 'INVALID_BLOCK'
  | 'INVALID_BLOCK_TOKEN'
  | 'INVALID_PAGE_TOKEN'
  | 'INVALID_PARAMETER_VALUE'
  | 'INVALID_SNAPSHOT_ID'
  | 'RESOURCE_LEVEL_THROTTLE'
  | 'SNAPSHOT_NOT_FOUND'
  | 'UNRELATED_SNAPSHOTS';

const STATUS_CODES = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  RequestThrottledException: 400,
  ResourceNotFoundException: 404,
  ValidationException: 400,
} as const;

export type EbsErrorName = keyof typeof STATUS_CODES;

/** An error of the EBS direct APIs; all but those of EBS itself say more in `Reason`. */
export class EbsError extends AwsError {
  constructor(
    name: EbsErrorName,
    message: string,
    readonly Reason?: Reason,
  ) {
    super(name, message, STATUS_CODES[name]);
  }
}

export const invalid = (Reason: Reason, message: string): EbsError =>
  new EbsError('ValidationException', message, Reason);
