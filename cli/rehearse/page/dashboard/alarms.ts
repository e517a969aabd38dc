import type { DrawnAlarm, DrawnAlarms } from '../../../../local/rehearsal/drawn-dashboard';
import { element } from '../../../page/parts/element';
import { many, minute } from '../../../page/parts/format';

const SIGNS = { OK: '✓', ALARM: '!', INSUFFICIENT_DATA: '–' };

/** Each alarm in its state at the end: those in ALARM first, then those that have been. */
export const alarms = ({ title, alarms: all }: DrawnAlarms): HTMLElement =>
  element(
    'section',
    { class: 'card' },
    element('h3', {}, title),
    element('ul', { class: 'alarms' }, ...all.toSorted(worstFirst).map(box)),
  );

const worstFirst = (a: DrawnAlarm, b: DrawnAlarm): number =>
  Number(b.state === 'ALARM') - Number(a.state === 'ALARM') || b.ringing.length - a.ringing.length;

const box = (alarm: DrawnAlarm): HTMLElement =>
  element(
    'li',
    { class: alarm.state.toLowerCase(), title: alarm.name },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, SIGNS[alarm.state]),
    element('div', {}, element('strong', {}, shortName(alarm.name)), element('span', {}, inWords(alarm))),
  );

/** Without the stack's name and the hash that CloudFormation's logical ids end with. */
const shortName = (name: string): string => /-([^-]+?)[0-9A-F]{8}$/.exec(name)?.[1] ?? name;

function inWords({ state, ringing }: DrawnAlarm): string {
  const last = ringing.at(-1);
  if (last === undefined) return state === 'OK' ? 'OK' : 'no data yet';
  const [from, to] = [last.fromMs, last.toMs].map((ms) => minute(new Date(ms).toISOString()));
  if (state === 'ALARM') return `in ALARM since ${from}`;
  return `OK; in ALARM ${many(ringing.length, 'time')}, the last from ${from} to ${to}`;
}
