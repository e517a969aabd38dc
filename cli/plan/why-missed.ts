import { copyObstacle } from '../../functions/domain/copy-obstacle';
import { isLeftToEvent, type Repair } from '../../functions/domain/repair';
import { notAtOnce } from '../../functions/domain/recovery-point-age';
import { isCompleted, newestFirst, takenAtMs, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { UnderWay } from '../../functions/domain/under-way';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { AfterEvent } from './after-events';
import type { CauseCode } from './cause-code';
import type { Copies } from './copies';
import type { Covering } from './covering-schedules';
import { whyNoPoint } from './no-point';
import type { Why } from './planned';
import type { SetMembers } from './set-members';
import { isUnnamed } from './unnamed';
import type { LocatedAge } from './volume-ages';
import { whatTakesIt } from './what-takes-it';

export type MissQuestion = {
  /** The volume's snapshots in the primary Region. */
  readonly inPrimary: readonly AfterEvent[];
  /** By Region, the primary one first. */
  readonly ages: readonly LocatedAge[];
  readonly settings: Settings;
  readonly copies: Copies;
  readonly now: Date;
  /** What the next sweep of the primary Region starts, but to prune, by the snapshot that it is about. */
  readonly repairs: ReadonlyMap<string, Repair>;
  /** Ids of snapshots and copies about which an execution runs, as far as anybody has looked. */
  readonly underWay: UnderWay;
  /** False where it is known that nothing is deployed: then nobody adopts or copies. */
  readonly isDeployed: boolean;
  /** Since when it can have had a point of ours; undefined where that is not known. ISO 8601 in UTC. */
  readonly since: string | undefined;
  readonly covering: Covering;
  /** Where EC2 takes no snapshot of the volume. */
  readonly unfit?: Volume['unfit'] | undefined;
  /** By Region, ids of the sets that lack a member there. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  readonly members: Pick<SetMembers, 'lackOf'>;
};

/** Why a volume has no point in a Region, or none that is young enough, and what comes next, in words that volumes of one cause share. */
export const whyMissed = (question: MissQuestion, region: string): Why =>
  region === question.settings.primary.region ? whyNoSnapshot(question) : whyNoCopy(question, region);

const DEPLOY = 'Deploy Snapshot Keeper first: until then nobody adopts or copies a snapshot.';

function whyNoSnapshot(question: MissQuestion): Why {
  const { inPrimary, ages } = question;
  const point = ages[0]?.point;
  const since = point === undefined ? -Infinity : Date.parse(point.takenAt);
  const [newest] = inPrimary.filter(({ snapshot }) => Date.parse(snapshot.startedAt) > since).sort(byStart);
  if (newest !== undefined) return whyNotNewest(newest, question);
  const from = point?.takenAt ?? question.since;
  const next =
    question.unfit === 'error'
      ? 'Delete the volume where nobody needs it: EC2 shows it in the state error, and takes no snapshot of it.'
      : whatTakesIt(question, from === undefined ? undefined : new Date(from));
  return point === undefined
    ? { code: 'no-snapshot', cause: 'no snapshot at all', next }
    : { code: 'no-newer-snapshot', cause: 'no snapshot was taken since its newest point', next };
}

const byStart = (a: AfterEvent, b: AfterEvent): number =>
  Date.parse(b.snapshot.startedAt) - Date.parse(a.snapshot.startedAt) ||
  (a.snapshot.snapshotId < b.snapshot.snapshotId ? 1 : -1);

/** Why the newest snapshot is no point, and what comes next. */
function whyNotNewest(newest: AfterEvent, question: MissQuestion): Why {
  const { managed, snapshot } = newest;
  const { snapshotId } = snapshot;
  const { region } = question.settings.primary;
  const what = 'its newest snapshot';
  const noPoint = managed && whyNoPoint(managed, { what, region }, question);
  if (noPoint !== undefined) return { ...noPoint, snapshotId };
  const [code, is, next] = standingOf(newest, question);
  return { code, cause: `${what} ${is}`, next, snapshotId };
}

function standingOf(
  { snapshot, doubt, scope, lacksRoom }: AfterEvent,
  { settings, now, repairs, underWay, isDeployed }: MissQuestion,
): readonly [code: CauseCode, is: string, next: string] {
  const { snapshotId, state, stateMessage } = snapshot;
  if (state === 'error')
    return [
      'snapshot-failed',
      `has failed${because(stateMessage)}`,
      'Mend what EC2 says of it, and take another snapshot.',
    ];
  if (state === 'pending') return ['snapshot-pending', 'is not finished', 'Wait until EC2 has finished it.'];
  if (state !== 'completed')
    return [
      'snapshot-not-usable',
      `is in the state ${state}`,
      'Take another snapshot, or restore it from the Recycle Bin.',
    ];
  if (scope.verdict !== 'managed')
    return [
      'snapshot-not-in-scope',
      `does not count: ${scope.reason}`,
      'Have others taken, or say in the settings that such are adopted (adopt, in docs/configure.md).',
    ];
  if (!isDeployed) return ['not-deployed', 'is not adopted: nothing is deployed', DEPLOY];
  if (underWay.has(snapshotId))
    return ['being-adopted', 'is being adopted', 'Wait until its execution has ended.'];
  const isRepaired = repairs.has(snapshotId);
  if (doubt !== undefined)
    return [
      'tags-contradicted',
      'bears tags of ours that EC2 contradicts',
      isRepaired ? 'The next sweep sets its tags right.' : 'Take another snapshot.',
    ];
  if (isRepaired)
    return ['not-adopted', 'is not adopted: no event has told of it', 'The next sweep adopts it.'];
  if (lacksRoom)
    return [
      'no-room-for-tags',
      'has no room for our tags',
      'Take tags off it, or off the volume, for the next one.',
    ];
  if (isLeftToEvent(snapshot, now))
    return [
      'just-completed',
      'has only just been finished',
      'Its event adopts it within minutes, or else a sweep in an hour or two.',
    ];
  if (isUnnamed(snapshot, settings.deployment))
    return [
      'tags-carried',
      `bears our tags, but not the one that names it (${TAG.snapshot}), as tags do that were carried from elsewhere or edited, and is left alone`,
      'Take another snapshot, or see docs/operate.md, "What happened to a snapshot".',
    ];
  return [
    'taken-before',
    'is not adopted, as one from before',
    'Take another snapshot, or let a sweep adopt what is there (adopt.from, in docs/configure.md).',
  ];
}

const because = (message: string): string => (message === '' ? '' : `: ${message}`);

function whyNoCopy(question: MissQuestion, region: string): Why {
  const { ages, now } = question;
  const point = ages.find((age) => age.region === region)?.point;
  const since = point === undefined ? -Infinity : Date.parse(point.takenAt);
  const source = sourcesOf(question).find(
    (one) => isCompleted(one) && takenAtMs(one) > since && notAtOnce(one, now) === undefined,
  );
  // What is not taken cannot be copied.
  if (source === undefined) return whyNoSnapshot(question);
  const { snapshotId } = source;
  const why = point === undefined ? whyNoneCopied(question, region) : whyNotCopied(question, region, source);
  return { next: nextOfCopy(question, region, source), ...why, snapshotId };
}

/** With a next step of its own where there is a copy that does not count. */
type NoCopy = Pick<Why, 'code' | 'cause' | 'lacking'> & Partial<Pick<Why, 'next'>>;

/** Why a volume without any point in the Region has none. */
function whyNoneCopied(question: MissQuestion, region: string): NoCopy {
  const { copies } = question;
  const sources = sourcesOf(question);
  const existing = sources.flatMap(({ snapshotId }) => copies.existing(region, snapshotId) ?? []);
  if (existing.some(({ state }) => state === 'pending'))
    return { code: 'copy-pending', cause: `the first copy to ${region} is under way` };
  const what = `its newest copy in ${region}`;
  const noPoint = existing[0] && whyNoPoint(existing[0], { what, region }, question);
  if (noPoint !== undefined) return noPoint;
  const failed = sources.find(({ snapshotId }) => copies.failedCount(region, snapshotId) > 0);
  if (failed !== undefined)
    return {
      code: 'copy-failed',
      cause: `every copy to ${region} has failed${because(copies.failure(region, failed.snapshotId))}`,
    };
  const obstacle = sources[0] && copyObstacle(sources[0]);
  return obstacle === undefined
    ? { code: 'no-copy', cause: `no copy in ${region}` }
    : {
        code: 'copy-impossible',
        cause: `no copy in ${region}: ${obstacle}, and EC2 copies no such snapshot`,
      };
}

/** Why the newest snapshot has no copy in a Region that has older ones. */
function whyNotCopied(question: MissQuestion, region: string, source: ManagedSnapshot): NoCopy {
  const { copies } = question;
  const { snapshotId } = source;
  const existing = copies.existing(region, snapshotId);
  if (existing?.state === 'pending')
    return { code: 'copy-pending', cause: `the copy of its newest snapshot to ${region} is under way` };
  const what = `the copy of its newest snapshot in ${region}`;
  const noPoint = existing && whyNoPoint(existing, { what, region }, question);
  if (noPoint !== undefined) return noPoint;
  const obstacle = copyObstacle(source);
  if (obstacle !== undefined)
    return {
      code: 'copy-impossible',
      cause: `its newest snapshot has no copy in ${region}: ${obstacle}, and EC2 copies no such snapshot`,
    };
  return copies.failedCount(region, snapshotId) === 0
    ? { code: 'no-copy', cause: `its newest snapshot has no copy in ${region}` }
    : {
        code: 'copy-failed',
        cause: `the copy of its newest snapshot to ${region} has failed${because(copies.failure(region, snapshotId))}`,
      };
}

function nextOfCopy(question: MissQuestion, region: string, source: ManagedSnapshot): string {
  const { copies, repairs, underWay, now, isDeployed } = question;
  const { snapshotId } = source;
  if (copies.existing(region, snapshotId)?.state === 'pending') return 'Wait until EC2 has finished it.';
  if (copyObstacle(source) !== undefined) return 'Protect its data in another Region by other means.';
  if (!isDeployed) return DEPLOY;
  const hasFailed = copies.failedCount(region, snapshotId) > 0;
  if (repairs.has(snapshotId)) return `The next sweep asks for it${hasFailed ? ' again' : ''}.`;
  if (underWay.has(snapshotId)) return 'Its execution runs: the copy waits for its turn.';
  if (hasFailed) return 'A sweep asks for it again a day after it failed; mend before what AWS says of it.';
  if (isLeftToEvent(source, now))
    return 'Its event asks for the copy within minutes, or else a sweep in an hour or two.';
  return 'See its history, and the messages and dead letters of the deployment.';
}

/** Whether a copy of any of its snapshots is under way or done in the Region. */
export const isBeingCopied = (question: MissQuestion, region: string): boolean =>
  sourcesOf(question).some(({ snapshotId }) => question.copies.existing(region, snapshotId) !== undefined);

const sourcesOf = ({ inPrimary }: MissQuestion): ManagedSnapshot[] =>
  newestFirst(inPrimary.flatMap(({ managed }) => (managed === undefined ? [] : [managed])));
