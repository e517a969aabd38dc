import * as Plot from '@observablehq/plot';
import { notificationKind } from '../../../local/rehearsal/notification-kind';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { minute } from '../../page/parts/format';
import { laneAxis, laneFrame, laneLayout, laneNames, lanesOf } from './lanes';
import { timeAxis } from './time-axis';

type Kind = 'notification' | 'alarm' | 'incident';

type Entry = {
  readonly at: string;
  readonly kind: Kind;
  /** The Region of a notification; who did what happened to the fleet. */
  readonly where: string;
  readonly subject: string;
  readonly text: string;
};

/** Kinds differ in shape and colour. */
const KINDS = {
  incident: { name: 'what was done to the fleet', symbol: 'circle', color: 'var(--series-4)', sign: '●' },
  notification: { name: 'notification', symbol: 'diamond', color: 'var(--series-1)', sign: '◆' },
  alarm: { name: 'alarm', symbol: 'triangle', color: 'var(--series-2)', sign: '▲' },
} as const;

/** Who was told what, beside what happened to the fleet, on the time axis of the deletions. */
export function notifications(data: RehearsalWithFigures): HTMLElement {
  const { notifications: told, incidents } = data;
  const { fromMs, toMs } = laneAxis(data);
  const entries: Entry[] = [
    ...incidents.map(({ at, who, what }): Entry => ({
      at,
      kind: 'incident',
      where: who,
      subject: what,
      text: '',
    })),
    ...told.map(({ at, region, subject, message }): Entry => {
      const kind = subject.startsWith('ALARM') ? 'alarm' : 'notification';
      return { at, kind, where: region, subject, text: message };
    }),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return figure({
    id: 'notifications',
    title: 'Notifications',
    caption: 'What people were told, below what was done to the fleet beside its daily snapshots.',
    legend: element(
      'ul',
      { class: 'legend' },
      ...Object.values(KINDS).map(({ name, color, sign }) =>
        element('li', {}, element('span', { style: `color: ${color}` }, sign), name),
      ),
    ),
    draw: (width) => timeLanes(width, entries, [new Date(fromMs), new Date(toMs)]),
    numbers: () => ({
      columns: [
        { name: 'Time (UTC)' },
        { name: 'Kind' },
        { name: 'Region or actor' },
        { name: 'Subject' },
        { name: 'Message' },
      ],
      rows: entries.map(({ at, kind, where, subject, text }) => [minute(at), kind, where, subject, text]),
    }),
  });
}

const laneOf = ({ kind, subject }: Entry): string =>
  kind === 'incident' ? 'what was done to the fleet' : notificationKind(subject);

function timeLanes(width: number, entries: readonly Entry[], domain: readonly [Date, Date]): Element {
  const lanes = lanesOf(entries, laneOf);
  const { axisWidth, insetTop } = laneLayout(width);
  const marks = lanes.flatMap(({ name, entries: members }) =>
    members.map((entry) => ({
      ...entry,
      name,
      time: new Date(entry.at),
      title: `${minute(entry.at)} UTC ${entry.where}\n${entry.subject}`,
    })),
  );
  return Plot.plot({
    ...laneFrame(lanes.length, width),
    ariaLabel: 'Notifications and incidents over time',
    x: timeAxis(domain, axisWidth),
    y: {
      type: 'band',
      domain: lanes.map(({ name }) => name),
      axis: null,
    },
    marks: [
      laneNames(
        lanes.map(({ name }) => name),
        width,
      ),
      Plot.ruleY(lanes, { y: 'name', dy: insetTop / 2, stroke: 'var(--line)' }),
      ...(Object.keys(KINDS) as Kind[]).map((kind) =>
        Plot.dot(
          marks.filter((mark) => mark.kind === kind),
          {
            x: 'time',
            y: 'name',
            dy: insetTop / 2,
            symbol: KINDS[kind].symbol,
            r: 6,
            fill: KINDS[kind].color,
            stroke: 'var(--surface)',
            title: 'title',
            tip: true,
          },
        ),
      ),
    ],
  });
}
