import { gzipSync } from 'node:zlib';
import { type Group, settings, settingsText, SETTINGS } from './wrong-input';

const dr = (more: object) => ({ dr: [{ region: 'us-west-2', ...more }] });
const subscription = (protocol: string, endpoint: string) => ({
  alerts: { subscriptions: [{ protocol, endpoint }] },
});
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/alerts';
const several = (...primary: object[]) => ({ primary, dr: undefined });

export const WRONG_SETTINGS: Group = {
  title: 'Settings',
  inputs: [
    settings({ primary: undefined }, 'primary: expected an object with region, found nothing'),
    settings(
      { primary: { region: 'US-EAST-1' } },
      'primary.region: expected a Region in lower case, us-east-1, found "US-EAST-1"',
    ),
    settings(
      { primary: { region: 'us-east1' } },
      'primary.region: expected an AWS Region such as eu-west-1 (did you mean us-east-1?), found "us-east1"',
    ),
    settings(
      { primary: { region: 'us-east-1a' } },
      'primary.region: expected the Region us-east-1, not a zone of it, found "us-east-1a"',
    ),
    settings(
      { primary: { region: 'virginia' } },
      'primary.region: expected an AWS Region such as eu-west-1, found "virginia"',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: {} } },
      'primary.retention: expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot, found {}',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: 7 } },
      'primary.retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found 7',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: '7 days' } },
      'primary.retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "7 days"',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: '0' } },
      'primary.retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "0"',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: '7d 4d' } },
      'primary.retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "7d 4d"',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: { last: 0 } } },
      'primary.retention.last: expected a whole number from 1 to 1000, found 0',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: { last: -7 } } },
      'primary.retention.last: expected a whole number from 1 to 1000, found -7',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: { last: '7' } } },
      'primary.retention.last: expected a whole number from 1 to 1000, found "7"',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: { dayly: 7 } } },
      'primary.retention.dayly: unknown setting. Did you mean daily? Allowed: last, hourly, daily, weekly, monthly, yearly, within',
    ),
    settings(
      { primary: { region: 'us-east-1', retention: { within: '2 weeks' } } },
      'primary.retention.within: expected a span such as "36h", "7d", "4w", "6m" or "1y", found "2 weeks"',
    ),
    settings({ dr: [] }, 'dr: expected at least one DR Region, found []'),
    settings(
      { dr: { region: 'us-west-2' } },
      'dr: expected a list of objects with region, found {"region":"us-west-2"}',
    ),
    settings(
      { dr: [{ region: 'us-east-1' }] },
      'dr, entry 1, region: expected another Region than primary.region, found "us-east-1"',
    ),
    settings(
      { dr: [{ region: 'us-west-2' }, { region: 'us-west-2' }] },
      'dr, entry 2, region: expected each DR Region once, found "us-west-2"',
    ),
    settings(
      { dr: [{ region: 'cn-north-1' }] },
      'dr, entry 1, region: expected a Region of the partition aws, as primary.region is, since EC2 copies into no other, found "cn-north-1"',
    ),
    settings(
      dr({ key: '1234abcd' }),
      'dr, entry 1 (us-west-2), key: expected "new", "aws/ebs", an alias such as "alias/my-key", or the ARN of a KMS key in the DR Region, found "1234abcd"',
    ),
    settings(
      dr({ key: 'arn:aws:kms:us-east-1:111122223333:key/1' }),
      'dr, entry 1 (us-west-2), key: expected a key in us-west-2, since KMS keys are Regional, found "arn:aws:kms:us-east-1:111122223333:key/1"',
    ),
    settings(
      dr({ key: 'arn:aws-cn:kms:us-west-2:111122223333:key/1' }),
      'dr, entry 1 (us-west-2), key: expected a key of the partition aws, in which us-west-2 is, found "arn:aws-cn:kms:us-west-2:111122223333:key/1"',
    ),
    settings(
      dr({ retension: { last: 1 } }),
      'dr, entry 1 (us-west-2), retension: unknown setting. Did you mean retention? Allowed: region, retention, key',
    ),
    settings(
      { retention: { last: 7 } },
      'retention: unknown setting. Allowed: deployment, account, primary, dr, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
    ),
    settings(
      { schedule: 'daily' },
      'schedule: unknown setting. Did you mean schedules? Allowed: deployment, account, primary, dr, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
    ),
    settings(
      { 'clear\u001b[2J': 1 },
      'clear\\u001b[2J: unknown setting. Allowed: deployment, account, primary, dr, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
    ),
    settings(
      { timezone: 'UTC' },
      'timezone: unknown setting. Did you mean timeZone? Allowed: deployment, account, primary, dr, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
    ),
    settings(
      { timeZone: 'Mars/Base' },
      'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Mars/Base"',
    ),
    settings(
      { timeZone: '+02:00' },
      'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "+02:00"',
    ),
    settings({ account: '123' }, 'account: expected an account of 12 digits in double quotes, found "123"'),
    settings(
      { account: 111122223333 },
      'account: expected an account of 12 digits in double quotes, found 111122223333',
    ),
    settings(
      { deployment: 'Team A' },
      'deployment: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found "Team A"',
    ),
    settings(
      { deployment: '' },
      'deployment: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found ""',
    ),
    settings({ selection: 'some' }, 'selection: expected "all" or an object with tagKey, found "some"'),
    settings(
      { selection: { tagValues: ['yes'] } },
      'selection.tagKey: expected the key of a tag, 1 to 128 characters, found nothing',
    ),
    settings(
      { selection: { tagKey: '' } },
      'selection.tagKey: expected the key of a tag, 1 to 128 characters, found ""',
    ),
    settings(
      { selection: { tagKey: 'snapshot-keeper:protect' } },
      'selection.tagKey: expected a tag of your own, not one under "snapshot-keeper:", found "snapshot-keeper:protect"',
    ),
    settings(
      { selection: { tagKey: 'Backup', tagValues: [] } },
      'selection.tagValues: expected at least 1 entry, found []',
    ),
    settings(
      { selection: { tagKey: 'Backup', tagValues: [true] } },
      'selection.tagValues, entry 1: expected the value of a tag, up to 256 characters in double quotes, found true',
    ),
    settings(
      { deletionLimit: 0.5 },
      'deletionLimit: expected "none" or {"share": 0 to below 1, "count": 0 to 1000}, found 0.5',
    ),
    settings(
      { deletionLimit: { share: 1, count: 2 } },
      'deletionLimit.share: expected a number from 0 to below 1, found 1',
    ),
    settings(
      { deletionLimit: { share: 0.5, count: -2 } },
      'deletionLimit.count: expected a whole number from 0 to 1000, found -2',
    ),
    settings(
      { deletionLimit: { share: 0.5 } },
      'deletionLimit.count: expected a whole number from 0 to 1000, found nothing',
    ),
    settings({ adopt: { ami: 'yes' } }, 'adopt.ami: expected true or false, found "yes"'),
    settings(
      { adopt: { from: 'yesterday' } },
      'adopt.from: expected "deployment", "all" or a time in UTC such as "2026-11-01T00:00:00Z", found "yesterday"',
    ),
    settings(
      { schedules: [{ name: 'nightly' }] },
      'schedules, entry 1 (nightly), schedule: expected a cron, rate or at expression in double quotes, found nothing',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: '30 3 * * *' }] },
      'schedules, entry 1 (nightly), schedule: expected a schedule expression such as cron(30 2 * * ? *), rate(12 hours) or at(2027-01-31T02:30:00), found "30 3 * * *"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 hours)' }] },
      'schedules, entry 1 (nightly), schedule: expected the singular, rate(1 hour), found "rate(1 hours)"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'cron(30 2 * * ? *)', timeZone: 'Europe/Berlin' }] },
      'schedules, entry 1 (nightly), schedule: expected a time of the day that every day has: 2026-03-29 02:30 is none in Europe/Berlin, whose clocks go forward there, and that backup would be lost. Take another time, or "timeZone": "UTC", found "cron(30 2 * * ? *)"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)', timeZone: 'Berlin' }] },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Berlin"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)', timeZone: 'IST' }] },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "IST"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)', timeZone: 'europe/berlin' }] },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin (did you mean Europe/Berlin?), found "europe/berlin"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'cron(0 * * * ? *)', flexibleMinutes: 120 }] },
      'schedules, entry 1 (nightly), flexibleMinutes: expected at most 60, the least minutes from one of its times to the next, found 120',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', endsWithinMinutes: 0 }] },
      'schedules, entry 1 (nightly), endsWithinMinutes: expected a whole number of minutes from 1 to 720, found 0',
    ),
    settings(
      {
        schedules: Array.from({ length: 16 }, (_, index) => ({ name: `s${index}`, schedule: 'rate(1 day)' })),
      },
      'schedules: expected at most 15 schedules, found 16',
    ),
    settings(
      { timeZone: 'Berlin', schedules: [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)' }] },
      'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Berlin"',
    ),
    settings(
      { schedules: [{ name: 'Nightly!', schedule: 'rate(1 day)' }] },
      'schedules, entry 1, name: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found "Nightly!"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', zone: 'UTC' }] },
      'schedules, entry 1 (nightly), zone: unknown setting. Allowed: name, schedule, timeZone, flexibleMinutes, selection, instances, mode, reboot, freeze, digest, endsWithinMinutes, retention',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', flexibleMinutes: '1h' }] },
      'schedules, entry 1 (nightly), flexibleMinutes: expected a whole number of minutes from 0 to 600, found "1h"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', retention: {} }] },
      'schedules, entry 1 (nightly), retention: expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot, found {}',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', retention: 'ever' }] },
      'schedules, entry 1 (nightly), retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "ever"',
    ),
    settings(
      {
        schedules: ['nightly', 'weekly', 'databases'].map((name) => ({
          name,
          schedule: 'rate(1 day)',
          retention: '24h 30d 8w 12m',
        })),
      },
      'schedules, entry 3 (databases), retention: expected the rules of all schedules in at most 120 characters, since a tag has to hold them: "databases hourly 24, daily 30, weekly 8, monthly 12; nightly hourly 24, daily 30, weekly 8, monthly 12; weekly hourly 24, daily 30, weekly 8, monthly 12" is 152, found "24h 30d 8w 12m"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'ami' }] },
      'schedules, entry 1 (nightly), mode: expected "volume", "instance" or "image", found "ami"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'instance', reboot: true }] },
      'schedules, entry 1 (nightly), reboot: expected with "mode": "image" alone: nothing else of EC2\'s reboots an instance, found true',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'image', reboot: true }] },
      'schedules, entry 1 (nightly), reboot: expected with a cron or at expression alone: of a rate nobody knows when the next reboot comes, found true',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'image', endsWithinMinutes: 5 }] },
      'schedules, entry 1 (nightly), endsWithinMinutes: expected at least 15 with "mode": "image", whose runs look once more ten minutes after the last AMI, found 5',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'image', reboot: 'yes' }] },
      'schedules, entry 1 (nightly), reboot: expected true or false, found "yes"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', instances: 'nightly' }] },
      'schedules, entry 1 (nightly), instances: expected an object with tagKey, found "nightly"',
    ),
    settings(
      {
        schedules: [
          { name: 'nightly', schedule: 'rate(1 day)', instances: { tagKey: 'Backup', tagValue: 'nightly' } },
        ],
      },
      'schedules, entry 1 (nightly), instances.tagValue: unknown setting. Did you mean tagValues? Allowed: tagKey, tagValues',
    ),
    settings(
      {
        schedules: [
          { name: 'nightly', schedule: 'rate(1 day)', instances: { tagKey: 'snapshot-keeper:nightly' } },
        ],
      },
      'schedules, entry 1 (nightly), instances.tagKey: expected a tag of your own, not one under "snapshot-keeper:", found "snapshot-keeper:nightly"',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', freeze: {} }] },
      'schedules, entry 1 (nightly), freeze: expected with "mode": "instance" alone: one volume after the other would be of different moments, found {}',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'image', freeze: {} }] },
      'schedules, entry 1 (nightly), freeze: expected with "mode": "instance" alone: nothing says that the snapshots of an AMI have begun when EC2 answers, so that it could be thawed, found {}',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', mode: 'instance', freeze: true }] },
      'schedules, entry 1 (nightly), freeze: expected an object with some of application, thawAfterSeconds, otherwise, found true',
    ),
    settings(
      {
        schedules: [
          { name: 'nightly', schedule: 'rate(1 day)', mode: 'instance', freeze: { application: 'oracle' } },
        ],
      },
      'schedules, entry 1 (nightly), freeze.application: expected "none", "postgresql", "mysql" or "vss", found "oracle"',
    ),
    settings(
      {
        schedules: [
          { name: 'nightly', schedule: 'rate(1 day)', mode: 'instance', freeze: { thawAfterSeconds: 300 } },
        ],
      },
      'schedules, entry 1 (nightly), freeze.thawAfterSeconds: expected a whole number of seconds from 10 to 120, found 300',
    ),
    settings(
      {
        schedules: [
          {
            name: 'nightly',
            schedule: 'rate(1 day)',
            mode: 'instance',
            freeze: { application: 'vss', thawAfterSeconds: 30 },
          },
        ],
      },
      'schedules, entry 1 (nightly), freeze.thawAfterSeconds: expected none with "application": "vss", which holds nothing for longer than ten seconds, found 30',
    ),
    settings(
      { schedules: [{ name: 'nightly', schedule: 'rate(1 day)', digest: true }] },
      'schedules, entry 1 (nightly), digest: expected "always", "unlessEmpty" or "never", found true',
    ),
    settings({ freezeDocument: 'yes' }, 'freezeDocument: expected true or false, found "yes"'),
    settings({ instanceOverrides: 'yes' }, 'instanceOverrides: expected true or false, found "yes"'),
    settings({ backupRunbook: 'yes' }, 'backupRunbook: expected true or false, found "yes"'),
    settings(
      { restoreRunbook: 'yes' },
      'restoreRunbook: expected true, false, or { "approvers": [...] }, found "yes"',
    ),
    settings(
      { restoreRunbook: { approvers: [] } },
      'restoreRunbook.approvers: expected 1 to 10 approvers, found []',
    ),
    settings(
      { restoreRunbook: { approvers: ['arn:aws:sns:us-east-1:111122223333:dba'] } },
      'restoreRunbook.approvers, entry 1: expected the ARN of a user or role of IAM, such as "arn:aws:iam::111122223333:role/dba", or the name of a user, found "arn:aws:sns:us-east-1:111122223333:dba"',
    ),
    settings(
      { restoreRunbook: { approver: 'dba' } },
      'restoreRunbook.approver: unknown setting. Did you mean approvers? Allowed: approvers',
    ),
    settings(
      { sweep: { everyHours: 48 } },
      'sweep.everyHours: expected a whole number of hours from 1 to 24, found 48',
    ),
    settings(
      { target: { hours: 0 } },
      'target.hours: expected a whole number of hours from 1 to 10000, found 0',
    ),
    settings(
      { target: { hours: '26h' } },
      'target.hours: expected a whole number of hours from 1 to 10000, found "26h"',
    ),
    settings(
      { target: { copyHours: 1.5 } },
      'target.copyHours: expected a whole number of hours from 1 to 10000, found 1.5',
    ),
    settings({ metrics: { perVolume: 'yes' } }, 'metrics.perVolume: expected true or false, found "yes"'),
    settings({ metrics: true }, 'metrics: expected an object with some of perVolume, found true'),
    settings(
      { metrics: { pervolume: true } },
      'metrics.pervolume: unknown setting. Did you mean perVolume? Allowed: perVolume',
    ),
    settings(
      { ignoreRegions: ['us-west-9'] },
      'ignoreRegions, entry 1: expected an AWS Region such as eu-west-1 (did you mean us-west-1?), found "us-west-9"',
    ),
    settings(
      { ignoreRegions: ['us-west-1', 'us-east-1'] },
      'ignoreRegions, entry 2: expected no primary Region: its volumes are looked after, found "us-east-1"',
    ),
    settings(
      { ignoreRegions: ['us-west-1', 'us-west-1'] },
      'ignoreRegions, entry 2: expected each Region once, found "us-west-1"',
    ),
    settings(
      { adopt: { AMI: true } },
      'adopt.AMI: unknown setting. Did you mean ami? Allowed: dlm, ami, awsBackup, kubernetes, exceptTags, from',
    ),
    settings({ adopt: { exceptTags: 'veeam:job' } }, 'adopt.exceptTags: expected a list, found "veeam:job"'),
    settings(
      { adopt: { exceptTags: ['veeam:job', ''] } },
      'adopt.exceptTags, entry 2: expected the key of a tag, 1 to 128 characters, or the beginning of one and an asterisk, found ""',
    ),
    settings(
      { adopt: { exceptTags: ['*'] } },
      'adopt.exceptTags, entry 1: expected a key that does not begin with "snapshot-keeper:" and is not "*" alone, found "*"',
    ),
    settings(
      { adopt: { exceptTags: ['snapshot-keeper:*'] } },
      'adopt.exceptTags, entry 1: expected a key that does not begin with "snapshot-keeper:" and is not "*" alone, found "snapshot-keeper:*"',
    ),
    settings(
      { copyVolumeTags: { except: [] } },
      'copyVolumeTags.except: expected at least 1 entry, found []',
    ),
    settings(
      { copyVolumeTags: 1 },
      'copyVolumeTags: expected true or false or an object with except, found 1',
    ),
    settings(
      { alerts: { emails: 'ops@example.com' } },
      'alerts.emails: expected a list, found "ops@example.com"',
    ),
    settings(
      { alerts: { emails: ['ops'] } },
      'alerts.emails, entry 1: expected an e-mail address such as "ops@example.com", found "ops"',
    ),
    settings(
      { alerts: { emails: ['ops@example.com', 'ops@example.com'] } },
      'alerts.emails, entry 2: expected each endpoint once, found "ops@example.com"',
    ),
    settings(
      subscription('https', 'http://example.com/hook'),
      'alerts.subscriptions, entry 1, endpoint: expected a URL that begins with https://, not with http://, found "http://example.com/hook"',
    ),
    settings(
      subscription('https', 'arn:aws:sqs:us-east-1:111122223333:alerts'),
      'alerts.subscriptions, entry 1, endpoint: expected a URL that begins with https://, found "arn:aws:sqs:us-east-1:111122223333:alerts"',
    ),
    settings(
      subscription('sqs', QUEUE_URL),
      'alerts.subscriptions, entry 1, endpoint: expected the ARN of a queue, such as "arn:aws:sqs:us-east-1:111122223333:alerts", not a URL, found "https://sqs.us-east-1.amazonaws.com/111122223333/alerts"',
    ),
    settings(
      subscription('lambda', 'arn:aws:sqs:us-east-1:111122223333:alerts'),
      'alerts.subscriptions, entry 1, endpoint: expected the ARN of a function, such as "arn:aws:lambda:us-east-1:111122223333:function:tell", found "arn:aws:sqs:us-east-1:111122223333:alerts"',
    ),
    settings(
      subscription('sms', '555'),
      'alerts.subscriptions, entry 1, endpoint: expected a phone number such as "+15555550100", found "555"',
    ),
    settings(
      subscription('http', 'http://example.com/hook'),
      'alerts.subscriptions, entry 1 (http://example.com/hook), protocol: expected "https", "lambda", "sqs" or "sms", found "http"',
    ),
    settings(
      { timeZone: 'Nowhere', account: '1', adopt: { dlm: null } },
      'account: expected an account of 12 digits in double quotes, found "1"\n' +
        '  adopt.dlm: expected true or false, found null\n' +
        '  timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Nowhere"',
    ),
    settings(several(), 'primary, entry 1: expected an object with region and dr, found nothing'),
    settings(
      several({ region: 'us-east-1' }),
      'primary, entry 1 (us-east-1), dr: expected a list of objects with region, found nothing',
    ),
    settings(
      several(
        { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
        { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
      ),
      'primary, entry 2, region: expected each primary Region once, found "us-east-1"',
    ),
    settings(
      several({ region: 'us-east-1', dr: [{ region: 'us-west-2', key: 'x' }] }),
      'primary, entry 1 (us-east-1), dr, entry 1 (us-west-2), key: expected "new", "aws/ebs", an alias such as "alias/my-key", or the ARN of a KMS key in the DR Region, found "x"',
    ),
    settings(
      dr({ retention: '7 days' }),
      'dr, entry 1 (us-west-2), retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "7 days"',
      'rehearse',
    ),
    settings(
      { deployment: 'Team A' },
      'deployment: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found "Team A"',
      'pause',
    ),
    settings({ dr: [] }, 'dr: expected at least one DR Region, found []', 'resume'),
    settings(
      { primary: { region: 'US-EAST-1' } },
      'primary.region: expected a Region in lower case, us-east-1, found "US-EAST-1"',
      'status',
    ),
    settings(
      { account: '123' },
      'account: expected an account of 12 digits in double quotes, found "123"',
      'drain',
    ),
    settingsText('', 'settings.json is not JSON: it is empty.', '(empty)'),
    settingsText(
      'null',
      'Wrong settings in settings.json:\n' +
        '  the whole: expected an object with primary and dr, found null',
    ),
    settingsText(
      '[]',
      'Wrong settings in settings.json:\n' + '  the whole: expected an object with primary and dr, found []',
    ),
    settingsText(
      'primary: us-east-1',
      'settings.json is not JSON: line 1, column 1: expected a value or a name in double quotes, found "primary".',
    ),
    settingsText(
      '{"primary": {"region": "us-east-1"},',
      'settings.json is not JSON: line 1, column 37: it ends too early.',
    ),
    settingsText(
      '{"primary": {"region": "us-east-1"},}',
      'settings.json is not JSON: line 1, column 37: expected a name in double quotes, found "}".',
    ),
    settingsText(
      '{"primary": {"region": "us-east-1"} "dr": []}',
      'settings.json is not JSON: line 1, column 37: expected a comma or the end of the object or list, found another text.',
    ),
    settingsText(
      "{'primary': {}}",
      `settings.json is not JSON: line 1, column 2: expected a value or a name in double quotes, found "'".`,
    ),
    settingsText(
      '{"primary": {} // the main one',
      'settings.json is not JSON: line 1, column 16: JSON has no comments.',
    ),
    settingsText(
      JSON.stringify(SETTINGS).replace('}', '}, "primary": {}'),
      'Wrong settings in settings.json:\n' +
        '  primary: stands twice, at line 1, column 2 and at line 1, column 36',
    ),
    settingsText(
      '{"dr": [{"region": "us-west-2", "key": "new", "key": "aws/ebs"}]}',
      'Wrong settings in settings.json:\n' +
        '  dr, entry 1 (us-west-2), key: stands twice, at line 1, column 33 and at line 1, column 47',
    ),
    settingsText(
      Buffer.from('\ufeff{}', 'utf16le'),
      'settings.json is not JSON: it is in UTF-16; save it as UTF-8.',
      '{} in UTF-16',
    ),
    settingsText(
      gzipSync('{}'),
      'settings.json is not JSON: it is compressed (gzip); unpack it first.',
      '{} in gzip',
    ),
    settingsText(
      Buffer.from('PK\u0003\u0004'),
      'settings.json is not JSON: it is a zip archive; unpack it first.',
      'a zip archive',
    ),
    settingsText(
      Buffer.from('{"selection": {"tagKey": "Größe"}}', 'latin1'),
      'settings.json is not JSON: it is not in UTF-8; save it as UTF-8.',
      'a letter in Latin-1',
    ),
  ],
};
