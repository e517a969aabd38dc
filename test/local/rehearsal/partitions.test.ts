import { parseSettings } from '../../../infra/settings';
import { rehearse } from '../../../local/rehearsal/rehearsal';
import { synthesize } from '../../../local/world/synthesize';
import { SETTINGS_BY_PLACE } from '../../support/settings-by-place';

test.each(SETTINGS_BY_PLACE)(
  'in %s a rehearsal is green, by ARNs of its own partition alone',
  async (_, given, { partition }) => {
    const settings = parseSettings(given, 'the test');
    const partitions = new Set<string>();
    const report = await rehearse({
      settings,
      templates: synthesize(settings),
      seed: 1,
      startMs: Date.parse('2026-03-01T00:00:00Z'),
      days: 2,
      onTrace: (line) => {
        for (const [, name = ''] of line.matchAll(/\barn:([a-z-]+):/g)) partitions.add(name);
      },
    });

    expect(report.problems).toEqual([]);
    expect([...partitions]).toEqual([partition]);
  },
);
