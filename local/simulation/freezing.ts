import type { Settings } from '../../infra/settings';
import { MINUTE_MS } from '../kernel/time-units';
import type { AskedRun, Start } from '../world/instances/instances';
import type { FrozenPeriod } from '../world/instances/frozen-period';
import type { AskedFreeze, FreezeHistory, InstanceTaking } from './freeze-history';
import { ANSWER_AGE_MAX_MS, TWO_RUNS_MS } from './grace';
import type { Violation } from './safety-watch';
import type { ToldMessage } from './telling';
import { toldFailures } from './told-failures';

export type Frozen = {
  readonly history: Pick<FreezeHistory, 'asked' | 'takings' | 'attempts' | 'repeatedMs' | 'thawFailsMs'>;
  /** For which runs a freeze and a thaw were asked. */
  readonly runs: readonly Readonly<AskedRun>[];
  /** The truth about what stood frozen. */
  readonly periods: readonly Readonly<FrozenPeriod>[];
  /** When instances that were stopped were started again. */
  readonly starts: readonly Start[];
  readonly schedules: Settings['schedules'];
  readonly notifications: readonly Pick<ToldMessage, 'message'>[];
  /** From when on nothing goes wrong any more. */
  readonly settledMs: number;
  readonly nowMs: number;
};

/** The freeze is given 150 seconds to answer; the rest is for calls of AWS that time out, each after eight, and are made again. */
const THAW_MAX_MS = 4 * MINUTE_MS;

/** The call of EC2 may time out after eight seconds; then nothing is waited for. */
const AFTER_TAKING_MS = 10_000;

/** The first thing that a repeated attempt does. */
const NEXT_ATTEMPT_MS = 5_000;

/** The watchdog is precise; a thaw takes moments. */
const WATCHDOG_SLACK_MS = 5_000;

/** So long it may be that no instance can thaw, by the fault of that name. */
const THAW_FAILS_MS = MINUTE_MS;

/** Who left an instance frozen, said of a snapshot what it is not worth, took what it was not to take, or did not tell. Asked at the end of a run. */
export const judgeFreezing = (frozen: Frozen): Violation[] => [
  ...frozen.runs.flatMap((run) => unthawed(frozen, run)),
  ...frozen.periods.flatMap((period) => tooLong(frozen, period)),
  ...twiceAsked(frozen),
  ...frozen.history.takings.flatMap((taking) => [
    ...lateThaw(frozen, taking),
    ...untrue(frozen, taking),
    ...takenUnfrozen(frozen, taking),
    ...untold(frozen, taking),
    ...needlessCrash(frozen, taking),
  ]),
  ...leftOut(frozen),
];

/**
 * A freeze that was asked for is followed by the call of a thaw: within the time of one call of the function, or where that was killed, by the first
 * attempt after it that was not. Where none comes any more, the instance is alone with its watchdog.
 */
function unthawed({ history, nowMs }: Frozen, asked: Readonly<AskedRun>): Violation[] {
  const { run, instanceId, freezeAskedMs, thawAskedMs = Infinity } = asked;
  if (freezeAskedMs === undefined) return [];
  const attempts = history.attempts.filter(({ runs, endMs }) => runs.includes(run) && endMs >= freezeAskedMs);
  const dead = attempts.some(({ hasLived }) => !hasLived);
  const next = attempts.find(({ hasLived, startMs }) => hasLived && startMs >= freezeAskedMs);
  const dueMs = dead
    ? Math.max(freezeAskedMs + THAW_MAX_MS, (next?.startMs ?? Infinity) + NEXT_ATTEMPT_MS)
    : freezeAskedMs + THAW_MAX_MS;
  if (dueMs >= nowMs || thawAskedMs <= dueMs) return [];
  const what = `run ${run} on ${instanceId}, thawed ${thawAskedMs === Infinity ? 'never' : 'too late'}`;
  return [{ atMs: freezeAskedMs, rule: 'every freeze is followed by the call of its thaw', what }];
}

/** As soon as EC2's call is over, the thaw is called, if the function lives that long. */
function lateThaw({ history, runs, nowMs }: Frozen, { atMs, instanceId }: InstanceTaking): Violation[] {
  const asked = runs
    .filter((one) => one.instanceId === instanceId && (one.freezeAskedMs ?? Infinity) <= atMs)
    .at(-1);
  if (asked === undefined || atMs - asked.freezeAskedMs! > THAW_MAX_MS) return [];
  // The second run of an input takes beside the freeze of the first one.
  if (isRunTwice(history.repeatedMs, atMs)) return [];
  const hasDied = history.attempts.some(
    ({ runs: ofCall, hasLived }) => ofCall.includes(asked.run) && !hasLived,
  );
  const dueMs = atMs + AFTER_TAKING_MS;
  if (hasDied || nowMs < dueMs || (asked.thawAskedMs ?? Infinity) <= dueMs) return [];
  return [
    {
      atMs,
      rule: 'the thaw is called as soon as EC2 has taken the snapshots',
      what: `run ${asked.run} on ${instanceId}`,
    },
  ];
}

/** Nothing stands still for longer than the freeze allows, unless the instance itself cannot thaw. */
function tooLong({ history, nowMs }: Frozen, period: Readonly<FrozenPeriod>): Violation[] {
  const { instanceId, run, fromMs, toMs = nowMs } = period;
  const asked = history.asked.find((one) => one.run === run && one.instanceId === instanceId);
  const allowedMs = (asked?.thawAfterSeconds ?? 0) * 1_000 + WATCHDOG_SLACK_MS;
  const failing = history.thawFailsMs
    .filter((one) => one.instanceId === instanceId && one.atMs >= fromMs - THAW_FAILS_MS && one.atMs <= toMs)
    .map(({ atMs }) => atMs + THAW_FAILS_MS + WATCHDOG_SLACK_MS);
  if (toMs <= Math.max(fromMs + allowedMs, ...failing)) return [];
  return [
    {
      atMs: fromMs,
      rule: 'nothing stands frozen for longer than its watchdog lets it',
      what: `${instanceId} by run ${run}, for ${Math.round((toMs - fromMs) / 1_000)} seconds`,
    },
  ];
}

/** The instance refuses a second freeze of a run, which would hide that the first has done it. Of one input that runs twice each run asks once. */
function twiceAsked({ history: { asked, repeatedMs } }: Frozen): Violation[] {
  const known = new Set<string>();
  return asked.flatMap(({ atMs, instanceId, run }) => {
    const key = `${instanceId} ${run}`;
    const isSecond = known.has(key);
    known.add(key);
    if (!isSecond || isRunTwice(repeatedMs, atMs)) return [];
    return [{ atMs, rule: 'a run of the freeze document freezes once', what: `run ${run} on ${instanceId}` }];
  });
}

/** What a tag says of a snapshot was so when EC2 took it: all stood still, with the application asked before where it says so; or the instance was stopped. */
function untrue(frozen: Frozen, taking: InstanceTaking): Violation[] {
  const { level, wasStopped, snapshotId, instanceId, atMs } = taking;
  const whole = wholeAt(frozen, taking);
  const isTrue =
    level === 'stopped'
      ? wasStopped
      : level === 'filesystem'
        ? whole !== undefined
        : level === 'application'
          ? (whole?.application ?? 'none') !== 'none' || isReady(frozen, taking)
          : level === undefined || level === 'crash';
  if (isTrue) return [];
  return [
    {
      atMs,
      rule: 'a snapshot is worth what its tag says',
      what: `${snapshotId} of ${instanceId} is tagged ${level ?? ''}`,
    },
  ];
}

/** Whether VSS has said so of all that it took by one call, whose set stands in the description. */
const isReady = ({ history }: Frozen, { isByVss, description, instanceId }: InstanceTaking): boolean =>
  isByVss === true &&
  history.takings
    .filter((one) => one.description === description && one.instanceId === instanceId)
    .every((one) => one.isReady);

/** Whether EC2 may have shown the instance as stopped when it was taken: nobody can know better. */
const mayHaveSeemedStopped = ({ starts }: Frozen, { instanceId, atMs }: InstanceTaking): boolean =>
  starts.some(
    (start) =>
      start.instanceId === instanceId && start.atMs <= atMs && atMs - start.atMs <= ANSWER_AGE_MAX_MS,
  );

/** What only schedules with takeNone have taken of an instance stood still, or the instance was stopped. VSS has taken before anybody knows. */
function takenUnfrozen(frozen: Frozen, taking: InstanceTaking): Violation[] {
  const { takesNone } = askedIn(frozen, taking.description);
  if (!takesNone || taking.isByVss || taking.wasStopped || wholeAt(frozen, taking) !== undefined) return [];
  if (mayHaveSeemedStopped(frozen, taking)) return [];
  // The second run of an input is refused its freeze, and thaws what the first one has frozen.
  if (isRunTwice(frozen.history.repeatedMs, taking.atMs)) return [];
  return [
    {
      atMs: taking.atMs,
      rule: 'what is to be taken frozen or not at all is not taken otherwise',
      what: `${taking.snapshotId} of ${taking.instanceId} (${taking.level ?? 'not tagged'})`,
    },
  ];
}

/** Of what was to be frozen and was not, a person is told, by the message of the run, which names the instance or says that the run has failed. */
function untold(frozen: Frozen, taking: InstanceTaking): Violation[] {
  const { atMs, level, description, instanceId, snapshotId } = taking;
  const isAsked = askedIn(frozen, description).isAsked;
  if (!isAsked || (level !== undefined && level !== 'crash')) return [];
  // Nobody hears how the second run of an input ends.
  if (isRunTwice(frozen.history.repeatedMs, atMs)) return [];
  const execution = executionOf(description);
  const isTold = frozen.notifications.some(
    ({ message }) =>
      message.includes(execution) && (message.includes(instanceId) || toldFailures(message).length > 0),
  );
  if (isTold) return [];
  return [
    {
      atMs,
      rule: 'what was not frozen is told',
      what: `${snapshotId} of ${instanceId} (${level ?? 'not tagged'})`,
    },
  ];
}

/** Where nothing goes wrong any more, what is to be frozen is. */
function needlessCrash(
  frozen: Frozen,
  { atMs, level, description, snapshotId }: InstanceTaking,
): Violation[] {
  const { isAsked, application } = askedIn(frozen, description);
  const expected = application === 'none' ? 'filesystem' : 'application';
  if (atMs < frozen.settledMs || !isAsked || level === expected) return [];
  return [
    {
      atMs,
      rule: 'what nothing hinders is frozen',
      what: `${snapshotId} is ${level ?? 'not tagged'}, and not ${expected}`,
    },
  ];
}

/** What one schedule takes anyway is not left out because it cannot be frozen. */
function leftOut(frozen: Frozen): Violation[] {
  return frozen.notifications.flatMap(({ message }) => {
    const time = /:backup-([-0-9T]+Z)/.exec(message)?.[1];
    if (time === undefined || !message.includes('cannot be frozen')) return [];
    const names = /of ([a-z, ]+) ha(?:s|ve) no snapshot of /.exec(message)?.[1] ?? '';
    if (askedIn(frozen, `${time} by ${names}`).takesNone) return [];
    return [
      {
        atMs: frozen.nowMs,
        rule: 'only what takes none unfrozen is left out for it',
        what: `${names} of ${time}`,
      },
    ];
  });
}

/** The freeze by which all of an instance stood still when EC2 took a snapshot of it. */
function wholeAt(
  { history, periods, nowMs }: Frozen,
  { atMs, instanceId }: InstanceTaking,
): AskedFreeze | undefined {
  const period = periods.find(
    ({ instanceId: other, wholeFromMs = Infinity, wholeToMs = nowMs }) =>
      other === instanceId && wholeFromMs <= atMs && atMs <= wholeToMs,
  );
  return (
    period && history.asked.find(({ run, instanceId: other }) => run === period.run && other === instanceId)
  );
}

/** What the schedules ask for together by which something was taken. The names stand at the end of its description, and behind them which set it is. */
function askedIn({ schedules }: Frozen, description: string) {
  const names = description.split(' by ')[1]?.split(', ') ?? [];
  const freezes = schedules.filter(({ name }) => names.includes(name)).map(({ freeze }) => freeze);
  return {
    isAsked: freezes.some((freeze) => freeze !== undefined),
    takesNone: freezes.length > 0 && freezes.every((freeze) => freeze?.otherwise === 'takeNone'),
    application: freezes.find((freeze) => (freeze?.application ?? 'none') !== 'none')?.application ?? 'none',
  };
}

/** As a message names the execution by which something was taken. */
const executionOf = (description: string): string =>
  `:backup-${/due (\S+) by/.exec(description)?.[1]?.replaceAll(':', '-') ?? ''}`;

const isRunTwice = (repeatedMs: readonly number[], atMs: number): boolean =>
  repeatedMs.some((since) => since <= atMs && atMs - since < TWO_RUNS_MS);
