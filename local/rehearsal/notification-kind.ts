/** A subject without what it is about: `snapshot-keeper: a copy failed - 2 volumes in eu-west-1` is `a copy failed`, and the digests of all backups are one kind. */
export const notificationKind = (subject: string): string =>
  subject
    .replace(/^ALARM: "(.*)" in \S+$/, 'alarm $1')
    .replace(/^[a-z0-9-]+: /, '')
    .replace(/^backup done, .*$/, 'backup done')
    .replace(/ - (\d+ )?\S+ in \S+$/, '');
