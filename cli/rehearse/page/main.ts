import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { assumptions } from './assumptions';
import { copies } from './copies';
import { costs } from './costs';
import { deletions } from './deletions';
import { element } from '../../page/parts/element';
import { faults } from './faults';
import { frozen } from './frozen';
import { restored } from './restored';
import { held } from './held';
import { notifications } from './notifications';
import { recoverability } from './recoverability';
import { section } from '../../page/parts/section';
import { summary } from './summary';
import { themeSwitch } from '../../page/parts/theme';
import { volumeAge } from './volume-age';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as RehearsalWithFigures;

document.body.append(
  element(
    'main',
    {},
    element(
      'header',
      {},
      element('h1', {}, `Rehearsal of “${data.deployment}”: ${data.days} days`),
      themeSwitch(),
    ),
    summary(data),
    ...faults(data),
    section('How old is the newest good point?', recoverability(data), volumeAge(data)),
    section('What is held', held(data)),
    section('How copies get on', copies(data)),
    ...frozen(data),
    ...restored(data),
    section('What was deleted, and who was told', deletions(data), notifications(data)),
    section('What it costs in a month', ...costs(data)),
    section('What this page rests on', assumptions(data)),
  ),
);
