import type { World } from '../world/world';
import type { Violation } from './safety-watch';

/** Of these, IAM keeps what is held, or another deployment's, and refuses what is gone, with its tags. */
const NOT_MISSING: ReadonlySet<string> = new Set([
  'ec2:DeleteSnapshot',
  'ec2:CreateTags',
  'ec2:DeregisterImage',
]);

/** Denied calls of the stacks, but for those that the roles are to be denied. */
export const missingRights = (denials: World['denials']): Violation[] =>
  denials
    .filter(({ action }) => !NOT_MISSING.has(action))
    .map(({ action, role }) => ({
      atMs: 0,
      rule: 'no permission is missing',
      what: `${action} to ${role}`,
    }));
