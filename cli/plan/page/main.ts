import { element } from '../../page/parts/element';
import { section } from '../../page/parts/section';
import { themeSwitch } from '../../page/parts/theme';
import type { ProtectionToday } from '../today/today';
import { assumptions } from './assumptions';
import { blocked, removed } from './changes';
import { costs } from './costs';
import { groups } from './groups';
import { newestPoints } from './newest-points';
import { nextSweep } from './next-sweep';
import { policies } from './policies';
import { summary } from './summary';
import { volumes } from './volumes';

/** One for each primary Region. */
const parts = JSON.parse(document.getElementById('data')?.textContent ?? '') as readonly ProtectionToday[];

const title = (data: ProtectionToday): string =>
  parts.length === 1
    ? `Protection today of “${data.deployment}”`
    : `Protection today of “${data.deployment}” in ${data.regions[0] ?? ''}`;

document.body.append(
  element(
    'main',
    {},
    ...parts.flatMap((data, index) => [
      element('header', {}, element('h1', {}, title(data)), ...(index === 0 ? [themeSwitch()] : [])),
      summary(data),
      section('How old is the newest point?', newestPoints(data), ...groups(data), volumes(data)),
      section('What the next sweep does', ...nextSweep(data)),
      section('What would go now, and why', ...removed(data)),
      section('What is held or blocked, and why', ...blocked(data)),
      section('What it costs in a month', ...costs(data)),
      section('Which policy counts', ...policies(data)),
      section('What this page rests on', assumptions(data)),
    ]),
  ),
);
