import type { MadeByDrill } from '../../functions/aws/drill-volumes';
import { AccessDenied, ServiceBusy } from '../../functions/domain/errors';
import { NOTHING_COMPARED, type Drill } from '../../functions/drill-copy/drill';
import { ec2Error } from '../support/aws-failures';
import { vol } from '../support/builders';
import {
  CHOSEN,
  COPY,
  drillWorld,
  LATER,
  MADE,
  NOW,
  SHOWN,
  SOURCE,
  TAGS,
  USABLE,
  WITH_VOLUME,
  type DrillWorld,
} from '../support/drill-world';

const SAME: Drill = {
  ...USABLE,
  comparison: { ...NOTHING_COMPARED, phase: 'reading', inBoth: 300, passed: 300, chosen: 150 },
  isCompared: true,
  verdict: 'same',
  why: '150 of 300 blocks compared',
};
const BAD: Drill = { ...SAME, verdict: 'differs', why: 'it differs' };

async function ended(drill: Drill, world: DrillWorld = { shown: SHOWN }) {
  const played = drillWorld(world);
  return { ...played, answer: await played.run([drill, LATER]) };
}

/** The answer where a drill has ended with this finding. */
const endingWith = (finding: string) => ({
  drills: [LATER],
  waitSeconds: 0,
  finding,
  about: [{ volumeId: vol(1), copyId: COPY }],
  isDone: false,
});
const mark = (verdict: string) => [
  'tag',
  vol(1),
  { 'snapshot-keeper:drilled/us-west-2': `${verdict}: ${COPY} at ${NOW}` },
];
const DELETED = [
  ['show', MADE],
  ['delete', MADE],
];

describe('at the end of a drill', () => {
  test('the volume is deleted, how it ended is written on the volume that the copy is of, and nothing is said', async () => {
    const { answer, calls, lines, counts } = await ended(SAME);

    expect(answer).toEqual(endingWith(''));
    expect(calls).toEqual([...DELETED, mark('same')]);
    expect(lines).toEqual([
      [
        'info',
        'drill ended',
        {
          verdict: 'same',
          why: '150 of 300 blocks compared',
          volumeId: vol(1),
          copyId: COPY,
          sourceId: SOURCE,
          sizeGib: 8,
          blocks: 300,
          compared: 150,
          // 1 - 150·149·148 / (300·299·298)
          chanceOfOnePerCent: expect.closeTo(0.8763, 4) as number,
          sampleBlocks: 1000,
          usableSeconds: 20,
        },
      ],
    ]);
    expect(counts).toEqual([
      ['DrillsEnded', 1],
      ['DrillsFailed', 0],
    ]);
  });

  test('it is also said when the volume was initialized', async () => {
    const { lines } = await ended({ ...SAME, initializedAt: '2030-01-02T03:20:00.000Z' });

    expect(lines[0]![2]).toMatchObject({ usableSeconds: 20, initializedSeconds: 1200 });
  });

  test.each(['differs', 'failed'] as const)('that %s, this is marked, counted and found', async (verdict) => {
    const { answer, calls, counts } = await ended({ ...BAD, verdict });

    expect(answer).toEqual(endingWith('it differs'));
    expect(calls).toEqual([...DELETED, mark(verdict)]);
    expect(counts).toEqual([
      ['DrillsEnded', 1],
      ['DrillsFailed', 1],
    ]);
  });

  test('that was left, the volume is deleted, and nothing is marked or said', async () => {
    const { answer, calls, lines, counts } = await ended({ ...SAME, verdict: 'left', why: 'gone' });

    expect(answer).toEqual(endingWith(''));
    expect(calls).toEqual(DELETED);
    expect(lines).toMatchObject([['info', 'drill ended', { verdict: 'left', why: 'gone' }]]);
    expect(counts).toEqual([
      ['DrillsEnded', 1],
      ['DrillsFailed', 0],
    ]);
  });

  test('for which no volume was made, none is looked for', async () => {
    const { answer, calls, lines } = await ended({ ...CHOSEN, verdict: 'failed', why: 'no key' });

    expect(answer).toEqual(endingWith('no key'));
    expect(calls).toEqual([mark('failed')]);
    expect(lines).toEqual([
      [
        'info',
        'drill ended',
        {
          verdict: 'failed',
          why: 'no key',
          volumeId: vol(1),
          copyId: COPY,
          sourceId: SOURCE,
          sizeGib: 8,
          sampleBlocks: 1000,
        },
      ],
    ]);
  });

  test('whose volume could not be used, no time is said', async () => {
    const { lines } = await ended({ ...WITH_VOLUME, verdict: 'failed', why: 'no key' });

    expect(lines[0]![2]).not.toHaveProperty('usableSeconds');
  });

  test('whose origin volume has gone meanwhile, there is nothing to mark, and no failure', async () => {
    const { answer } = await ended(SAME, { shown: SHOWN, isTagged: false });

    expect(answer).toEqual(endingWith(''));
  });

  test.each<[what: string, error: Error]>([
    ['has fifty tags', ec2Error('TagLimitExceeded')],
    ['may not be tagged', new AccessDenied("in AWS's words")],
  ])('whose origin volume %s, what it has shown is said and logged all the same', async (_, tagFails) => {
    const unmarked = `how it has ended cannot be written on ${vol(1)}, ${tagFails.name}: in AWS's words`;
    const bad = await ended(BAD, { shown: SHOWN, tagFails });

    expect(bad.answer).toEqual(endingWith(`it differs. ${unmarked}`));
    expect(bad.lines).toMatchObject([['info', 'drill ended', { verdict: 'differs', unmarked }]]);
    expect((await ended(SAME, { shown: SHOWN, tagFails })).answer).toEqual(endingWith(unmarked));
  });

  test('where AWS is too busy for the mark, the machine repeats it, and nothing is counted twice', async () => {
    const { run, lines, counts } = drillWorld({ shown: SHOWN, tagFails: new ServiceBusy('later') });

    await expect(run([BAD])).rejects.toThrow(ServiceBusy);
    expect([lines, counts]).toEqual([[], []]);
  });

  test('the last one leaves an empty list and is not the end: what is left over is looked for', async () => {
    const { run } = drillWorld({ shown: SHOWN });

    expect(await run([SAME])).toMatchObject({ drills: [], isDone: false });
  });
});

describe('the volume of the drill', () => {
  test.each<[what: string, world: DrillWorld]>([
    ['that EC2 does not show', {}],
    ['that is being deleted', { shown: { ...SHOWN, state: 'deleting' } }],
    ['that is deleted', { shown: { ...SHOWN, state: 'deleted' } }],
  ])('%s is gone: there is nothing to do', async (_, world) => {
    const { answer, calls } = await ended(SAME, world);

    expect(answer).toEqual(endingWith(''));
    expect(calls).toEqual([['show', MADE], mark('same')]);
  });

  test('that went between the look and the deletion is gone as well', async () => {
    const { answer } = await ended(SAME, { shown: SHOWN, deletion: { outcome: 'gone' } });

    expect(answer).toEqual(endingWith(''));
  });

  test.each<[what: string, shown: Partial<MadeByDrill>, why: string]>([
    [
      'another drill has made',
      { tags: { ...TAGS, 'snapshot-keeper:drill': 'drill-2' } },
      'the drill drill-2 has made it',
    ],
    [
      'another deployment has made',
      { tags: { ...TAGS, 'snapshot-keeper:restored-by': 'other' } },
      'nothing proves that keeper has made it',
    ],
    ['somebody has untagged', { tags: {} }, 'nothing proves that keeper has made it'],
    ['somebody has attached', { attachments: 1, state: 'in-use' }, 'it is attached'],
    ['EC2 is still making', { state: 'creating' }, 'its state is creating'],
    ['EC2 shows under another id', { volumeId: vol(8) }, `EC2 shows ${vol(8)}, not ${MADE}`],
  ])('that %s is not deleted, which is found, and the drill ends as it has', async (_, shown, why) => {
    const { answer, calls, lines } = await ended(SAME, { shown: { ...SHOWN, ...shown } });
    const stays = `${MADE}, which the drill has made, stays: ${why}`;

    expect(answer).toEqual(endingWith(stays));
    expect(calls).toEqual([['show', MADE], mark('same')]);
    expect(lines[0]![2]).toMatchObject({ verdict: 'same', stays });
  });

  test('whose deletion EC2 refuses stays, which is found behind what is wrong with the copy', async () => {
    const world: DrillWorld = { shown: SHOWN, deletion: { outcome: 'refused', reason: 'EC2 refuses' } };
    const stays = `${MADE}, which the drill has made, stays: EC2 refuses`;

    expect((await ended(BAD, world)).answer).toEqual(endingWith(`it differs. ${stays}`));
    expect((await ended({ ...SAME, verdict: 'left' }, world)).answer).toEqual(endingWith(stays));
  });
});

describe('behind the last drill', () => {
  // NOW is 03:00:30 of January 2, so that 21 hours before it was 06:00:30 of January 1.
  const OLD: MadeByDrill = {
    ...SHOWN,
    createdAt: '2030-01-01T06:00:29.999Z',
    tags: { ...TAGS, 'snapshot-keeper:drill': 'drill-0' },
  };
  const last = async (world: DrillWorld) => {
    const played = drillWorld(world);
    return { ...played, answer: await played.run([]) };
  };
  const DONE = { drills: [], waitSeconds: 0, finding: '', about: [], isDone: true };

  test('what drills of days before have left is told and not deleted: tags are no proof of who has made it', async () => {
    const { answer, calls, lines } = await last({
      left: [OLD, { ...OLD, volumeId: vol(8), attachments: 1, state: 'in-use' }],
    });

    expect(answer).toEqual({
      ...DONE,
      finding: `By their tags, drills of days before have left ${MADE}, ${vol(8)}: delete what nobody uses`,
    });
    expect(calls).toEqual([['list made', 'keeper']]);
    expect(lines).toEqual([]);
  });

  test('of very many the first are named', async () => {
    const left = Array.from({ length: 500 }, (_, index) => ({ ...OLD, volumeId: vol(index) }));

    expect((await last({ left })).answer.finding.length).toBeLessThanOrEqual(400);
  });

  test.each<[what: string, left: MadeByDrill[]]>([
    ['where there is none', []],
    ['made 21 hours ago: a drill may be at work on it', [{ ...OLD, createdAt: '2030-01-01T06:00:30.000Z' }]],
    ['of which EC2 does not say when it was made', [{ ...OLD, createdAt: '' }]],
    ['that is being deleted', [{ ...OLD, state: 'deleting' }]],
    ['that is deleted', [{ ...OLD, state: 'deleted' }]],
  ])('nothing is said of one %s', async (_, left) => {
    const { answer, calls, lines } = await last({ left });

    expect(answer).toEqual(DONE);
    expect(calls).toEqual([['list made', 'keeper']]);
    expect(lines).toEqual([]);
  });
});
