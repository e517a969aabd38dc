import { STARTED_MAX } from '../../functions/sweep-region/start-repairs';

/** What is said of a Region where one sweep cannot start all repairs that it finds; else nothing. */
export const sweepsNeeded = (repairCount: number): string =>
  repairCount <= STARTED_MAX
    ? ''
    : `; one sweep starts at most ${STARTED_MAX.toLocaleString('en-US')} repairs, the most urgent first: this takes about ${Math.ceil(repairCount / STARTED_MAX).toLocaleString('en-US')} sweeps`;
