import fc from 'fast-check';
import { eventPattern, exactStrings } from '../../../local/aws/event-pattern';

const event = {
  source: 'aws.ec2',
  'detail-type': 'EBS Snapshot Notification',
  resources: ['arn:aws:ec2::us-east-1:snapshot/snap-1'],
  detail: {
    event: 'createSnapshot',
    result: 'succeeded',
    cause: '',
    reason: null,
    final: true,
    sizeGib: 8,
    tags: ['Nightly', 'prod'],
    empty: [],
    path: 'a*b\\c',
    origin: { region: 'eu-west-1' },
    'state.status': 'running',
    snapshots: [
      { id: 'snap-1', status: 'completed' },
      { id: 'snap-2', status: 'error' },
    ],
  },
};

const detail = (pattern: object): object => ({ detail: pattern });

test.each<[rule: string, pattern: object]>([
  ['one of the values of a field is enough', { source: ['aws.s3', 'aws.ec2'] }],
  ['all fields must match', { source: ['aws.ec2'], detail: { event: ['createSnapshot'] } }],
  ['a number is compared as a number', detail({ sizeGib: [8.0] })],
  ['a boolean is compared as a boolean', detail({ final: [true] })],
  ['null matches null', detail({ reason: [null] })],
  ['an empty string matches an empty string', detail({ cause: [''] })],
  ['one element of an array in the event is enough', detail({ tags: ['prod'] })],
  ['a nested pattern matches within one object of an array', detail({ snapshots: { id: ['snap-2'] } })],
  ['prefix', { resources: [{ prefix: 'arn:aws:ec2::us-east-1:' }] }],
  ['prefix ignoring case', detail({ event: [{ prefix: { 'equals-ignore-case': 'CREATE' } }] })],
  ['suffix', detail({ event: [{ suffix: 'Snapshot' }] })],
  ['suffix ignoring case', detail({ event: [{ suffix: { 'equals-ignore-case': 'SNAPSHOT' } }] })],
  ['equals-ignore-case', detail({ event: [{ 'equals-ignore-case': 'CREATESNAPSHOT' }] })],
  ['anything-but a value', detail({ result: [{ 'anything-but': 'failed' }] })],
  ['anything-but a list', detail({ result: [{ 'anything-but': ['failed', 'error'] }] })],
  ['anything-but numbers', detail({ sizeGib: [{ 'anything-but': [1, 2] }] })],
  ['anything-but a prefix', detail({ event: [{ 'anything-but': { prefix: 'copy' } }] })],
  ['anything-but suffixes', detail({ event: [{ 'anything-but': { suffix: ['Volume', 'Image'] } }] })],
  ['anything-but is true of one other element', detail({ tags: [{ 'anything-but': 'prod' }] })],
  ['a value exists', detail({ result: [{ exists: true }] })],
  ['null exists', detail({ reason: [{ exists: true }] })],
  ['an absent field does not exist', detail({ volume: [{ exists: false }] })],
  ['a field below an absent one does not exist', detail({ volume: { id: [{ exists: false }] } })],
  ['only leaves exist, objects do not', detail({ origin: [{ exists: false }] })],
  ['an empty array does not exist', detail({ empty: [{ exists: false }] })],
  ['numeric equality', detail({ sizeGib: [{ numeric: ['=', 8] }] })],
  ['a numeric range, both ends', detail({ sizeGib: [{ numeric: ['>', 0, '<=', 8] }] })],
  ['a wildcard', { resources: [{ wildcard: 'arn:aws:ec2::*:snapshot/*' }] }],
  ['a wildcard stands for no text too', detail({ event: [{ wildcard: 'create*Snapshot*' }] })],
  ['an escaped star is a star', detail({ path: [{ wildcard: 'a\\*b\\\\*' }] })],
  ['operators beside values', detail({ result: ['failed', { prefix: 'succ' }] })],
  ['$or needs one', { $or: [{ source: ['aws.s3'] }, { detail: { event: ['createSnapshot'] } }] }],
  ['a dotted name in the pattern meets a nested field', detail({ 'origin.region': ['eu-west-1'] })],
  ['a nested field in the pattern meets a dotted name', detail({ state: { status: ['running'] } })],
  ['a dotted name may lead from the top', { 'detail.origin.region': [{ prefix: 'eu-' }] }],
  [
    'dotted names meet within one object of an array',
    detail({ 'snapshots.id': ['snap-2'], snapshots: { status: ['error'] } }),
  ],
  ['as many wildcards as EventBridge takes', { source: [{ wildcard: '*:*:*:*:event-bus/*' }, 'aws.ec2'] }],
  [
    '$or within a field, beside another',
    detail({ result: ['succeeded'], $or: [{ sizeGib: [8] }, { event: ['x'] }] }),
  ],
])('matches: %s', (_, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(true);
});

test.each<[rule: string, pattern: object]>([
  ['no value is equal', { source: ['aws.s3'] }],
  ['one of two fields fails', { source: ['aws.ec2'], detail: { event: ['copySnapshot'] } }],
  ['strings differ by case', { source: ['AWS.EC2'] }],
  ['a number is no string', detail({ sizeGib: ['8'] })],
  ['null is no empty string', detail({ cause: [null] })],
  ['an absent field is not null', detail({ volume: [null] })],
  ['a nested pattern on a string', { source: { name: ['aws.ec2'] } }],
  ['fields of different objects of an array', detail({ snapshots: { id: ['snap-1'], status: ['error'] } })],
  [
    'dotted names of different objects',
    detail({ 'snapshots.id': ['snap-1'], 'snapshots.status': ['error'] }),
  ],
  ['a dotted name that goes on', detail({ 'origin.region.name': ['eu-west-1'] })],
  ['a part of a dotted name', detail({ state: ['running'] })],
  ['prefix', detail({ event: [{ prefix: 'Create' }] })],
  ['prefix of a number', detail({ sizeGib: [{ prefix: '8' }] })],
  ['suffix', detail({ event: [{ suffix: 'snapshot' }] })],
  ['anything-but the value', detail({ result: [{ 'anything-but': 'succeeded' }] })],
  ['anything-but a list with the value', detail({ result: [{ 'anything-but': ['failed', 'succeeded'] }] })],
  ['anything-but a prefix it has', detail({ event: [{ 'anything-but': { prefix: 'create' } }] })],
  ['anything-but of an absent field', detail({ volume: [{ 'anything-but': 'x' }] })],
  ['anything-but of every element', detail({ tags: [{ 'anything-but': ['Nightly', 'prod'] }] })],
  ['an absent field exists', detail({ volume: [{ exists: true }] })],
  ['an object exists', detail({ origin: [{ exists: true }] })],
  ['a value does not exist', detail({ result: [{ exists: false }] })],
  ['outside a numeric range', detail({ sizeGib: [{ numeric: ['>', 8, '<', 100] }] })],
  ['numeric of a string', detail({ result: [{ numeric: ['>', 0] }] })],
  ['a wildcard that must end', detail({ event: [{ wildcard: 'create*x' }] })],
  ['an escaped star is not any text', detail({ event: [{ wildcard: 'create\\*' }] })],
  ['a dot in a wildcard is a dot', { source: [{ wildcard: 'aws.e.*' }] }],
  ['$or without a match', { $or: [{ source: ['aws.s3'] }, { source: ['aws.ecs'] }] }],
])('does not match: %s', (_, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(false);
});

test.each<[form: string, pattern: unknown]>([
  ['an unknown operator', { source: [{ cidr: '10.0.0.0/8' }] }],
  ['two operators in one object', { source: [{ prefix: 'a', suffix: 'b' }] }],
  ['a plain value instead of an array', { source: 'aws.ec2' }],
  ['an empty array', { source: [] }],
  ['an empty pattern', {}],
  ['an empty nested pattern', { detail: {} }],
  ['$or with one pattern', { $or: [{ source: ['a'] }] }],
  ['an unknown comparison', { detail: { sizeGib: [{ numeric: ['!=', 8] }] } }],
  ['anything-but with a boolean', { detail: { final: [{ 'anything-but': true }] } }],
  ['a text operator with a number', { source: [{ prefix: 5 }] }],
  ['exists with a string', { source: [{ exists: 'true' }] }],
  ['two stars in a row', { source: [{ wildcard: 'a**' }] }],
  ['a lone backslash', { source: [{ wildcard: 'a\\b' }] }],
])('%s is refused', (_, pattern) => {
  expect(() => eventPattern(pattern)).toThrow(/^not simulated: /);
});

const tooComplex =
  'Rule is too complex - try using fewer wildcard characters ' +
  'or fewer repeating character sequences after a wildcard character';
const affix = 'Null prefix/suffix not allowed';
const anythingBut = 'Value of anything-but must be an array or single string/number value.';

test.each<[form: string, value: object, reason: string]>([
  ['anything-but an empty prefix', { 'anything-but': { prefix: '' } }, affix],
  ['anything-but an empty suffix', { 'anything-but': { suffix: '' } }, affix],
  ['anything-but an empty suffix among others', { 'anything-but': { suffix: ['.png', ''] } }, affix],
  [
    'anything-but a prefix ignoring case',
    { 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } },
    anythingBut,
  ],
  [
    'anything-but a suffix ignoring case',
    { 'anything-but': { suffix: { 'equals-ignore-case': 'a' } } },
    anythingBut,
  ],
  ['two bottoms', { numeric: ['>', 0, '>', 0] }, 'Bad numeric range operator: >'],
  ['an equal as top', { numeric: ['>', 0, '=', 5] }, 'Bad numeric range operator: ='],
  ['the top first', { numeric: ['<', 5, '>', 0] }, 'Too many elements in numeric expression'],
  ['an equal with a top', { numeric: ['=', 5, '<', 6] }, 'Too many elements in numeric expression'],
  ['a range upside down', { numeric: ['>', 5, '<', 0] }, 'Bottom must be less than top'],
  ['an empty range', { numeric: ['>=', 5, '<=', 5] }, 'Bottom must be less than top'],
  ['a third bound', { numeric: ['>', 0, '<', 5, '<', 6] }, 'Too many terms in numeric range expression'],
  ['six stars after the same character', { wildcard: '*:*:*:*:*:event-bus/*' }, tooComplex],
  [
    'such a wildcard under anything-but',
    { 'anything-but': { wildcard: '*:*:*:*:*:event-bus/*' } },
    tooComplex,
  ],
])('EventBridge creates no rule with %s', (_, value, reason) => {
  expect(() => eventPattern({ detail: { field: [value] } })).toThrow(`invalid event pattern: ${reason}`);
});

test('the wildcards of a field are too complex together', () => {
  const of = (...kinds: string[]): object => ({
    key: kinds.map((kind) => ({ wildcard: `*/datasync/*.${kind}` })),
  });

  expect(() => eventPattern(of('bif', 'tif'))).not.toThrow();
  expect(() => eventPattern({ ...of('bif', 'tif'), other: of('svs', 'tiff') })).not.toThrow();
  expect(() => eventPattern(of('bif', 'tif', 'svs', 'tiff'))).toThrow(tooComplex);
});

test('anything-but is the opposite of the value, for every string', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, other) => {
      const is = eventPattern({ field: [value] })({ field: other });
      const isNot = eventPattern({ field: [{ 'anything-but': value }] })({ field: other });
      expect(is).toBe(!isNot);
    }),
    { numRuns: 50 },
  );
});

test('a wildcard between two texts is a prefix and a suffix that do not overlap', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', '(', '\n'), maxLength: 4 });
  fc.assert(
    fc.property(text, text, text, (start, middle, end) => {
      const matches = eventPattern({ field: [{ wildcard: `${start}*${end}` }] });
      expect(matches({ field: `${start}${middle}${end}` })).toBe(true);
      expect(matches({ field: `x${start}${middle}${end}` })).toBe(start === '');
    }),
    { numRuns: 50 },
  );
});

test('only plain strings of a field can be indexed', () => {
  expect(exactStrings({ source: ['aws.ec2', 'aws.s3'] }, 'source')).toEqual(['aws.ec2', 'aws.s3']);
  expect(exactStrings({ source: ['aws.ec2', { prefix: 'aws.' }] }, 'source')).toBeUndefined();
  expect(exactStrings({ detail: { event: ['x'] } }, 'source')).toBeUndefined();
});
