import { FOUND_BY_SIMULATION } from './found-by-simulation';
import { FOUND_BY_TESTS } from './found-by-tests';
import type { Mutation } from './mutation';
import { OF_FREEZES } from './of-freezes';
import { OF_IMAGES } from './of-images';
import { OF_INSTANCE_OVERRIDES } from './of-instance-overrides';
import { OF_RESTORE_POINTS } from './of-restore-points';
import { OF_RESTORES } from './of-restores';
import { OF_SCHEDULE_RETENTION } from './of-schedule-retention';
import { OF_SCHEDULES } from './of-schedules';
import { OF_SETS } from './of-sets';
import { OF_UNANSWERED } from './of-unanswered';
import { OF_VSS } from './of-vss';

export const MUTATIONS: readonly Mutation[] = [
  ...FOUND_BY_SIMULATION,
  ...FOUND_BY_TESTS,
  ...OF_SCHEDULES,
  ...OF_SCHEDULE_RETENTION,
  ...OF_SETS,
  ...OF_IMAGES,
  ...OF_FREEZES,
  ...OF_INSTANCE_OVERRIDES,
  ...OF_RESTORE_POINTS,
  ...OF_RESTORES,
  ...OF_VSS,
  ...OF_UNANSWERED,
];
