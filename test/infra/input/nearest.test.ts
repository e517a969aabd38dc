import { nearest } from '../../../infra/input/nearest';

const NAMES = ['retention', 'region', 'key', 'us-east-1'];

test.each([
  ['retension', 'retention'],
  ['Retention', 'retention'],
  ['regoin', 'region'],
  ['keys', 'key'],
  ['us-east1', 'us-east-1'],
])('%s was meant to be %s', (word, name) => {
  expect(nearest(word, NAMES)).toBe(name);
});

test.each(['', 'x', 'schedule', 'kms'])('%j is near to none', (word) => {
  expect(nearest(word, NAMES)).toBeUndefined();
});
