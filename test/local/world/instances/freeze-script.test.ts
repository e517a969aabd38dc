import { setTimeout as wait } from 'node:timers/promises';
import type { AttachedDevice } from '../../../../local/aws/ec2';
import type { ShellResult } from '../../../../local/aws/ssm/managed-instance';
import { Loop } from '../../../../local/kernel/loop';
import { ChangingConditions } from '../../../../local/world/instances/conditions';
import { FreezeScript } from '../../../../local/world/instances/freeze-script';
import { Machine } from '../../../../local/world/instances/machine';
import { instances, onLinux } from '../../../infra/documents/fake-instances';

/** An instance, played or real, on which the script is called. Without disks it has nothing but the root's file system. */
type Side = {
  call(action: string, run: string, application?: string, seconds?: string): Promise<ShellResult>;
  set(fault: 'freezeHangs' | 'thawFails' | 'applicationNotReady', isSo: boolean): void;
  wait(milliseconds: number): Promise<void>;
};

function played(disks: readonly string[]): Side {
  const loop = new Loop(0);
  const conditions = new ChangingConditions();
  const machine = new Machine({ instanceId: 'i-1', loop, conditions, onFreeze: () => undefined });
  const devices: AttachedDevice[] = [
    { name: '/dev/xvda', isBoot: true },
    ...disks.map((disk) => ({ name: `/dev/${disk}`, isBoot: false })),
  ];
  const script = new FreezeScript(machine, () => devices);
  return {
    async call(action, run, application = 'none', thawAfterSeconds = '20') {
      let result: ShellResult | undefined;
      void script.call({ action, run, application, thawAfterSeconds }).then((ended) => (result = ended));
      for (let step = 0; result === undefined && step < 10_000; step += 1) await loop.run(loop.nowMs() + 10);
      if (result === undefined) throw new Error('it does not end');
      return result;
    },
    set: (fault, isSo) => conditions.set({ [fault]: isSo }),
    wait: (milliseconds) => loop.run(loop.nowMs() + milliseconds),
  };
}

const newInstance = instances();

/** The real script, with commands in place of those that freeze. */
function real(disks: readonly string[]): Side {
  const fake = newInstance(
    '253:0 xfs / /dev/xvda',
    ...disks.map((disk, index) => `259:${index + 1} xfs /mnt/${disk} /dev/${disk}`),
  );
  fake.liesOn(['/mnt/sdf/pg', '259:1']);
  fake.write('postgresql', '/mnt/sdf/pg\n');
  const FILES = {
    freezeHangs: [`hang.mnt.${disks[0] ?? ''}`],
    thawFails: disks.map((disk) => `stuck.mnt.${disk}`),
  };
  return {
    call: (action, run, application = 'none', seconds = '20') =>
      Promise.resolve(fake.run(action, run, seconds, application)).then(({ code, out, err }) => ({
        code: code ?? -1,
        out,
        // What the fake database says itself.
        err: err.replace(/^cat: .*\n/gm, ''),
      })),
    set: (fault, isSo) => {
      if (fault === 'applicationNotReady')
        return isSo ? fake.remove('postgresql') : fake.write('postgresql', '/mnt/sdf/pg\n');
      for (const file of FILES[fault]) {
        if (isSo) fake.write(file, '');
        else fake.remove(file);
      }
    },
    wait: async (milliseconds) => {
      await wait(milliseconds);
    },
  };
}

/** What a story prints, but for how long exactly something stood frozen. */
async function told(side: Side, story: (side: Side) => Promise<void>): Promise<ShellResult[]> {
  const results: ShellResult[] = [];
  await story({
    ...side,
    call: async (...call) => {
      const result = await side.call(...call);
      results.push({ ...result, out: result.out.replace(/frozenMs=[1-9]\d*/, 'frozenMs=N') });
      return result;
    },
  });
  return results;
}

const TWO = ['sdf', 'sdg'];

type Story = readonly [name: string, disks: readonly string[], story: (side: Side) => Promise<void>];

const STORIES: readonly Story[] = [
  [
    'each run freezes and thaws once, and one run at a time',
    TWO,
    async ({ call }) => {
      await call('freeze', 'r1');
      await call('freeze', 'r1');
      await call('freeze', 'r2');
      await call('thaw', 'r2');
      await call('thaw', 'r1');
      await call('thaw', 'r1');
      await call('freeze', 'r1');
      await call('freeze', 'r2');
      await call('freeze', 'r3', 'postgresql');
      await call('thaw', 'r3', 'postgresql');
    },
  ],
  [
    'there is nothing to freeze',
    [],
    async ({ call }) => {
      await call('dry-run', 'r1');
      await call('freeze', 'r1');
      await call('thaw', 'r1');
    },
  ],
  [
    'an application is not ready',
    TWO,
    async ({ call, set }) => {
      set('applicationNotReady', true);
      await call('dry-run', 'r1', 'postgresql');
      await call('freeze', 'r1', 'postgresql');
      await call('thaw', 'r1', 'postgresql');
      await call('freeze', 'r2');
      await call('thaw', 'r2');
      set('applicationNotReady', false);
      await call('freeze', 'r3', 'postgresql');
      await call('thaw', 'r3', 'postgresql');
    },
  ],
  [
    'fsfreeze hangs',
    TWO,
    async ({ call, set, wait: pass }) => {
      set('freezeHangs', true);
      await call('freeze', 'r1', 'none', '2');
      await call('thaw', 'r1');
      await call('freeze', 'r2');
      set('freezeHangs', false);
      await pass(1_500);
      await call('thaw', 'r1');
      await call('freeze', 'r3');
      await call('thaw', 'r3');
    },
  ],
  [
    'the only fsfreeze hangs, so that there is nothing to thaw',
    ['sdf'],
    async ({ call, set, wait: pass }) => {
      set('freezeHangs', true);
      set('thawFails', true);
      await call('freeze', 'r1', 'none', '2');
      await call('thaw', 'r1');
      set('thawFails', false);
      set('freezeHangs', false);
      await pass(1_500);
      await call('thaw', 'r1');
    },
  ],
  [
    'a thaw fails',
    TWO,
    async ({ call, set, wait: pass }) => {
      await call('freeze', 'r1');
      set('thawFails', true);
      await call('thaw', 'r1');
      await call('thaw', 'r1');
      await call('freeze', 'r2');
      set('thawFails', false);
      await pass(2_500);
      await call('thaw', 'r1');
      await call('thaw', 'r1');
    },
  ],
  [
    'nobody asks for the thaw',
    TWO,
    async ({ call, wait: pass }) => {
      await call('freeze', 'r1', 'none', '1');
      await pass(2_000);
      await call('thaw', 'r1');
      await call('thaw', 'r1');
      await call('freeze', 'r2');
      await call('thaw', 'r2');
    },
  ],
];

onLinux('the script is played as it is, in its codes and words', () => {
  test.each(STORIES)('%s', async (_, disks, story) => {
    const asReal = await told(real(disks), story);

    expect(asReal.length).toBeGreaterThan(2);
    expect(await told(played(disks), story)).toEqual(asReal);
  });
});
