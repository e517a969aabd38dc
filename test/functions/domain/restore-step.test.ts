import { stepFor, type Made, type VolumeLook, type Wanted } from '../../../functions/domain/restore-step';

const INSTANCE = 'i-0123456789abcdef0';
const TO_ATTACH: Wanted = { instanceId: INSTANCE, device: '/dev/sdf' };
const MADE: Made = { volumeId: 'vol-00000000000000001', madeAt: '2030-01-01T00:00:00.000Z' };
const ASKED: Made = { ...MADE, attachAt: '2030-01-01T00:00:10.000Z' };

const available: VolumeLook = { state: 'available' };
const attached = (state: string, instanceId = INSTANCE, device = '/dev/sdf'): VolumeLook => ({
  state: 'in-use',
  attachment: { instanceId, device, state },
});

const at = (time: string): Date => new Date(`2030-01-01T${time}Z`);

test.each<
  [rule: string, made: Made, wanted: Wanted, look: VolumeLook | undefined, time: string, step: unknown]
>([
  ['one that EC2 is making is waited for', MADE, {}, { state: 'creating' }, '00:59:59', 'wait'],
  [
    'for an hour',
    MADE,
    {},
    { state: 'creating' },
    '01:00:00',
    { failed: 'EC2 has been making it for an hour' },
  ],
  ['one that is there is done', MADE, {}, available, '00:00:05', 'done'],
  ['where it is to be attached, that comes next', MADE, TO_ATTACH, available, '00:00:05', 'attach'],
  ['one that EC2 does not show yet is waited for', MADE, {}, undefined, '00:09:59', 'wait'],
  [
    'for ten minutes, when it is gone',
    MADE,
    {},
    undefined,
    '00:10:00',
    { failed: 'EC2 shows it no more: its key may not be usable, or somebody has deleted it' },
  ],
  [
    'one that has failed says so',
    MADE,
    {},
    { state: 'error' },
    '00:00:05',
    { failed: 'EC2 could not make it: its key may not be usable' },
  ],
  [
    'one that is being deleted is none',
    MADE,
    {},
    { state: 'deleting' },
    '00:00:05',
    { failed: 'it is in the state deleting' },
  ],
  ['one that is being attached is waited for', ASKED, TO_ATTACH, attached('attaching'), '00:10:09', 'wait'],
  [
    'for ten minutes',
    ASKED,
    TO_ATTACH,
    attached('attaching'),
    '00:10:10',
    { failed: `it has been attaching for ten minutes: a reboot of ${INSTANCE} may free /dev/sdf` },
  ],
  ['one that is attached is done', ASKED, TO_ATTACH, attached('attached'), '00:00:20', 'done'],
  [
    'also where the answer that it was asked for was lost',
    MADE,
    TO_ATTACH,
    attached('attached'),
    '00:00:20',
    'done',
  ],
  [
    'one that is not shown attached yet is asked for again',
    ASKED,
    TO_ATTACH,
    available,
    '00:10:09',
    'attach',
  ],
  [
    'for ten minutes',
    ASKED,
    TO_ATTACH,
    available,
    '00:10:10',
    { failed: 'EC2 has not attached it for ten minutes' },
  ],
  [
    'and what EC2 has said of it last is told',
    { ...ASKED, said: 'IncorrectState: stopping' },
    TO_ATTACH,
    available,
    '00:10:10',
    { failed: 'EC2 has not attached it for ten minutes, IncorrectState: stopping' },
  ],
  [
    'one that is shown attached to nothing yet is waited for',
    ASKED,
    TO_ATTACH,
    { state: 'in-use' },
    '00:00:20',
    'wait',
  ],
  [
    'one that was to be attached nowhere, and that somebody has attached, is done',
    MADE,
    {},
    attached('attaching', 'i-00000000000000009'),
    '00:00:05',
    'done',
  ],
  [
    'a device that is taken may be so by this very volume, which an older look does not show',
    { ...ASKED, refusal: 'Attachment point /dev/sdf is already in use' },
    TO_ATTACH,
    available,
    '00:10:09',
    'wait',
  ],
  [
    'until ten minutes are over',
    { ...ASKED, refusal: 'Attachment point /dev/sdf is already in use' },
    TO_ATTACH,
    available,
    '00:10:10',
    { failed: 'Attachment point /dev/sdf is already in use' },
  ],
  [
    'where nobody has named the device, then another one is chosen',
    { ...ASKED, refusal: 'Attachment point /dev/sdf is already in use' },
    { ...TO_ATTACH, isAnyDevice: true },
    available,
    '00:10:10',
    'choose',
  ],
  [
    'but not before',
    { ...ASKED, refusal: 'Attachment point /dev/sdf is already in use' },
    { ...TO_ATTACH, isAnyDevice: true },
    available,
    '00:10:09',
    'wait',
  ],
  [
    'nor for another refusal',
    { ...ASKED, refusal: 'AttachmentLimitExceeded' },
    { ...TO_ATTACH, isAnyDevice: true },
    available,
    '00:10:10',
    { failed: 'AttachmentLimitExceeded' },
  ],
  [
    'what EC2 has refused is looked at once more',
    { ...ASKED, refusal: 'no' },
    TO_ATTACH,
    attached('attached'),
    '00:00:20',
    'done',
  ],
  ['and then believed', { ...ASKED, refusal: 'no' }, TO_ATTACH, available, '00:00:20', { failed: 'no' }],
  [
    'one that somebody has attached elsewhere is not ours to use',
    MADE,
    TO_ATTACH,
    attached('attached', 'i-00000000000000009'),
    '00:00:20',
    { failed: 'somebody has attached it to i-00000000000000009 as /dev/sdf' },
  ],
  [
    'nor under another name',
    MADE,
    TO_ATTACH,
    attached('attached', INSTANCE, '/dev/sdz'),
    '00:00:20',
    { failed: `somebody has attached it to ${INSTANCE} as /dev/sdz` },
  ],
])('%s', (_, made, wanted, look, time, step) => {
  expect(stepFor(made, wanted, look, at(time))).toEqual(step);
});
