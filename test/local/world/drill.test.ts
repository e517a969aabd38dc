import { parseSettings } from '../../../infra/settings';
import type { OrderedDamage } from '../../../local/aws/ec2/block-damage';
import type { LogLine } from '../../../local/handlers/hosted-function';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';

const settings = parseSettings({ ...SETTINGS, drill: { withinDays: 2, sampleBlocks: 40 } }, 'the test');
const TEMPLATES = synthesize(settings);

/** A volume with a copy, and the drills of some days. */
async function start(damage?: OrderedDamage) {
  const played = await startOneVolume({ settings, templates: TEMPLATES, sizeGib: 2 });
  const { world, takeSnapshot } = played;
  if (damage !== undefined) world.ec2.ebs.damageNextCopyOf(VOLUME, damage);
  await takeSnapshot();
  const lines: LogLine[] = [];
  world.observe({ onLog: (line) => lines.push(line) });
  return {
    ...played,
    /** How each drill has ended. */
    ended: () => lines.filter(({ message }) => message === 'drill ended').map(({ fields }) => fields),
    executions: () =>
      world.executions
        .filter(({ machine }) => machine.name.endsWith('-drill'))
        .map(({ name, status }) => `${name} ${status}`),
    mark: () =>
      world.ec2.volumes(PRIMARY)[0]?.Tags?.find(({ Key }) => Key === `snapshot-keeper:drilled/${DR}`)?.Value,
  };
}

test('a copy is drilled, found to be as its source, and nothing of the drill is left', async () => {
  const { world, runTo, ended, executions, mark, held } = await start();

  await runTo(30);

  expect(executions()).toEqual([
    'drill-2031-03-01T00-00-00Z SUCCEEDED',
    'drill-2031-03-02T00-00-00Z SUCCEEDED',
  ]);
  expect(ended()).toEqual([
    {
      verdict: 'same',
      why: '40 of 3355 blocks compared',
      volumeId: VOLUME,
      copyId: held(DR)[0],
      sourceId: held(PRIMARY)[0],
      sizeGib: 2,
      blocks: 3355,
      compared: 40,
      chanceOfOnePerCent: expect.closeTo(0.336, 3) as number,
      sampleBlocks: 40,
      usableSeconds: 10,
    },
  ]);
  expect(mark()).toBe(`same: ${held(DR)[0]} at 2031-03-02T00:00:37.018Z`);
  expect(world.notifications).toEqual([]);
  expect(world.denials).toEqual([]);
  expect(world.ec2.volumes(DR)).toEqual([]);
});

test.each<[what: string, damage: OrderedDamage, why: RegExp]>([
  [
    'in which a tenth of the blocks holds something else',
    { effect: 'wrong', share: 0.1 },
    /^snap-\w+ is not as its source snap-\w+: \d of 40 compared hold something else or cannot be read whole \(such as block \d+/,
  ],
  [
    'in which a block is missing',
    { effect: 'missing' },
    /^snap-\w+ is not as its source snap-\w+: 1 block of its source is missing in it \(such as block 2816, of 512 KiB each\)$/,
  ],
])('a copy %s is found, told, and tried again the next day', async (_, damage, why) => {
  const { world, runTo, ended, executions, mark } = await start(damage);

  await runTo(54);

  expect(executions().slice(1)).toEqual([
    'drill-2031-03-02T00-00-00Z FAILED',
    'drill-2031-03-03T00-00-00Z FAILED',
  ]);
  expect(ended().map((fields) => fields['why'])).toEqual([
    expect.stringMatching(why),
    expect.stringMatching(why),
  ]);
  expect(mark()).toMatch(/^differs: snap-\w+ at 2031-03-03T00:/);
  const told = world.notifications.map(({ subject }) => subject);
  expect(told.filter((subject = '') => !subject.startsWith('ALARM'))).toEqual(
    Array(2).fill(`snapshot-keeper: a drill has failed - ${VOLUME} in ${DR}`),
  );
  expect(world.ec2.volumes(DR)).toEqual([]);
});
