import * as z from 'zod';

const APPROVER =
  'expected the ARN of a user or role of IAM, such as "arn:aws:iam::111122223333:role/dba", or the name of a user';

/** Of Systems Manager (user guide, "aws:approve"): so many at most. */
const APPROVERS_MAX = 10;
const Approver = z
  .string(APPROVER)
  .regex(/^(?:arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]+|[\w+=,.@-]{1,64})$/, APPROVER);

/** Whether a runbook of Systems Manager restores by hand, and who has to approve before it makes anything. */
export const RestoreRunbook = z.preprocess(
  (value) => (value === true ? {} : value === false ? undefined : value),
  z
    .strictObject(
      {
        /** One of them is enough; none where nobody has to. */
        approvers: z
          .array(Approver)
          .min(1, `expected 1 to ${APPROVERS_MAX} approvers`)
          .max(APPROVERS_MAX, `expected 1 to ${APPROVERS_MAX} approvers`)
          .optional(),
      },
      {
        error: ({ code }) =>
          code === 'invalid_type' ? 'expected true, false, or { "approvers": [...] }' : undefined,
      },
    )
    .optional(),
);
