import { RESTORE_CALLS } from './restore-calls';
import { call, type Group, SETTINGS } from './wrong-input';

const RING_SETTINGS = {
  primary: [
    { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
    { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
  ],
};

const RING = { 'cdk.json': { context: { snapshotKeeper: RING_SETTINGS } } };

const SCHEDULES = [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)' }];
const SCHEDULED = { 'scheduled.json': { ...SETTINGS, schedules: SCHEDULES } };
const SCHEDULED_RING = { 'scheduled-ring.json': { ...RING_SETTINGS, schedules: SCHEDULES } };

export const CALLS: Group = {
  title: 'Calls',
  inputs: [
    call('frobnicate', "error: unknown command 'frobnicate'"),
    call('plna', "error: unknown command 'plna'\n" + '(Did you mean plan?)'),
    call('plan --bogus', "error: unknown option '--bogus'"),
    call(
      'plan --inventroy volumes.json',
      "error: unknown option '--inventroy'\n" + '(Did you mean --inventory?)',
    ),
    call('plan all', "error: too many arguments for 'plan'. Expected 0 arguments but got 1."),
    call('plan --settings', "error: option '--settings <file>' argument missing"),
    call("plan --settings ''", '--settings: expected a file, found "".'),
    call('plan --settings no.json', 'Cannot read no.json: there is no such file.'),
    call('plan --settings .', 'Cannot read .: it is a folder.'),
    call(
      'plan',
      'Cannot read cdk.json: there is no such file. It is looked for in the current folder; --settings names another file.',
      { 'cdk.json': null },
    ),
    call('plan --at', "error: option '--at <time>' argument missing"),
    call(
      'plan --at noon',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "noon".',
    ),
    call(
      'plan --at 2026-03-01',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "2026-03-01".',
    ),
    call(
      'plan --at 2026-03-01T00:00:00',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "2026-03-01T00:00:00".',
    ),
    call(
      'plan --at 2026-02-30T00:00:00Z',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "2026-02-30T00:00:00Z".',
    ),
    call(
      'plan --at 9999-12-31T23:59:59Z',
      '--at: expected a year from 1970 to 2999, found "9999-12-31T23:59:59Z".',
    ),
    call(
      'rehearse --from 0026-03-01T00:00:00Z',
      '--from: expected a year from 1970 to 2999, found "0026-03-01T00:00:00Z".',
    ),
    call(
      'plan --at 1772323200',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "1772323200".',
    ),
    call(
      'plan --primary us-west-2',
      '--primary: expected us-east-1, as the settings have it, found "us-west-2".',
    ),
    call(
      'plan --primary US-EAST-1',
      '--primary: expected us-east-1, as the settings have it, found "US-EAST-1".',
    ),
    call(
      'plan --explain snap-1',
      '--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "snap-1".',
    ),
    call(
      'plan --explain vol-1',
      '--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "vol-1".',
    ),
    call(
      "plan --explain ''",
      '--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "".',
    ),
    call(
      'plan --explain *',
      '--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "*".',
    ),
    call(
      'plan --explain snap-0123456789abcdef9 --inventory volumes.json snapshots.json us-west-2=copies.json',
      '--explain: the plan holds no snapshot and no volume "snap-0123456789abcdef9" in us-east-1, us-west-2. docs/operate.md, "What happened to a snapshot", says how to find out.',
    ),
    call(
      'plan --explain vol-0123456789abcdef9 --inventory volumes.json snapshots.json us-west-2=copies.json',
      '--explain: the plan holds no snapshot and no volume "vol-0123456789abcdef9" in us-east-1, us-west-2.',
    ),
    call(
      'plan --at 2020-01-01T00:00:00Z --inventory volumes.json snapshots.json us-west-2=copies.json',
      '--at: expected a time no earlier than the newest of the inventory, which is 2026-02-01T03:00:00.000Z, found 2020-01-01T00:00:00.000Z.',
    ),
    call(
      'plan --at 2026-02-01T04:59:59+02:00 --inventory volumes.json snapshots.json us-west-2=copies.json',
      '--at: expected a time no earlier than the newest of the inventory, which is 2026-02-01T03:00:00.000Z, found 2026-02-01T02:59:59.000Z.',
    ),
    call(
      'plan --max-delete 20',
      '--max-delete: expected a share from 0 to 1 such as 0.2 or 20%, found "20".',
    ),
    call(
      'plan --max-delete -1',
      '--max-delete: expected a share from 0 to 1 such as 0.2 or 20%, found "-1".',
    ),
    call(
      'plan --max-delete 120%',
      '--max-delete: expected a share from 0 to 1 such as 0.2 or 20%, found "120%".',
    ),
    call(
      'plan --max-delete half',
      '--max-delete: expected a share from 0 to 1 such as 0.2 or 20%, found "half".',
    ),
    call("plan --report ''", '--report: expected the name of a file, found "".'),
    call('plan --report .', '--report: cannot write .: it is a folder; expected the name of a file.'),
    call(
      'plan --report no/today.html',
      '--report: cannot write no/today.html: expected a file in a folder that exists.',
    ),
    call(
      'plan --report volumes.json --inventory volumes.json',
      '--report: expected another file than that of --inventory, found "volumes.json".',
    ),
    call(
      'plan --report settings.json --settings settings.json',
      '--report: expected another file than that of --settings, found "settings.json".',
    ),
    call(
      'plan --report today.html --explain vol-0123456789abcdef0',
      '--report is about every volume and --explain about one thing: give one of them.',
    ),
    call('plan --target-hours 0', '--target-hours: expected hours above 0 and up to 10000, found "0".'),
    call('plan --target-hours 1e2', '--target-hours: expected hours above 0 and up to 10000, found "1e2".'),
    call('plan --inventory', "error: option '--inventory <file...>' argument missing"),
    call("plan --inventory ''", '--inventory: expected a file, found "".'),
    call('plan --inventory no.json', 'Cannot read no.json: there is no such file.'),
    call('plan --inventory .', 'Cannot read .: it is a folder.'),
    call('plan --inventory volumes.json/no.json', 'Cannot read volumes.json/no.json: there is no such file.'),
    call(
      'plan --inventory mars=x',
      '--inventory mars=x: expected a Region of the settings before the =, us-east-1 or us-west-2, found "mars". A file with = in its name is given as ./mars=x.',
    ),
    call(
      'plan --inventory eu-west-1=copies.json',
      '--inventory eu-west-1=copies.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "eu-west-1". A file with = in its name is given as ./eu-west-1=copies.json.',
    ),
    call(
      'plan --inventory US-WEST-2=copies.json',
      '--inventory US-WEST-2=copies.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "US-WEST-2". A file with = in its name is given as ./US-WEST-2=copies.json.',
    ),
    call(
      'plan --inventory us-west-2=',
      '--inventory us-west-2=: expected a file after the =, such as us-west-2=snapshots.json.',
    ),
    call(
      'plan --inventory =copies.json',
      '--inventory =copies.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "". A file with = in its name is given as ./=copies.json.',
    ),
    call(
      'plan --inventory volumes.json',
      'The inventory holds no list of the snapshots in us-east-1. Add the output of "aws ec2 describe-snapshots --owner-ids self --region us-east-1" as FILE.',
    ),
    call(
      'plan --inventory snapshots.json',
      'The inventory holds no volume. Add the output of "aws ec2 describe-volumes".',
    ),
    call(
      'plan --inventory volumes.json snapshots.json',
      'The inventory holds no list of the snapshots in us-west-2. Add the output of "aws ec2 describe-snapshots --owner-ids self --region us-west-2" as us-west-2=FILE.',
    ),
    call(
      'plan --inventory volumes.json volumes.json',
      'vol-0123456789abcdef0 is in the inventory twice: both times in volumes.json.',
    ),
    call(
      'plan --inventory volumes.json snapshots.json us-west-2=snapshots.json',
      'snap-0123456789abcdef0 is in the inventory twice: both times in snapshots.json.',
    ),
    call(
      'plan --inventory us-west-2=volumes.json',
      'volumes.json is not an inventory:\n' +
        '  Volumes, entry 1 (vol-0123456789abcdef0), AvailabilityZone: expected a zone of us-west-2, for which the file is given (REGION=FILE says of which Region a file is), found "us-east-1a"',
    ),
    call(
      'plan --inventory volumes.json',
      '--inventory is for one primary Region, and the settings have us-east-1, us-west-2: name one with --primary.',
      RING,
    ),
    call(
      'plan --primary eu-west-1',
      '--primary: expected us-east-1 or us-west-2, as the settings have it, found "eu-west-1".',
      RING,
    ),
    call('rehearse --days 0', '--days: expected a whole number from 1 to 366, found "0".'),
    call('rehearse --days 367', '--days: expected a whole number from 1 to 366, found "367".'),
    call('rehearse --days 1.5', '--days: expected a whole number from 1 to 366, found "1.5".'),
    call('rehearse --days 0x10', '--days: expected a whole number from 1 to 366, found "0x10".'),
    call('rehearse --days 1e1', '--days: expected a whole number from 1 to 366, found "1e1".'),
    call('rehearse --days ten', '--days: expected a whole number from 1 to 366, found "ten".'),
    call("rehearse --days ''", '--days: expected a whole number from 1 to 366, found "".'),
    call('rehearse --seed -1', '--seed: expected a whole number from 0 to 2147483648, found "-1".'),
    call(
      'rehearse --seed 4294967296',
      '--seed: expected a whole number from 0 to 2147483648, found "4294967296".',
    ),
    call(
      'rehearse --every 6h',
      '--every: expected --inventory too: the built-in fleet has its own schedules.',
    ),
    call(
      'rehearse --every 1m --inventory volumes.json',
      '--every: expected a span from 5m to 366d such as 6h or 1d, found "1m".',
    ),
    call(
      'rehearse --every 6 --inventory volumes.json',
      '--every: expected a span from 5m to 366d such as 6h or 1d, found "6".',
    ),
    call(
      'rehearse --every 1w --inventory volumes.json',
      '--every: expected a span from 5m to 366d such as 6h or 1d, found "1w".',
    ),
    call(
      'rehearse --from tomorrow',
      '--from: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "tomorrow".',
    ),
    call(
      'rehearse --from 2026-01-15T00:00:00Z --inventory volumes.json snapshots.json',
      '--from: expected a time after the newest of the inventory, which is 2026-02-01T03:00:00.000Z, found 2026-01-15T00:00:00.000Z.',
    ),
    call(
      'rehearse --faults rain',
      '--faults: "rain" is no fault. Allowed are all, none and event-lost, event-duplicated, event-delayed, event-out-of-order, tick-duplicated, tick-lost, tick-delayed, event-before-describe, stale-read, very-stale-read, volume-tags-unseen, throttled, answer-lost, function-not-ready, lambda-failed, function-killed, function-repeated, copy-failed, copy-slots-taken, snapshot-failed, set-member-failed, snapshot-deleted-by-hand, image-registered, deletion-refused, tag-changed-by-hand, any-tag-changed-by-hand, tags-carried, copy-reencrypted, snapshot-restored, freeze-hangs, thaw-fails, application-not-ready, vss-fails, agent-not-registered, agent-cut-off, instance-stopped, alert-failed, region-down, clock-skew, each with a probability such as event-lost=0.1.',
    ),
    call(
      'rehearse --faults event-losst',
      '--faults: "event-losst" is no fault. Did you mean event-lost? Allowed are all, none and event-lost, event-duplicated, event-delayed, event-out-of-order, tick-duplicated, tick-lost, tick-delayed, event-before-describe, stale-read, very-stale-read, volume-tags-unseen, throttled, answer-lost, function-not-ready, lambda-failed, function-killed, function-repeated, copy-failed, copy-slots-taken, snapshot-failed, set-member-failed, snapshot-deleted-by-hand, image-registered, deletion-refused, tag-changed-by-hand, any-tag-changed-by-hand, tags-carried, copy-reencrypted, snapshot-restored, freeze-hangs, thaw-fails, application-not-ready, vss-fails, agent-not-registered, agent-cut-off, instance-stopped, alert-failed, region-down, clock-skew, each with a probability such as event-lost=0.1.',
    ),
    call(
      'rehearse --faults throttled=2',
      '--faults: expected a probability from 0 to 1 for throttled, found "2".',
    ),
    call(
      'rehearse --faults throttled=-0.1',
      '--faults: expected a probability from 0 to 1 for throttled, found "-0.1".',
    ),
    call(
      "rehearse --templates ''",
      '--templates: there is no folder ""; expected the folder that "cdk synth" wrote.',
    ),
    call(
      'rehearse --templates no',
      '--templates: there is no folder "no"; expected the folder that "cdk synth" wrote.',
    ),
    call(
      'rehearse --templates .',
      '--templates: . holds no manifest.json; expected the folder that "cdk synth" wrote.',
    ),
    call(
      'rehearse --templates .',
      `--templates: . cannot be read (Expected property name or '}' in JSON at position 1, while parsing "{"); expected the folder that "cdk synth" wrote.`,
      { 'manifest.json': '{' },
    ),
    call(
      'rehearse --templates .',
      '--templates: . cannot be read (Cloud assembly schema version mismatch: Maximum schema version supported is 55.x.x, but found 99.0.0); expected the folder that "cdk synth" wrote.',
      { 'manifest.json': { version: '99.0.0' } },
    ),
    call(
      'rehearse --trace no/trace.jsonl',
      '--trace: cannot write no/trace.jsonl: expected a file in a folder that exists.',
    ),
    call('rehearse --trace .', '--trace: cannot write .: it is a folder; expected the name of a file.'),
    call(
      'rehearse --trace volumes.json --inventory volumes.json',
      '--trace: expected another file than that of --inventory, found "volumes.json".',
    ),
    call("rehearse --dashboards ''", '--dashboards: expected the name of a folder, found "".'),
    call(
      'rehearse --dashboards no/dashboards',
      '--dashboards: cannot write no/dashboards: expected a file in a folder that exists.',
    ),
    call(
      'rehearse --dashboards volumes.json',
      '--dashboards: cannot write volumes.json/snapshot-keeper-us-east-1-primary.html: expected a file in a folder that exists.',
    ),
    call(
      'rehearse --report snapshot-keeper-us-east-1-primary.html --dashboards .',
      '--dashboards: expected another file than that of --report, found "snapshot-keeper-us-east-1-primary.html".',
    ),
    call("rehearse --report ''", '--report: expected the name of a file, found "".'),
    call('rehearse --report .', '--report: cannot write .: it is a folder; expected the name of a file.'),
    call(
      'rehearse --report no/report.html',
      '--report: cannot write no/report.html: expected a file in a folder that exists.',
    ),
    call(
      'rehearse --report settings.json --settings settings.json',
      '--report: expected another file than that of --settings, found "settings.json".',
    ),
    call(
      'rehearse --report one.html --trace one.html',
      '--trace: expected another file than that of --report, found "one.html".',
    ),
    call(
      'rehearse --report report.html',
      '--report is for one primary Region, and the settings have us-east-1, us-west-2: name one with --primary.',
      RING,
    ),
    call(
      'rehearse --compare 7',
      '--compare: expected the retention of the primary and of the DR Regions such as "7d 4w 12m / 7d", found "7".',
    ),
    call(
      'rehearse --report report.html --compare 7d',
      '--compare: expected the retention of the primary and of the DR Regions such as "7d 4w 12m / 7d", found "7d".',
    ),
    call(
      "rehearse --report report.html --compare '7 days / 1'",
      '--compare: expected the retention of the primary and of the DR Regions such as "7d 4w 12m / 7d", found "7 days / 1".',
    ),
    call(
      "rehearse --report report.html --compare '7 / 1' --compare '7/1'",
      '--compare: expected each retention once, found "7/1" after "7 / 1".',
    ),
    call(
      "rehearse --report report.html --compare '1 / 1' --compare '2 / 1' --compare '3 / 1'",
      '--compare: expected at most 2 alternatives, found a third, "3 / 1".',
    ),
    call('rehearse --daily-change 2%', '--daily-change says what stands in the report: add --report FILE.'),
    call(
      'rehearse --report report.html --target-hours 0',
      '--target-hours: expected hours above 0 and up to 10000, found "0".',
    ),
    call(
      'rehearse --report report.html --target-hours 0x1a',
      '--target-hours: expected hours above 0 and up to 10000, found "0x1a".',
    ),
    call(
      'rehearse --report report.html --daily-change 2',
      '--daily-change: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "2".',
    ),
    call(
      'rehearse --report report.html --written-share 0',
      '--written-share: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "0".',
    ),
    call('simulate --seeds 5-1', '--seeds: expected a seed or a range such as 1-1000, found "5-1".'),
    call('simulate --seeds one', '--seeds: expected a seed or a range such as 1-1000, found "one".'),
    call('simulate --days 31', '--days: expected a whole number from 1 to 30, found "31".'),
    call('simulate --jobs 0', '--jobs: expected a whole number from 1 to 64, found "0".'),
    call(
      'simulate --faults throttled=two',
      '--faults: expected a probability from 0 to 1 for throttled, found "two".',
    ),
    call(
      'simulate --trace trace.jsonl',
      '--trace: expected one seed, such as --seeds 7 --trace trace.jsonl.',
    ),
    call(
      'simulate --seeds 1 --trace no/trace.jsonl',
      '--trace: cannot write no/trace.jsonl: expected a file in a folder that exists.',
    ),
    call(
      'status --primary eu-west-1',
      '--primary: expected us-east-1, as the settings have it, found "eu-west-1".',
    ),
    call('status --watch 4', '--watch: expected a whole number from 5 to 86400, found "4".'),
    call('status --watch 1m', '--watch: expected a whole number from 5 to 86400, found "1m".'),
    call(
      'status --watch --inventory volumes.json',
      "error: option '--watch [seconds]' cannot be used with option '--inventory <file...>'",
    ),
    call(
      'status --watch 60 --at 2026-03-01T00:00:00Z',
      "error: option '--watch [seconds]' cannot be used with option '--at <time>'",
    ),
    call(
      'status --at now',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "now".',
    ),
    call(
      'status --inventory volumes.json snapshots.json',
      'The inventory holds no list of the snapshots in us-west-2. Add the output of "aws ec2 describe-snapshots --owner-ids self --region us-west-2" as us-west-2=FILE.',
    ),
    call('status --inventory no.json', 'Cannot read no.json: there is no such file.'),
    call('status all', "error: too many arguments for 'status'. Expected 0 arguments but got 1."),
    call(
      'status --inventory volumes.json snapshots.json us-west-2=copies.json',
      '--inventory is for one primary Region, and the settings have us-east-1, us-west-2: name one with --primary.',
      RING,
    ),
    call('regions eu-west-3', "error: too many arguments for 'regions'. Expected 0 arguments but got 1."),
    call('regions --region eu-west-3', "error: unknown option '--region'\n" + '(Did you mean --version?)'),
    call('regions --inventory volumes.json', "error: unknown option '--inventory'"),
    call("regions --settings ''", '--settings: expected a file, found "".'),
    call('regions --settings no.json', 'Cannot read no.json: there is no such file.'),
    call(
      'regions',
      'Wrong settings in the context key snapshotKeeper of cdk.json:\n' +
        '  dr: expected at least one DR Region, found []',
      { 'cdk.json': { context: { snapshotKeeper: { ...SETTINGS, dr: [] } } } },
    ),
    call(
      'pause --region US-EAST-1',
      '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "US-EAST-1".',
    ),
    call('resume --settings no.json', 'Cannot read no.json: there is no such file.'),
    call('history', "error: missing required argument 'snapshot'"),
    call(
      'history snap-1',
      'history: expected the id of a snapshot such as snap-0123456789abcdef0, found "snap-1".',
    ),
    call(
      'history vol-0123456789abcdef0',
      'history: expected the id of a snapshot such as snap-0123456789abcdef0, found "vol-0123456789abcdef0".',
    ),
    call(
      'history snap-0123456789abcdef0 --region eu-west-1',
      '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "eu-west-1".',
    ),
    call('history snap-0123456789abcdef0 --settings no.json', 'Cannot read no.json: there is no such file.'),
    call(
      'points',
      'points: expected the id of a volume or an instance, such as vol-0123456789abcdef0 or i-0123456789abcdef0, or --tag, found neither.',
    ),
    call(
      'points snap-0123456789abcdef0',
      'points: expected the id of a volume or an instance, such as vol-0123456789abcdef0 or i-0123456789abcdef0, or --tag, found "snap-0123456789abcdef0".',
    ),
    call('points vol-0123456789abcdef0 --tag Name=db-1', 'points: expected an id or --tag, found both.'),
    call(
      'points --tag =db-1',
      '--tag: expected the key of a tag, 1 to 128 characters, and its value after a =, up to 256, such as Name=db-1, found "=db-1".',
    ),
    call(
      'points vol-0123456789abcdef0 --at monday',
      '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "monday".',
    ),
    call(
      'points vol-0123456789abcdef0 --region eu-west-1',
      '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "eu-west-1".',
    ),
    call('sweep --volume', "error: option '--volume <id>' argument missing"),
    call(
      'sweep --volume vol-*',
      '--volume: expected the id of a volume, such as vol-0123456789abcdef0, found "vol-*".',
    ),
    call(
      'sweep --volume snap-0123456789abcdef0',
      '--volume: expected the id of a volume, such as vol-0123456789abcdef0, found "snap-0123456789abcdef0".',
    ),
    call(
      'sweep --volume vol-ffffffff',
      '--volume: expected the id of a volume, such as vol-0123456789abcdef0, found "vol-ffffffff".',
    ),
    call(
      'sweep --region us-east-1a',
      '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "us-east-1a".',
    ),
    call(
      'sweep vol-0123456789abcdef0',
      "error: too many arguments for 'sweep'. Expected 0 arguments but got 1.",
    ),
    call('backup', 'backup: expected one of --schedule, --volume and --instance.'),
    call(
      'backup --schedule nightly --volume vol-0123456789abcdef0 --settings scheduled.json',
      'backup: expected one of --schedule, --volume and --instance.',
      SCHEDULED,
    ),
    call(
      'backup --volume vol-0123456789abcdef0 --instance i-0123456789abcdef0 --settings scheduled.json',
      'backup: expected one of --schedule, --volume and --instance.',
      SCHEDULED,
    ),
    call('backup --dry-run', 'backup: expected one of --schedule, --volume and --instance.'),
    call(
      'backup --schedule nightly --all --settings scheduled.json',
      '--all: expected --dry-run too, which lists what is left out.',
      SCHEDULED,
    ),
    call(
      'backup --instance web-1',
      '--instance: expected the id of an instance, such as i-0123456789abcdef0, found "web-1".',
    ),
    call(
      'backup --instance i-0123456789abcdef0 --settings scheduled-ring.json',
      '--instance: expected --region too, the one in which i-0123456789abcdef0 is: us-east-1 or us-west-2.',
      SCHEDULED_RING,
    ),
    call(
      'backup --schedule nigthly --settings scheduled.json',
      '--schedule: expected a schedule of the settings (nightly), found "nigthly". Did you mean nightly?',
      SCHEDULED,
    ),
    call(
      'backup --schedule nightly',
      '--schedule: expected a schedule of the settings, which have none, found "nightly".',
    ),
    call(
      'backup --volume vol-0123456789abcdef0',
      'backup: expected settings with schedules, or with "backupRunbook": true: else a deployment takes no snapshots itself.',
    ),
    call(
      'backup --volume snap-0123456789abcdef0',
      '--volume: expected the id of a volume, such as vol-0123456789abcdef0, found "snap-0123456789abcdef0".',
    ),
    call(
      'backup --volume vol-0123456789abcdef0 --region us-west-2 --settings scheduled.json',
      '--region: expected a primary Region of the deployment snapshot-keeper, us-east-1, found "us-west-2".',
      SCHEDULED,
    ),
    call(
      'backup --volume vol-0123456789abcdef0 --settings scheduled-ring.json',
      '--volume: expected --region too, the one in which vol-0123456789abcdef0 is: us-east-1 or us-west-2.',
      SCHEDULED_RING,
    ),
    call(
      'backup vol-0123456789abcdef0',
      "error: too many arguments for 'backup'. Expected 0 arguments but got 1.",
    ),
    ...RESTORE_CALLS,
    call('drain --stop --undo', "error: option '--stop' cannot be used with option '--undo'"),
    call(
      'drain --region us-east-1a',
      '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "us-east-1a".',
    ),
    call(
      'status',
      'Wrong settings in the context key snapshotKeeper of cdk.json:\n' +
        '  dr: expected at least one DR Region, found []',
      { 'cdk.json': { context: { snapshotKeeper: { ...SETTINGS, dr: [] } } } },
    ),
  ],
};
