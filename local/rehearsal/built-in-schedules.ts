import type { Settings } from '../../infra/settings';

/**
 * Settings by which the built-in fleet has its snapshots taken by Snapshot Keeper itself, by two schedules in two time zones, of which the one of the databases freezes instances; those that have schedules are left as they are.
 * Half past three in Berlin is half past nine in New York, but for the weeks in which one of the two alone has summer time: then a volume of both has two snapshots a night.
 */
export const withBuiltInSchedules = (settings: Settings): Settings =>
  settings.schedules.length > 0 ? settings : { ...settings, schedules: BUILT_IN };

const BUILT_IN: Settings['schedules'] = [
  {
    name: 'nightly',
    schedule: 'cron(30 3 * * ? *)',
    timeZone: 'Europe/Berlin',
    flexibleMinutes: 0,
    selection: { tagKey: 'Environment', tagValues: ['production'] },
    mode: 'volume',
    digest: 'unlessEmpty',
    endsWithinMinutes: 240,
  },
  {
    name: 'databases',
    schedule: 'cron(30 21 * * ? *)',
    timeZone: 'America/New_York',
    flexibleMinutes: 0,
    selection: { tagKey: 'Role', tagValues: ['database'] },
    mode: 'instance',
    freeze: { application: 'postgresql', thawAfterSeconds: 30, otherwise: 'takeAnyway' },
    digest: 'unlessEmpty',
    endsWithinMinutes: 240,
  },
];
