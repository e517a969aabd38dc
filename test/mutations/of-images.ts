import type { Mutation } from './mutation';

const GUARD = 'functions/domain/guard-image.ts';
const DEREGISTER = 'functions/prune-volume/deregister-given-up.ts';
const PLANS = ['test/functions/domain/plan-images.test.ts'];
const PRUNES = ['test/functions/prune-volume-images.test.ts'];
const RARE = 'few fleets make AMIs, and nobody in it does that to one';

/** Rules of the AMIs that schedules make. */
export const OF_IMAGES: readonly Mutation[] = [
  {
    name: 'an AMI of one volume is no set',
    edits: [
      {
        file: 'functions/domain/snapshot-set.ts',
        find: 'readSet(ENDING.exec(description)?.[1]) : setOfImage(image);',
        replace: 'readSet(ENDING.exec(description)?.[1]) : image.size === 1 ? undefined : setOfImage(image);',
      },
    ],
    otherwise: { tests: PRUNES, because: 'the guard refuses what the plan would delete then' },
  },
  {
    name: 'an AMI that has failed counts as a recovery point',
    edits: [
      {
        file: 'functions/domain/snapshot-set.ts',
        find: 'image?.state !== undefined',
        replace: "image?.state === ''",
      },
    ],
    otherwise: { tests: PLANS, because: 'the guard refuses what the plan would delete then' },
  },
  {
    name: 'the guard takes an AMI that cannot be launched for a newer one',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: "image.state !== 'available' && image.state !== 'disabled'",
        replace: "image.state === ''",
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard-image.test.ts'], because: 'the plan is right' },
  },
  {
    name: 'an AMI goes that a person holds by a tag of its own',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: 'image?.hold === undefined',
        replace: 'image !== null',
      },
    ],
    otherwise: { tests: PLANS, because: RARE },
  },
  {
    name: 'an AMI is given up that holds what is not ours',
    edits: [
      {
        file: 'functions/domain/plan-together.ts',
        find: 'holdingOthers.has(imageId))',
        replace: "imageId === 'none')",
      },
    ],
    otherwise: { tests: PLANS, because: 'it stays all the same when it is to go' },
  },
  {
    name: 'what was held since the read does not keep its AMI',
    edits: [{ file: DEREGISTER, find: 'changed !== undefined', replace: "changed === ''" }],
    otherwise: { tests: PRUNES, because: 'IAM keeps what is held, and the rest may go' },
  },
  {
    name: 'a code that EC2 does not give counts as success',
    edits: [
      {
        file: DEREGISTER,
        find: "if (code === 'success') return",
        replace: "if (code === 'success' || code === undefined) return",
      },
    ],
    otherwise: { tests: PRUNES, because: 'the local EC2 gives all codes' },
  },
  {
    name: 'what stays of an AMI that another call has taken is told to nobody',
    edits: [
      {
        file: DEREGISTER,
        find: 'await tellOfLeft(deps, of, { codes: new Map(), shown, tell })',
        replace: 'new Map()',
      },
      { file: DEREGISTER, find: '{ of, tell, shown }: Asked', replace: '_: Asked' },
    ],
    otherwise: { tests: PRUNES, because: RARE },
  },
  {
    name: 'what IAM keeps of an AMI for a hold that EC2 does not show yet is told to nobody',
    edits: [
      {
        file: 'functions/domain/left-by-image.ts',
        find: "code === 'missing-permissions' ?",
        replace: "code === 'missing' ?",
      },
    ],
    otherwise: { tests: PRUNES, because: RARE },
  },
  {
    name: 'what another volume has of an AMI that is found gone loses its mark',
    edits: [
      {
        file: 'functions/prune-volume/delete-given-up.ts',
        find: ' || taken.has(snapshotId)',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/prune-image-at-once.test.ts'],
      because: 'no two volumes are pruned within the same call in it',
    },
  },
  {
    name: 'an AMI that has lost a tag is asked to go at each plan',
    edits: [
      {
        file: DEREGISTER,
        find: 'const lost = untagged(image, read);',
        replace: "const lost = read.deployment === '' ? untagged(image, read) : undefined;",
      },
    ],
    otherwise: { tests: PRUNES, because: RARE },
  },
  {
    name: 'the guard goes by how the name of an AMI begins',
    edits: [
      {
        file: GUARD,
        find: 'NAME.exec(name)?.[1] !== read.deployment',
        replace: '!name.startsWith(`snapshot-keeper ${read.deployment}`)',
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard-image.test.ts'], because: 'the plan is right' },
  },
  {
    name: 'what is pending of an AMI goes with it',
    edits: [
      {
        file: 'functions/domain/image.ts',
        find: "  state === 'error' &&",
        replace: "  state !== 'completed' &&",
      },
    ],
    otherwise: { tests: ['test/functions/given-images.test.ts'], because: 'the guard refuses it' },
  },
  {
    name: 'an AMI goes with what EC2 has not taken with it',
    edits: [
      { file: 'functions/prune-volume/given-images.ts', find: '!own(id) || ', replace: '' },
      {
        file: 'functions/prune-volume/given-images.ts',
        find: 'imageIds.get(id) === imageId',
        replace: "id !== ''",
      },
    ],
    otherwise: { tests: ['test/functions/given-images.test.ts'], because: 'the guard refuses it' },
  },
  {
    name: 'an AMI that somebody has registered under the name of a run passes for its own',
    edits: [
      {
        file: 'functions/aws/new-images.ts',
        find: 'return shown.length > 0',
        replace: 'return shown.length >= 0',
      },
    ],
    otherwise: { tests: ['test/functions/aws/new-images.test.ts'], because: RARE },
  },
  {
    name: 'what was deleted with its instance counts as taken, though its AMI has failed',
    edits: [
      {
        file: 'functions/take-snapshots/imaged-volumes.ts',
        find: '!ends.has(end) && schedules !== undefined',
        replace: 'ends.has(end) && schedules !== undefined && this.size < 0',
      },
    ],
    otherwise: { tests: ['test/functions/take-images.test.ts'], because: RARE },
  },
  {
    name: 'the last AMI of an instance goes after 35 days',
    edits: [
      {
        file: 'functions/domain/snapshot-set.ts',
        find: "newestImages.has(member.image?.imageId ?? '') ||",
        replace: "newestImages.has('') ||",
      },
    ],
    otherwise: { tests: PLANS, because: 'it lasts for less than 35 days' },
  },
  {
    name: 'an AMI that has failed is the newest of its instance',
    edits: [
      {
        file: 'functions/domain/newest-images.ts',
        find: ' || isOfBroken(snapshot, broken)) continue;',
        replace: ') continue;',
      },
    ],
    otherwise: { tests: PLANS, because: 'it lasts for less than 35 days' },
  },
  {
    name: 'the guard lets the last AMI of an instance go after 35 days',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: '(isYoung || isOfLastImage(snapshot, deletion))',
        replace: 'isYoung',
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard-image.test.ts'], because: 'the plan is right' },
  },
  {
    name: 'of an AMI whose name is taken nobody is told which right is missing to see it',
    edits: [
      {
        file: 'functions/aws/new-images.ts',
        find: ".catch(unreadBy('DescribeImages'))",
        replace: '.catch(() => [])',
      },
    ],
    otherwise: { tests: ['test/functions/aws/new-images.test.ts'], because: RARE },
  },
  {
    name: 'a run does not look again at the AMIs that it has made',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: 'this.#imaged.size > 0) return',
        replace: 'this.#imaged.size < 0) return',
      },
    ],
    otherwise: { tests: ['test/functions/take-images.test.ts'], because: 'PruneVolume tells of it as well' },
  },
  {
    name: 'a newer set takes the place of an AMI',
    edits: [
      {
        file: 'functions/domain/snapshot-set.ts',
        find: 'setOf(other) !== undefined : other.image !== undefined;',
        replace: 'setOf(other) !== undefined : setOf(other) !== undefined;',
      },
    ],
    otherwise: { tests: PLANS, because: 'the guard refuses what the plan would delete then' },
  },
  {
    name: 'the guard takes a newer set for a newer AMI',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: 'needsSet && isOfImage && imageOf(other, deletion) === undefined',
        replace: "needsSet && isOfImage && imageOf(other, deletion)?.imageId === ''",
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard-image.test.ts'], because: 'the plan is right' },
  },
  {
    name: 'what a schedule keeps of its AMIs goes once these are deregistered',
    edits: [
      {
        file: 'functions/domain/scheduled-run.ts',
        find: "? 'perhaps' : 'no'",
        replace: "? 'no' : 'no'",
      },
    ],
    otherwise: { tests: PLANS, because: RARE },
  },
  {
    name: 'an AMI waits for doubts of which people have heard long ago',
    edits: [
      {
        file: 'functions/prune-volume/handler.ts',
        find: 'openDoubts(others.doubts, others.managed)',
        replace: 'others.doubts',
      },
    ],
    otherwise: { tests: ['test/functions/prune-images-in-doubt.test.ts'], because: RARE },
  },
  {
    name: 'what is attached after an AMI was made is missed in it',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: 'this.#imaged.has(volumeId) && ',
        replace: 'this.#imaged.size > 0 && ',
      },
    ],
    otherwise: { tests: ['test/functions/take-images.test.ts'], because: RARE },
  },
  {
    name: 'that all of an AMI has failed is told again once the snapshot that remembers it has gone',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: 'imageIds.length === 0',
        replace: 'imageIds.length >= 0',
      },
    ],
    otherwise: { tests: ['test/functions/domain/snapshot-tags.test.ts'], because: RARE },
  },
  {
    name: 'a snapshot remembers one AMI alone that has failed',
    edits: [
      {
        file: 'functions/domain/notices.ts',
        find: '[imageId, ...failedImagesTold(holder.tags)]',
        replace: '[imageId]',
      },
    ],
    otherwise: { tests: ['test/functions/domain/notices.test.ts'], because: RARE },
  },
];
