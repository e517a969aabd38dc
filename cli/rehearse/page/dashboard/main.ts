import type { DrawnWidget } from '../../../../local/rehearsal/drawn-dashboard';
import { element } from '../../../page/parts/element';
import { minute } from '../../../page/parts/format';
import { table } from '../../../page/parts/table';
import { themeSwitch } from '../../../page/parts/theme';
import { alarms } from './alarms';
import type { DashboardPage } from './dashboard-page';
import { graph } from './graph';
import { markdown } from './markdown';
import { numbers } from './numbers';

const { dashboard, others } = JSON.parse(document.getElementById('data')?.textContent ?? '') as DashboardPage;
const { name, fromMs, toMs, periodHours, widgets } = dashboard;

const iso = (ms: number): string => new Date(ms).toISOString();

const every = periodHours === 1 ? 'hour' : `${periodHours} hours`;

document.body.append(
  element(
    'main',
    { class: 'dashboard' },
    element('header', {}, element('h1', {}, `Dashboard “${name}”`), themeSwitch()),
    element(
      'p',
      { class: 'lead' },
      `As CloudWatch would show it after these days of the rehearsal: ${minute(iso(fromMs))} to ${minute(iso(toMs))} UTC, one point for each ${every}. ` +
        'The metrics, the log and the alarms are those that the rehearsal itself has written; no AWS account was touched.',
    ),
    ...(others.length === 0 ? [] : [links()]),
    ...rows(widgets).map((row) => element('div', { class: 'row' }, ...row.map(placed))),
  ),
);

function links(): HTMLElement {
  const each = others.flatMap((other) => [
    ' ',
    element('a', { href: `${encodeURIComponent(other)}.html` }, other),
  ]);
  return element('p', { class: 'lead' }, 'The other dashboards of the deployment:', ...each);
}

/** Widgets that stand side by side, from the top to the bottom. */
function rows(of: readonly DrawnWidget[]): DrawnWidget[][] {
  const byTop = new Map<number, DrawnWidget[]>();
  for (const widget of of) byTop.set(widget.y, [...(byTop.get(widget.y) ?? []), widget]);
  return [...byTop.values()];
}

function placed(widget: DrawnWidget): HTMLElement {
  const shown = drawn(widget);
  shown.style.setProperty('--columns', String(widget.width));
  return shown;
}

function drawn(widget: DrawnWidget): HTMLElement {
  switch (widget.type) {
    case 'text':
      return markdown(widget.markdown);
    case 'graph':
      return graph(widget, dashboard);
    case 'numbers':
      return numbers(widget);
    case 'alarms':
      return alarms(widget);
    case 'log':
      return element(
        'section',
        {},
        table(widget.title, {
          columns: widget.columns.map((column) => ({ name: column })),
          rows: widget.rows,
        }),
      );
  }
}
