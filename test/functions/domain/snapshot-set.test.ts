import { readSet, setInWords } from '../../../functions/domain/snapshot-set';

test('a set in words is read back', () => {
  for (const size of [2, 9, 10, 128])
    expect(readSet(setInWords({ id: '0123456789ab', size }))).toEqual({ id: '0123456789ab', size });
});

test.each([
  undefined,
  '',
  '0123456789ab',
  '0123456789ab/0',
  '0123456789ab/1',
  '0123456789ab/02',
  '0123456789AB/2',
  '0123456789ab/1000',
])('%j is none: no call takes a set of one', (text) => {
  expect(readSet(text)).toBeUndefined();
});
