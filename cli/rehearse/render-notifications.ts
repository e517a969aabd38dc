import { notificationKind } from '../../local/rehearsal/notification-kind';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { bold, dim } from '../terminal/style';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import { minute, title, type View } from './view';

/** So many are shown whole where no two tell the same; else they are counted by what they tell. */
const WHOLE_MAX = 5;

type Notification = RehearsalReport['notifications'][number];

/** What people were told. */
export function notificationLines({ notifications }: RehearsalReport, view: View): string[] {
  const count = notifications.length.toLocaleString('en-US');
  if (notifications.length === 0) return [...title('Notifications: 0', view), 'Nobody was woken.'];
  const kinds = new Map<string, Notification[]>();
  for (const one of notifications) {
    const kind = notificationKind(one.subject);
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [one]);
    else known.push(one);
  }
  const areFew = notifications.length <= WHOLE_MAX && kinds.size === notifications.length;
  if (view.all || areFew)
    return [
      ...title(`Notifications: ${count}, each as its reader gets it`, view),
      ...notifications.flatMap((one) => ['', ...whole(one, view)]),
    ];
  const { shown, hiddenCount } = capped(
    [...kinds].sort(([, a], [, b]) => b.length - a.length),
    false,
  );
  return [
    ...title(`Notifications: ${count}, by what they tell`, view),
    ...shown.flatMap(([kind, group]) => {
      const times = `${group.length.toLocaleString('en-US')}×  ${visible(kind)}`;
      const first = group[0]!;
      return wrap(`${times}, first at ${minute(first.at)} in ${first.region}`, view.width, { hang: '    ' });
    }),
    ...(hiddenCount === 0 ? [] : [dim(`and ${counted(hiddenCount, 'other kind')}`)]),
    dim('--all shows each as its reader gets it'),
  ];
}

const whole = ({ at, region, subject, message }: Notification, { width }: View): string[] => [
  ...wrap(`${minute(at)} ${region}  ${visible(subject)}`, width, { hang: '    ', style: bold }),
  ...message.split('\n').flatMap((line) => wrap(visible(line), width, { indent: '    ' })),
];
