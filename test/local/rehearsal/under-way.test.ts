import { parseSettings } from '../../../infra/settings';
import type { Inventory } from '../../../local/rehearsal/inventory';
import { rehearse } from '../../../local/rehearsal/rehearsal';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { vol } from '../../support/builders';

const settings = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);

/** 16 TiB, of which a full copy takes most of a day. */
const inventory: Inventory = {
  volumes: [
    {
      region: 'us-east-1',
      volume: {
        VolumeId: vol(1),
        Size: 16_384,
        VolumeType: 'gp3',
        AvailabilityZone: 'us-east-1a',
        State: 'in-use',
        Attachments: [],
        Tags: [{ Key: 'Backup', Value: '' }],
      },
    },
  ],
  snapshots: [],
  images: [],
  locks: [],
  lists: [{ region: 'us-east-1', list: 'volumes' }],
};

test('copies that run at the end of the days are under way, and not missing', async () => {
  const report = await rehearse({
    settings,
    templates: synthesize(settings),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
    days: 1,
    everyMs: HOUR_MS,
    inventory,
  });

  const [, dr] = report.regions;

  expect(dr!.pendingCount).toBeGreaterThan(0);
  expect(report.volumes[0]!.regions[1]!.underWayCount).toBeGreaterThan(0);
  expect(report.executions.find(({ machine }) => machine.endsWith('-created'))!.running).toBeGreaterThan(0);
  expect(report.problems).toEqual([]);
});
