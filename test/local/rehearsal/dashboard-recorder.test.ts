import { DashboardRecorder } from '../../../local/rehearsal/dashboard-recorder';
import type { DrawnWidget } from '../../../local/rehearsal/drawn-dashboard';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume, VOLUME } from '../../support/one-volume';

const templates = synthesize({ ...SETTINGS, target: { ...SETTINGS.target, hours: 5 } });

/** A day with a snapshot at each of `hours`, and an hour more; what the two dashboards show of the day. */
async function drawn({ hours, copySlots = 20 }: { hours: readonly number[]; copySlots?: number }) {
  const { world, takeSnapshot, runTo } = await startOneVolume({ templates, ec2: { copySlots } });
  const recorder = new DashboardRecorder(world, { templates, startMs: START_MS, days: 1 });
  world.observe(recorder);
  for (const hour of hours) {
    await runTo(hour);
    await takeSnapshot();
  }
  await runTo(25);
  const dashboards = recorder.drawn();
  return (region: string, title: string): DrawnWidget => {
    const widgets = dashboards.find((dashboard) => dashboard.region === region)!.widgets;
    return widgets.find((widget) => 'title' in widget && widget.title === title)!;
  };
}

/** The line of that label. */
const line = (widget: DrawnWidget, label: string): readonly (number | null)[] => {
  const lines = 'lines' in widget ? widget.lines : [];
  return lines.find((one) => one.label === label)!.values;
};

const hoursOf = (values: readonly (number | null)[], value: number | null): number[] =>
  values.flatMap((one, hour) => (one === value ? [hour] : []));

test('what is counted is 0 in every other hour, and what is measured is absent', async () => {
  const widget = await drawn({ hours: [3, 9] });

  const started = line(widget(PRIMARY, 'Executions started'), 'SnapshotCreated');
  expect(started).toHaveLength(24);
  expect([hoursOf(started, 1), hoursOf(started, 0).length]).toEqual([[3, 9], 22]);
  const sizes = line(widget(PRIMARY, 'Size of the volumes of new snapshots'), PRIMARY);
  expect([hoursOf(sizes, 100), hoursOf(sizes, null).length]).toEqual([[3, 9], 22]);
});

test('seconds are shown in hours, and what a sweep of the primary Region tells stands on the dashboard of the DR Region', async () => {
  const widget = await drawn({ hours: [3] });

  // The sweep of each hour comes within its first minute.
  const ages = line(widget(DR, 'Age of the worst recovery point'), DR);
  expect(ages.slice(0, 4)).toEqual([null, null, null, null]);
  expect(ages.slice(5, 8).map((age) => Math.floor(age ?? -1))).toEqual([2, 3, 4]);
});

test('a message that waits counts as one in every hour, however often it is hidden and shown again', async () => {
  const widget = await drawn({ hours: [3], copySlots: 0 });

  const waiting = line(widget(PRIMARY, 'Messages that wait'), 'CopyQueue');
  expect(hoursOf(waiting, 1)).toEqual(Array.from({ length: 20 }, (_, index) => 4 + index));
});

test('an alarm is shown as it was at the end of the day, with the times at which it rang', async () => {
  const widget = await drawn({ hours: [3, 14] });

  const shown = widget(PRIMARY, 'Alarms');
  const alarms = shown.type === 'alarms' ? shown.alarms : [];
  const rang = alarms.filter(({ ringing }) => ringing.length > 0);
  expect(rang.map(({ name, state }) => [/-(Sweep\D+)/.exec(name)?.[1], state])).toEqual([
    ['SweepOverTargeteuwest', 'ALARM'],
    ['SweepOverTargeteucentral', 'ALARM'],
  ]);
  for (const { ringing } of rang) {
    expect(ringing).toHaveLength(2);
    expect(ringing[1]!.toMs).toBe(START_MS + 24 * 3_600_000);
  }
});

test('the table has the lines of the newest sweep first, and of each what it found, the worst on top', async () => {
  const widget = await drawn({ hours: [3] });

  const log = widget(
    PRIMARY,
    'Volumes that missed their target: the newest sweep first, with how many it found, the worst on top',
  );
  const rows = log.type === 'log' ? log.rows : [];
  expect(rows.slice(0, 4).map((row) => row.slice(1, 5))).toEqual([
    ['2', '', '', ''],
    ['', PRIMARY, VOLUME, 'over target'],
    ['', DR, VOLUME, 'over target'],
    ['2', '', '', ''],
  ]);
  expect(rows.map(([at = '']) => at)).toEqual(
    rows
      .map(([at = '']) => at)
      .toSorted()
      .toReversed(),
  );
});
