import { rehearse } from '../local/rehearsal/rehearsal';
import { synthesize } from '../local/world/synthesize';
import { withoutSchedules } from '../local/world/without-schedules';
import { SETTINGS } from './year';

/** Long enough for a volume to hold all that retention keeps. */
const DAYS = 10;

/** The EC2 calls and state transitions of one snapshot's whole life in a steady state, as `npm start` reports them. */
export async function measureLife(): Promise<{
  readonly ec2Calls: number;
  readonly stateTransitions: number;
}> {
  const { lifecycle } = await rehearse({
    settings: SETTINGS,
    // What a sweep costs does not depend on the snapshots that come.
    templates: withoutSchedules(synthesize(SETTINGS)),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
    days: DAYS,
  });
  if (lifecycle === undefined) throw new Error(`After ${DAYS} days no volume is in a steady state.`);
  return {
    ec2Calls: lifecycle.ec2CallCount,
    stateTransitions: Object.values(lifecycle.stateTransitions).reduce((sum, count) => sum + count, 0),
  };
}
