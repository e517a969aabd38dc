import { notificationKind } from '../../local/rehearsal/notification-kind';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { capped } from '../terminal/capped';
import { bold, dim } from '../terminal/style';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import { minute, title, type View } from './view';

/** So many are shown whole; of more, the first is, and the others are counted by what they tell. */
const WHOLE_MAX = 5;

type Notification = RehearsalReport['notifications'][number];

/** What people were told. */
export function notificationLines({ notifications }: RehearsalReport, view: View): string[] {
  const count = notifications.length.toLocaleString('en-US');
  if (notifications.length === 0) return [...title('Notifications: 0', view), 'Nobody was woken.'];
  if (view.all || notifications.length <= WHOLE_MAX)
    return [
      ...title(`Notifications: ${count}, each as its reader gets it`, view),
      ...notifications.flatMap((one) => ['', ...whole(one, view)]),
    ];
  const kinds = new Map<string, Notification[]>();
  for (const one of notifications) {
    const kind = notificationKind(one.subject);
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  const { shown, hiddenCount } = capped(
    [...kinds].sort(([, a], [, b]) => b.length - a.length),
    false,
  );
  return [
    ...title(`Notifications: ${count}, by what they tell; --all shows each`, view),
    ...shown.flatMap(([kind, group]) => {
      const first = group[0]!;
      return wrap(
        `${group.length.toLocaleString('en-US')}×  ${kind}, first at ${minute(first.at)} in ${first.region}`,
        view.width,
        { hang: '      ' },
      );
    }),
    ...(hiddenCount === 0 ? [] : [dim(`and ${hiddenCount} other kinds`)]),
    '',
    'The first, as its reader gets it:',
    ...whole(notifications[0]!, view),
  ];
}

const whole = ({ at, region, subject, message }: Notification, { width }: View): string[] => [
  ...wrap(`${minute(at)} ${region}  ${visible(subject)}`, width, { hang: '    ', style: bold }),
  ...message.split('\n').flatMap((line) => wrap(visible(line), width, { indent: '    ' })),
];
