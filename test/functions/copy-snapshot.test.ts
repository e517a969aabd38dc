import type { Copies } from '../../functions/aws/copies';
import { copySnapshot } from '../../functions/copy-snapshot/handler';
import { Heirs } from '../../functions/copy-snapshot/heirs';
import { SeenSlots } from '../../functions/copy-snapshot/seen-slots';
import type { CopyRequest, CopyStart } from '../../functions/domain/copy-request';
import {
  AccessDenied,
  CopyRefused,
  NoCopySlot,
  OtherCopyUnderWay,
  ServiceBusy,
  StackMissing,
} from '../../functions/domain/errors';
import { snap, vol } from '../support/builders';
import { recorder } from '../support/recorder';

const copyOf = (snapshotId: string): CopyRequest => ({
  region: 'eu-west-1',
  snapshotId,
  volumeId: vol(1),
  takenAt: '2026-03-01T02:00:00Z',
  tags: { 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:source-snapshot': snapshotId },
});

/** So long ago that what became of an earlier receive is not known. */
const FIRST_RECEIVED_MS = Date.parse('2026-03-01T01:00:00Z');

const message = (
  snapshotId: string,
  {
    newlyAdopted = true,
    receiveCount = 1,
    firstReceivedMs = FIRST_RECEIVED_MS,
    atWorst = 'incremental',
    goesFirst = false,
  } = {},
) => ({
  messageId: `message-${snapshotId}`,
  receiptHandle: `receipt-${snapshotId}`,
  body: JSON.stringify({
    taskToken: `token-${snapshotId}`,
    copy: { ...copyOf(snapshotId), atWorst, goesFirst },
    request: {
      newlyAdopted,
      executionName: snapshotId,
      enteredAt: '2026-03-01T02:05:00Z',
      redriveCount: 0,
      retryCount: 0,
    },
  }),
  attributes: {
    ApproximateReceiveCount: receiveCount,
    SentTimestamp: Date.parse('2026-03-01T02:05:01Z'),
    ApproximateFirstReceiveTimestamp: firstReceivedMs,
  },
});

type World = {
  /** Copies that the destination Region has, by their source. */
  existing?: Record<string, string>;
  /** Whose turn it is where it is asked for. */
  turn?: Awaited<ReturnType<Copies['turnOf']>>;
  /** Whether the machine waits when the message comes, and when the answer does. */
  isWaiting?: boolean;
  isAwaited?: boolean;
  /** Thrown where it is asked whether the Region is ready. */
  unready?: Error;
  /** Thrown where a copy is looked for. */
  blind?: Error;
  /** Thrown at the next call of each kind to Step Functions. */
  mute?: { isWaiting?: Error; succeed?: Error; fail?: Error };
  /** For whom the copies are left out of which it is asked, one after the other. */
  waiting?: (string | undefined)[];
  /** Thrown where a message is to be handed out at another time. */
  deafQueue?: Error;
};

/** A destination Region in memory: which copies it has, what it was asked, and which answers the machines got. */
function world({
  existing = {},
  turn = { turn: 'now' },
  isWaiting = true,
  isAwaited = true,
  unready,
  blind,
  mute = {},
  deafQueue,
  waiting = [],
}: World = {}) {
  const inTheWay = new Map(Object.entries(mute));
  /** Throws what stands in the way of `call`, once. */
  const reach = <Answer>(call: keyof typeof mute, answer: () => Answer): Promise<Answer> => {
    const obstacle = inTheWay.get(call);
    inTheWay.delete(call);
    return obstacle === undefined ? Promise.resolve(answer()) : Promise.reject(obstacle);
  };
  const copies = new Map(Object.entries(existing));
  const failures: Error[] = [];
  const asked: string[] = [];
  const answers: [taskToken: string, answer: unknown][] = [];
  const handedOutIn: [receipt: string, seconds: number][] = [];
  const clock = { ms: Date.parse('2026-03-01T02:06:00Z') };
  const { log, metrics, lines, counts, gauges } = recorder();
  const run = copySnapshot({
    now: () => new Date(clock.ms),
    copiesTo: (region) => ({
      existing: (snapshotId) => {
        asked.push(`look for ${snapshotId} in ${region}`);
        return blind === undefined ? Promise.resolve(copies.get(snapshotId)) : Promise.reject(blind);
      },
      turnOf: ({ snapshotId }) => {
        asked.push(`ask for the turn of ${snapshotId} in ${region}`);
        return Promise.resolve(turn);
      },
      leftOutFor: ({ snapshotId }, heirId) => {
        asked.push(`ask who waits behind ${snapshotId} in ${region}, for ${heirId ?? 'nobody'}`);
        return Promise.resolve(waiting.shift());
      },
      start: ({ snapshotId }): Promise<CopyStart> => {
        asked.push(`copy ${snapshotId} to ${region}`);
        const failure = failures.shift();
        if (failure !== undefined) return Promise.reject(failure);
        const copyId = `${snapshotId}-copy`;
        copies.set(snapshotId, copyId);
        return Promise.resolve({ outcome: 'started', copyId });
      },
    }),
    ready: () => (unready === undefined ? Promise.resolve() : Promise.reject(unready)),
    executions: {
      isWaiting: () => reach('isWaiting', () => isWaiting),
      succeed: (taskToken, output) =>
        reach('succeed', () => {
          answers.push([taskToken, output]);
          return isAwaited;
        }),
      fail: (taskToken, error) =>
        reach('fail', () => {
          answers.push([taskToken, error]);
          return isAwaited;
        }),
    },
    queue: {
      handOutIn: (seconds, receiptHandle) => {
        handedOutIn.push([receiptHandle, seconds]);
        return deafQueue === undefined ? Promise.resolve() : Promise.reject(deafQueue);
      },
    },
    seenSlots: new SeenSlots(),
    heirs: new Heirs(),
    log,
    metrics,
  });
  return { run, copies, failures, asked, answers, handedOutIn, clock, lines, counts, gauges };
}

const DONE = { batchItemFailures: [] };
const LEFT = { batchItemFailures: [{ itemIdentifier: `message-${snap(1)}` }] };

test('the first request starts the copy without a look and answers the machine that waits', async () => {
  const { run, asked, answers } = world();

  await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(DONE);
  expect(asked).toEqual([`copy ${snap(1)} to eu-west-1`]);
  expect(answers).toEqual([[`token-${snap(1)}`, { outcome: 'started', copyId: `${snap(1)}-copy` }]]);
});

describe('a late or repeated call', () => {
  test.each([
    ['a message that is received again', { receiveCount: 2 }],
    ['a request that is not the first', { newlyAdopted: false }],
    ['both', { newlyAdopted: false, receiveCount: 9 }],
  ])('%s finds the copy that exists and starts none', async (_, delivery) => {
    const { run, asked, answers } = world({ existing: { [snap(1)]: 'snap-copy' } });

    await expect(run({ Records: [message(snap(1), delivery)] })).resolves.toEqual(DONE);
    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`]);
    expect(answers).toEqual([[`token-${snap(1)}`, { outcome: 'exists', copyId: 'snap-copy' }]]);
  });

  test('starts the copy where there is none', async () => {
    const { run, asked } = world();

    await run({ Records: [message(snap(1), { receiveCount: 2 })] });

    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`, `copy ${snap(1)} to eu-west-1`]);
  });

  test('after a lost answer finds the copy that was started', async () => {
    const { run, copies, failures, answers } = world();
    failures.push(new ServiceBusy('TimeoutError: socket hang up'));
    copies.set(snap(1), 'snap-copy');

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
    await expect(run({ Records: [message(snap(1), { receiveCount: 2 })] })).resolves.toEqual(DONE);
    expect(answers).toEqual([[`token-${snap(1)}`, { outcome: 'exists', copyId: 'snap-copy' }]]);
  });
});

describe('a copy that may be the first of its volume', () => {
  const asked = async (more: World) => {
    const played = world(more);
    const answer = await played.run({
      Records: [message(snap(1), { atWorst: 'first' }), message(snap(2))],
    });
    expect(answer).toEqual(DONE);
    return played;
  };

  test('is looked for, asks for its turn, and starts', async () => {
    expect((await asked({})).asked).toEqual([
      `look for ${snap(1)} in eu-west-1`,
      `ask for the turn of ${snap(1)} in eu-west-1`,
      `copy ${snap(1)} to eu-west-1`,
      `copy ${snap(2)} to eu-west-1`,
    ]);
  });

  test('asks for no turn where it exists', async () => {
    const { asked: calls, answers } = await asked({ existing: { [snap(1)]: 'snap-copy' } });

    expect(calls).toEqual([`look for ${snap(1)} in eu-west-1`, `copy ${snap(2)} to eu-west-1`]);
    expect(answers[0]).toEqual([`token-${snap(1)}`, { outcome: 'exists', copyId: 'snap-copy' }]);
  });

  test('leaves the queue to the next while another one of the volume runs: its machine waits', async () => {
    const { asked: calls, answers, lines } = await asked({ turn: { turn: 'after', copyId: 'snap-other' } });

    expect(calls).toEqual([
      `look for ${snap(1)} in eu-west-1`,
      `ask for the turn of ${snap(1)} in eu-west-1`,
      `copy ${snap(2)} to eu-west-1`,
    ]);
    const cause = `snap-other, another copy of ${vol(1)} into eu-west-1, must end and be confirmed first`;
    expect(answers[0]).toEqual([`token-${snap(1)}`, new OtherCopyUnderWay(cause)]);
    expect(lines[0]).toEqual([
      'info',
      'copy waits',
      { snapshotId: snap(1), region: 'eu-west-1', error: 'OtherCopyUnderWay', cause },
    ]);
  });

  test('is not made where retention would delete it again', async () => {
    const { asked: calls, answers } = await asked({ turn: { turn: 'never' } });

    expect(calls).not.toContain(`copy ${snap(1)} to eu-west-1`);
    expect(answers[0]).toEqual([`token-${snap(1)}`, { outcome: 'overtaken' }]);
  });
});

describe('a copy that has waited until a newer one may wait behind it', () => {
  const late = (snapshotId: string, more: Parameters<typeof message>[1] = {}) => {
    const { body, ...rest } = message(snapshotId, more);
    const { copy, ...others } = JSON.parse(body) as { copy: object };
    return {
      ...rest,
      body: JSON.stringify({ ...others, copy: { ...copy, newerFrom: '2026-03-01T02:06:00Z' } }),
    };
  };
  const ask = (snapshotId: string, heir = 'nobody'): string =>
    `ask who waits behind ${snapshotId} in eu-west-1, for ${heir}`;

  test('is left out where newer ones make it needless: nothing is started, and the answer and the log name the newest', async () => {
    const { run, asked, answers, lines } = world({ waiting: [snap(3)] });

    await expect(run({ Records: [late(snap(1))] })).resolves.toEqual(DONE);
    expect(asked).toEqual([ask(snap(1))]);
    expect(answers).toEqual([[`token-${snap(1)}`, { outcome: 'overtaken', by: snap(3) }]]);
    expect(lines).toEqual([
      ['info', 'copy', { snapshotId: snap(1), region: 'eu-west-1', outcome: 'overtaken', by: snap(3) }],
    ]);
  });

  test('is made where they do not', async () => {
    const { run, asked } = world();

    await run({ Records: [late(snap(1))] });

    expect(asked).toEqual([ask(snap(1)), `copy ${snap(1)} to eu-west-1`]);
  });

  test('the one that they are left out for is remembered until it is copied', async () => {
    const { run, asked } = world({ waiting: [snap(3), snap(3), undefined, undefined] });

    await run({ Records: [late(snap(1)), late(snap(2)), late(snap(3)), late(snap(4))] });

    expect(asked.filter((call) => call.startsWith('ask'))).toEqual([
      ask(snap(1)),
      ask(snap(2), snap(3)),
      ask(snap(3), snap(3)),
      ask(snap(4)),
    ]);
  });

  test('is asked about once while it is refused for want of a slot, and again after minutes in front', async () => {
    const { run, failures, asked, clock } = world();
    failures.push(new NoCopySlot('20'), new NoCopySlot('20'), new NoCopySlot('20'));
    const firstReceivedMs = clock.ms;

    for (const [index, afterMs] of [0, 25_000, 400_000].entries()) {
      clock.ms = firstReceivedMs + afterMs;
      await run({ Records: [late(snap(1), { receiveCount: index + 1, firstReceivedMs })] });
    }

    expect(asked.filter((call) => call.startsWith('ask'))).toEqual([ask(snap(1)), ask(snap(1))]);
  });
});

describe('waiting is not failing', () => {
  test('without the stack of the DR Region nothing is asked for there, the message stays, and it is counted for an alarm', async () => {
    const { run, asked, answers, counts } = world({ unready: new StackMissing('the stack does not exist') });

    await expect(run({ Records: [message(snap(1), { receiveCount: 999 })] })).resolves.toEqual(LEFT);
    expect([asked, answers]).toEqual([[], []]);
    expect(counts).toEqual([['CopiesWithoutStack', 1]]);
  });

  test.each([
    ['no slot is free', new NoCopySlot('ResourceLimitExceeded: 20')],
    ['AWS is busy', new ServiceBusy('RequestLimitExceeded: no')],
  ])('where %s, the message stays and the machine is told nothing', async (_, failure) => {
    const { run, failures, answers, lines } = world();
    failures.push(failure);

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
    expect(answers).toEqual([]);
    expect(lines).toEqual([
      [
        'info',
        'copy waits',
        { snapshotId: snap(1), region: 'eu-west-1', error: failure.name, cause: failure.message },
      ],
    ]);
  });

  test('where the look for an existing copy meets a busy AWS, the message stays and none is started', async () => {
    const { run, asked, answers } = world({ blind: new ServiceBusy('RequestLimitExceeded: no') });

    await expect(run({ Records: [message(snap(1), { receiveCount: 2 })] })).resolves.toEqual(LEFT);
    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`]);
    expect(answers).toEqual([]);
  });

  describe('where Step Functions is busy, the message stays', () => {
    const busy = new ServiceBusy('ThrottlingException: no');
    const waits = [
      'info',
      'copy waits',
      { snapshotId: snap(1), region: 'eu-west-1', error: 'ServiceBusy', cause: 'ThrottlingException: no' },
    ];

    test('before it says whether the task waits: no copy is asked for', async () => {
      const { run, asked, answers, lines } = world({ mute: { isWaiting: busy } });

      await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
      expect(asked).toEqual([]);
      expect(answers).toEqual([]);
      expect(lines).toEqual([waits]);
    });

    test('after the copy was started: received again, it finds that copy and answers with it', async () => {
      const { run, asked, answers, lines } = world({ mute: { succeed: busy } });

      await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
      expect(lines).toEqual([
        [
          'info',
          'copy',
          { snapshotId: snap(1), region: 'eu-west-1', outcome: 'started', copyId: `${snap(1)}-copy` },
        ],
        waits,
      ]);
      await expect(run({ Records: [message(snap(1), { receiveCount: 2 })] })).resolves.toEqual(DONE);
      expect(asked).toEqual([`copy ${snap(1)} to eu-west-1`, `look for ${snap(1)} in eu-west-1`]);
      expect(answers).toEqual([[`token-${snap(1)}`, { outcome: 'exists', copyId: `${snap(1)}-copy` }]]);
    });

    test('after the copy was refused: received again, it asks again and tells the refusal', async () => {
      const refusal = new CopyRefused('InvalidRegion: no');
      const { run, failures, asked, answers, lines } = world({ mute: { fail: busy } });
      failures.push(refusal, refusal);

      await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
      expect(answers).toEqual([]);
      expect(lines).toEqual([
        [
          'error',
          'copy refused',
          { snapshotId: snap(1), region: 'eu-west-1', error: 'CopyRefused', cause: 'InvalidRegion: no' },
        ],
        waits,
      ]);
      await expect(run({ Records: [message(snap(1), { receiveCount: 2 })] })).resolves.toEqual(DONE);
      expect(asked).toEqual([
        `copy ${snap(1)} to eu-west-1`,
        `look for ${snap(1)} in eu-west-1`,
        `copy ${snap(1)} to eu-west-1`,
      ]);
      expect(answers).toEqual([[`token-${snap(1)}`, refusal]]);
    });

    test('and those behind it too', async () => {
      const { run, asked } = world({ mute: { succeed: busy } });

      await expect(run({ Records: [message(snap(1)), message(snap(2))] })).resolves.toEqual({
        batchItemFailures: [
          { itemIdentifier: `message-${snap(1)}` },
          { itemIdentifier: `message-${snap(2)}` },
        ],
      });
      expect(asked).toEqual([`copy ${snap(1)} to eu-west-1`]);
    });
  });

  test('nothing overtakes a message that stays', async () => {
    const { run, failures, asked } = world();
    failures.push(new NoCopySlot('ResourceLimitExceeded: 20'));

    const answer = await run({ Records: [message(snap(1)), message(snap(2)), message(snap(3))] });

    expect(asked).toEqual([`copy ${snap(1)} to eu-west-1`]);
    expect(answer).toEqual({
      batchItemFailures: [
        { itemIdentifier: `message-${snap(1)}` },
        { itemIdentifier: `message-${snap(2)}` },
        { itemIdentifier: `message-${snap(3)}` },
      ],
    });
  });

  test('what stands before a message that stays is done', async () => {
    const { run, failures, asked } = world({ existing: { [snap(0)]: 'snap-copy' } });
    failures.push(new NoCopySlot('ResourceLimitExceeded: 20'));

    const answer = await run({
      Records: [message(snap(0), { newlyAdopted: false }), message(snap(1)), message(snap(2))],
    });

    expect(asked).toEqual([`look for ${snap(0)} in eu-west-1`, `copy ${snap(1)} to eu-west-1`]);
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: `message-${snap(1)}` }, { itemIdentifier: `message-${snap(2)}` }],
    });
  });
});

describe('where waiting cannot help', () => {
  test.each([
    new CopyRefused('InvalidRegion: no'),
    new AccessDenied('UnauthorizedOperation: no'),
    new TypeError('x is not a function'),
  ])('the machine is told %p and the message is done', async (failure) => {
    const { run, failures, answers, lines } = world();
    failures.push(failure);

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(DONE);
    expect(answers).toEqual([[`token-${snap(1)}`, failure]]);
    expect(lines).toEqual([
      [
        'error',
        'copy refused',
        {
          snapshotId: snap(1),
          region: 'eu-west-1',
          error: failure.name,
          cause: failure.message,
        },
      ],
    ]);
  });

  test('the machine is told of a look for an existing copy that is refused, and none is started', async () => {
    const blind = new CopyRefused('OptInRequired: no');
    const { run, asked, answers } = world({ blind });

    await expect(run({ Records: [message(snap(1), { newlyAdopted: false })] })).resolves.toEqual(DONE);
    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`]);
    expect(answers).toEqual([[`token-${snap(1)}`, blind]]);
  });

  test('the next message is taken', async () => {
    const { run, failures, asked } = world();
    failures.push(new CopyRefused('InvalidRegion: no'));

    await expect(run({ Records: [message(snap(1)), message(snap(2))] })).resolves.toEqual(DONE);
    expect(asked).toEqual([`copy ${snap(1)} to eu-west-1`, `copy ${snap(2)} to eu-west-1`]);
  });
});

describe('a message that no machine waits for any more is done', () => {
  test('before the copy is asked for: nothing is started', async () => {
    const { run, asked, answers, lines } = world({ isWaiting: false });

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(DONE);
    expect(asked).toEqual([]);
    expect(answers).toEqual([]);
    expect(lines).toEqual([
      ['info', 'nobody waits for this copy any more', { snapshotId: snap(1), region: 'eu-west-1' }],
    ]);
  });

  test('after the copy was started', async () => {
    const { run, lines } = world({ isAwaited: false });

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(DONE);
    expect(lines).toEqual([
      [
        'info',
        'copy',
        {
          snapshotId: snap(1),
          region: 'eu-west-1',
          outcome: 'started',
          copyId: `${snap(1)}-copy`,
        },
      ],
    ]);
  });
});

describe('where Step Functions cannot be reached for a reason that does not pass, the function fails visibly', () => {
  const obstacle = new AccessDenied('AccessDeniedException: no');

  test('before it says whether the task waits: no copy is asked for', async () => {
    const { run, asked } = world({ mute: { isWaiting: obstacle } });

    await expect(run({ Records: [message(snap(1))] })).rejects.toBe(obstacle);
    expect(asked).toEqual([]);
  });

  test('after the copy was started: the machine is not told of a failure', async () => {
    const { run, answers } = world({ mute: { succeed: obstacle } });

    await expect(run({ Records: [message(snap(1))] })).rejects.toBe(obstacle);
    expect(answers).toEqual([]);
  });

  test('after the copy was refused', async () => {
    const { run, failures } = world({ mute: { fail: obstacle } });
    failures.push(new CopyRefused('InvalidRegion: no'));

    await expect(run({ Records: [message(snap(1))] })).rejects.toBe(obstacle);
  });

  test('when the message is received again', async () => {
    const { run } = world({ existing: { [snap(1)]: 'snap-copy' }, mute: { succeed: obstacle } });

    await expect(run({ Records: [message(snap(1), { receiveCount: 2 })] })).rejects.toBe(obstacle);
  });
});

describe('a message that was received more than twenty times', () => {
  test('makes room where AWS stays busy: the machine is told, and asks again', async () => {
    const { run, failures, answers } = world({ existing: {} });
    const busy = new ServiceBusy('InternalError: again');
    failures.push(busy);

    await expect(run({ Records: [message(snap(1), { receiveCount: 21 })] })).resolves.toEqual(DONE);
    expect(answers).toEqual([[`token-${snap(1)}`, busy]]);
  });

  test('goes on waiting for a slot', async () => {
    const { run, failures, answers } = world({ existing: {} });
    failures.push(new NoCopySlot('ResourceLimitExceeded: 20'));

    await expect(run({ Records: [message(snap(1), { receiveCount: 999 })] })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: `message-${snap(1)}` }],
    });
    expect(answers).toEqual([]);
  });
});

describe('a message for which no slot is free', () => {
  const NO_SLOT = new NoCopySlot('ResourceLimitExceeded: 20');

  test('tells at each receive how long it has waited in all, and is counted while it finds no slot', async () => {
    const { run, failures, clock, counts, gauges } = world();
    failures.push(NO_SLOT);

    await run({ Records: [message(snap(1))] });
    clock.ms += 600_000;
    await run({ Records: [message(snap(1), { receiveCount: 2 })] });

    expect(gauges).toEqual([
      ['CopyWait', { value: 59, unit: 'Seconds', ofRegion: 'eu-west-1' }],
      ['CopyWait', { value: 659, unit: 'Seconds', ofRegion: 'eu-west-1' }],
    ]);
    expect(counts).toEqual([['NoCopySlot', 1]]);
  });
  const receipt = `receipt-${snap(1)}`;

  test('comes again after 25 seconds where nothing is known of the slots', async () => {
    const { run, failures, handedOutIn } = world();
    failures.push(NO_SLOT);

    await run({ Records: [message(snap(1))] });

    expect(handedOutIn).toEqual([[receipt, 25]]);
  });

  test('comes again as soon as four slots may be free, by how long each copy was in front until it was started', async () => {
    const { run, failures, handedOutIn, clock } = world();
    const inFrontMs = [20_000, 0, 0, 0, 4_000, 0, 0, 0];
    for (const [index, ms] of inFrontMs.entries())
      await run({ Records: [message(snap(index + 1), { firstReceivedMs: clock.ms - ms })] });
    failures.push(NO_SLOT);

    await run({ Records: [message(snap(9), { firstReceivedMs: clock.ms })] });

    // Eight in 24 seconds.
    expect(handedOutIn).toEqual([[`receipt-${snap(9)}`, 12]]);
  });

  test('goes by the copies of its own group: those of volumes of a shorter target wait for less time', async () => {
    const { run, failures, handedOutIn, clock } = world();
    const started = message(snap(1), { goesFirst: true, firstReceivedMs: clock.ms - 2_000 });
    await run({ Records: [started] });
    failures.push(NO_SLOT);

    await run({ Records: [message(snap(2), { firstReceivedMs: clock.ms })] });

    expect(handedOutIn).toEqual([[`receipt-${snap(2)}`, 25]]);
  });

  test('is not looked for again while it can only have been refused: nothing else ends so soon', async () => {
    const { run, failures, asked, clock } = world();
    failures.push(NO_SLOT, NO_SLOT);
    const firstReceivedMs = clock.ms;

    for (const receiveCount of [1, 2, 3]) {
      await run({ Records: [message(snap(1), { receiveCount, firstReceivedMs })] });
      clock.ms += 25_000;
    }

    expect(asked).toEqual([1, 2, 3].map(() => `copy ${snap(1)} to eu-west-1`));
  });

  test('is looked for where it may have been hidden for the whole time of the queue', async () => {
    const { run, asked, clock } = world();

    await run({ Records: [message(snap(1), { receiveCount: 2, firstReceivedMs: clock.ms - 170_000 })] });

    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`, `copy ${snap(1)} to eu-west-1`]);
  });

  test('does not make room for a busy AWS before an hour, however often it was refused', async () => {
    const { run, failures, answers, clock } = world();
    failures.push(new ServiceBusy('InternalError: again'));

    const often = message(snap(1), { receiveCount: 31, firstReceivedMs: clock.ms - 3_000_000 });

    await expect(run({ Records: [often] })).resolves.toEqual(LEFT);
    expect(answers).toEqual([]);
  });

  test('waits as the queue has it where SQS does not take another time', async () => {
    const { run, failures, lines } = world({ deafQueue: new AccessDenied('AccessDenied: no') });
    failures.push(NO_SLOT);

    await expect(run({ Records: [message(snap(1))] })).resolves.toEqual(LEFT);
    expect(lines.at(-1)).toEqual([
      'warn',
      'the message comes again late',
      { messageId: `message-${snap(1)}`, error: 'AccessDenied: AccessDenied: no' },
    ]);
  });
});

describe('a message that cannot be read blocks nobody', () => {
  const unreadable = (body: string) => ({ ...message(snap(1)), body });
  const withToken = (more: object) => unreadable(JSON.stringify({ taskToken: 'token', ...more }));

  test('the next message is taken, and the unreadable one is done, counted and logged', async () => {
    const { run, asked, answers, lines, counts } = world();

    await expect(run({ Records: [unreadable('{oops'), message(snap(2))] })).resolves.toEqual(DONE);
    expect(asked).toEqual([`copy ${snap(2)} to eu-west-1`]);
    expect(answers).toEqual([[`token-${snap(2)}`, { outcome: 'started', copyId: `${snap(2)}-copy` }]]);
    expect(counts).toEqual([['UnreadableMessages', 1]]);
    expect(lines[0]).toEqual([
      'error',
      'message cannot be read',
      {
        messageId: `message-${snap(1)}`,
        why: 'body: expected JSON, found "{oops"',
        body: '{oops',
      },
    ]);
  });

  test.each<[rule: string, copy: object | undefined, why: RegExp]>([
    ['without a copy', undefined, /^the copy queue's message: copy: /],
    ['without tags', { ...copyOf(snap(1)), tags: undefined }, /^the copy queue's message: copy.tags: /],
    ['with a wildcard for the source', copyOf('snap-*'), /^the copy queue's message: copy.snapshotId: /],
    ['of a placeholder', { ...copyOf(snap(1)), volumeId: 'vol-ffffffff' }, /: copy.volumeId: /],
  ])('one %s is told to whoever waits for it, and starts nothing', async (_rule, copy, why) => {
    const { run, asked, answers } = world();

    await expect(run({ Records: [withToken({ copy })] })).resolves.toEqual(DONE);
    expect(asked).toEqual([]);
    expect(answers).toMatchObject([['token', { name: 'InvalidInput' }]]);
    expect((answers[0]?.[1] as Error).message).toMatch(why);
  });

  test('nobody is told where nobody waits: the token may be as wrong as the rest', async () => {
    const { run, answers } = world({ isWaiting: false });

    await expect(run({ Records: [withToken({})] })).resolves.toEqual(DONE);
    expect(answers).toEqual([]);
  });

  test('one from before an upgrade, which does not say whether it is the first request, is read', async () => {
    const { run, asked } = world();

    await run({ Records: [withToken({ copy: copyOf(snap(1)) })] });

    expect(asked).toEqual([`look for ${snap(1)} in eu-west-1`, `copy ${snap(1)} to eu-west-1`]);
  });
});
