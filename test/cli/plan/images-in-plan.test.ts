import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { scheduleWords } from '../../../cli/plan/schedule-words';
import { parseSettings } from '../../../infra/settings';
import { snap, vol } from '../../support/builders';
import { ami, INSTANCE } from '../../support/images';
import { DR, lines, managed, planOf, PRIMARY, volume, type Account } from './account';

const deployed = (mode: 'image' | 'instance', more: { readonly reboot?: boolean } = {}) =>
  parseSettings(
    {
      primary: { region: PRIMARY, retention: { last: 1 } },
      dr: [{ region: DR, retention: { last: 1 } }],
      schedules: [{ name: 'servers', schedule: 'cron(0 2 * * ? *)', mode, ...more }],
    },
    'the test',
  );

/** Snapshots 1 and 2 of the volumes 1 and 2 with the AMI of the first, 3 and 4 with that of the second, all copied. */
const member = (number: number, day: number): Snapshot => {
  const of = vol(number % 2 === 1 ? 1 : 2);
  return {
    ...managed(number, of, day, {
      'snapshot-keeper:policy': 'last 1',
      [`snapshot-keeper:copy/${DR}`]: `${snap(900 + number)} of ${snap(number)}`,
    }),
    Description: `Created by CreateImage(${INSTANCE}) for ${ami(day)}`,
  };
};
const ofDay = (day: number, ids: readonly number[], more: Partial<Image> = {}): Image => ({
  ImageId: ami(day),
  Name: `snapshot-keeper snapshot-keeper ${INSTANCE} 2026-03-0${day}T02.00.00Z by servers`,
  State: 'available',
  BlockDeviceMappings: ids.map((id) => ({ Ebs: { SnapshotId: snap(id) } })),
  ...more,
});

const account = (more: Partial<Account> = {}): Account => ({
  volumes: [volume(1), volume(2)],
  primary: [member(1, 1), member(2, 1), member(3, 2), member(4, 2)],
  images: [ofDay(1, [1, 2]), ofDay(2, [3, 4])],
  ...more,
});

const planned = (more: Partial<Account> = {}, mode: 'image' | 'instance' = 'image'): string[] =>
  lines(planOf(account(more), {}, deployed(mode))).filter((line) => /^snap-[12] /.test(line));

test('what an AMI of ours holds goes with it, so that the AMI keeps nothing, and is named', () => {
  expect(planned()).toEqual([
    `snap-1 remove: kept by no rule of last 1; with ${ami(1)}, which is deregistered`,
    `snap-2 remove: kept by no rule of last 1; with ${ami(1)}, which is deregistered`,
  ]);
});

test('while the newer AMI lacks a snapshot the older one stays', () => {
  const pending = { ...member(4, 2), State: 'pending' as const };
  expect(planned({ primary: [member(1, 1), member(2, 1), member(3, 2), pending] })).toEqual([
    'snap-1 keep: last 1 of 1',
    'snap-2 keep: last 1 of 1',
  ]);
});

test('what is protected is told', () => {
  const images = [ofDay(1, [1, 2], { DeregistrationProtection: 'enabled-with-cooldown' }), ofDay(2, [3, 4])];
  expect(planned({ images })).toEqual([
    `snap-1 blocked: ${ami(1)} is protected from deregistration`,
    `snap-2 blocked: ${ami(1)} is protected from deregistration`,
  ]);
});

test('the AMI of somebody else keeps what it uses', () => {
  const images = [ofDay(1, [1, 2], { Name: 'golden image' }), ofDay(2, [3, 4])];
  expect(planned({ images })).toEqual([
    `snap-1 blocked: in use by ${ami(1)}`,
    `snap-2 blocked: in use by ${ami(1)}`,
  ]);
});

test('where no schedule makes AMIs, those that there are keep what they hold', () => {
  expect(planned({}, 'instance')).toEqual([
    `snap-1 blocked: in use by ${ami(1)}`,
    `snap-2 blocked: in use by ${ami(1)}`,
  ]);
});

test('of a schedule it says that it makes AMIs', () => {
  const { schedules } = planOf(account(), {}, deployed('image'));
  expect(schedules?.each).toMatchObject([{ name: 'servers', mode: 'image', volumes: 2 }]);
});

test('and that it reboots', () => {
  const { schedules } = planOf(account(), {}, deployed('image', { reboot: true }));
  expect(scheduleWords(schedules!)[0]).toMatch(
    /: 2 volumes, those of an instance at one moment, with an AMI of it, rebooted meanwhile$/,
  );
});
