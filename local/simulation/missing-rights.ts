import type { World } from '../world/world';
import type { Violation } from './safety-watch';

/** Denied calls of the stacks, but for those by which IAM keeps what is held, or another deployment's. */
export const missingRights = (denials: World['denials']): Violation[] =>
  denials
    .filter(({ action }) => action !== 'ec2:DeleteSnapshot' && action !== 'ec2:CreateTags')
    .map(({ action, role }) => ({
      atMs: 0,
      rule: 'no permission is missing',
      what: `${action} to ${role}`,
    }));
