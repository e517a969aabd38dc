import type { Snapshot } from '@aws-sdk/client-ec2';
import { stripVTControlCharacters } from 'node:util';
import { explain } from '../../../cli/plan/explain';
import { planSchedules } from '../../../cli/plan/planned-schedules';
import { renderExplanation } from '../../../cli/plan/render-explanation';
import { renderPlan } from '../../../cli/plan/render-plan';
import { scheduleWords } from '../../../cli/plan/schedule-words';
import { ManagedVolumes } from '../../../functions/domain/managed-volumes';
import { describeRun } from '../../../functions/domain/scheduled-run';
import { parseSettings } from '../../../infra/settings';
import { short, snap, vol } from '../../support/builders';
import { at, copied, copy, DR, lines, planOf, PRIMARY, volume } from './account';

const settings = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 1 } },
    dr: [{ region: DR }],
    schedules: [
      { name: 'nightly', schedule: 'cron(0 2 * * ? *)', retention: { daily: 3 } },
      { name: 'hourly', schedule: 'rate(1 hour)' },
    ],
  },
  'the test',
);

/** Of a day in March, by a schedule, with a confirmed copy. */
const by = (schedule: string, day: number, policy = 'last 1; nightly daily 3'): Snapshot => ({
  ...copied(day, vol(1), day, { 'snapshot-keeper:policy': policy }),
  Description: describeRun({ deployment: 'snapshot-keeper', scheduledAt: at(day) }, [schedule]),
});

const account = {
  volumes: [volume(1)],
  primary: [
    by('nightly', 1),
    by('nightly', 2),
    by('hourly', 3),
    by('nightly', 4),
    by('nightly', 5),
    by('hourly', 6),
  ],
  dr: [copy(906, vol(1), 6, 6)],
};
const plan = planOf(account, {}, settings);
const words = (text: string): string => short(stripVTControlCharacters(text));

test('the verdicts are those of the functions, and name the schedule', () => {
  expect(lines(plan).slice(0, 6)).toEqual([
    'snap-6 keep: last 1 of 1',
    "snap-5 keep: nightly's daily 1 of 3: 2026-03-05",
    "snap-4 keep: nightly's daily 2 of 3: 2026-03-04",
    'snap-3 remove: kept by no rule of last 1',
    "snap-2 keep: nightly's daily 3 of 3: 2026-03-02",
    "snap-1 remove: kept by no rule of last 1, nor of nightly's daily 3",
  ]);
});

test('beside the policy and where it comes from stands what schedules keep of the volume, in the primary Region alone', () => {
  expect(words(renderPlan(plan, settings, false))).toContain(
    `  ${PRIMARY}, last 1 (the settings) and nightly's daily 3: 2 remove, 4 keep`,
  );
  expect(plan.volumes[0]?.regions.map(({ retention }) => retention?.ofSchedules)).toEqual([
    ["nightly's daily 3"],
    undefined,
  ]);
});

test('of a volume without snapshots of such a schedule it is not said', () => {
  const { volumes } = planOf({ ...account, primary: [by('hourly', 6)] }, {}, settings);

  expect(volumes[0]?.regions[0]?.retention).toMatchObject({ policy: 'last 1', from: 'the settings' });
  expect(volumes[0]?.regions[0]?.retention?.ofSchedules).toBeUndefined();
});

test('one snapshot is explained by both', () => {
  const explained = words(renderExplanation(explain(plan, snap(4))!));

  expect(explained).toContain("Policy:            last 1, from the settings; beside it nightly's daily 3");
  expect(explained).toContain("Because:           nightly's daily 2 of 3: 2026-03-04");
});

test('after a rename the limit blocks what the schedule has kept alone, and the plan says so', () => {
  const renamed = {
    ...settings,
    schedules: settings.schedules.map((one) => (one.name === 'nightly' ? { ...one, name: 'night' } : one)),
  };
  const after = planOf(account, {}, renamed);

  expect(lines(after).slice(0, 6)).toEqual([
    'snap-6 keep: last 1 of 1',
    ...[5, 4].map((id) => `snap-${id} blocked: ${TOO_MUCH}`),
    'snap-3 remove: kept by no rule of last 1',
    ...[2, 1].map((id) => `snap-${id} blocked: ${TOO_MUCH}`),
  ]);
  expect(after.totals).toMatchObject({
    removal: { removedCount: 1, blockedByLimitCount: 4 },
    refusedCount: 1,
  });
});

const TOO_MUCH =
  'deletionLimit: a change of policy (last 1; nightly daily 3 → last 1; night daily 3) would remove 4 of 4 at once';

test('a schedule is listed with what it keeps', () => {
  const planned = planSchedules(settings, {
    volumes: [
      { volumeId: vol(1), volumeType: 'gp3', sizeGib: 8, zone: `${PRIMARY}a`, tags: { Backup: 'yes' } },
    ],
    tagged: () => undefined,
    managed: new ManagedVolumes([]),
    now: new Date('2030-01-01T12:00:00Z'),
  });

  expect(planned?.each.map(({ retention }) => retention)).toEqual(['daily 3', undefined]);
  expect(scheduleWords(planned!)).toEqual([
    'nightly, cron(0 2 * * ? *) in UTC, next at 2030-01-02 02:00 UTC: 1 volume; of what it takes it keeps daily 3 beside the policy',
    'hourly, rate(1 hour) since it was deployed: 1 volume',
  ]);
});
