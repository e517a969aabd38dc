import type { MakingImage } from '../../functions/aws/new-images';
import { AccessDenied, ServiceBusy } from '../../functions/domain/errors';
import { makeImage } from '../../functions/take-snapshots/make-image';
import { vol } from '../support/builders';
import { DUE, volume } from '../support/taking-world';

const makingAfter = (look: Error | undefined): Promise<MakingImage> =>
  makeImage(
    {
      newImages: { make: () => Promise.reject(new Error('nobody asks for one')) },
      instances: { devicesOf: () => (look ? Promise.reject(look) : Promise.resolve(undefined)) },
      run: { deployment: 'keeper', scheduledAt: DUE },
      isRebooting: () => false,
    },
    'i-1',
    [{ volume: volume(1), schedules: ['daily'] }],
    ['daily'],
  );

test('of an instance that EC2 does not show no AMI is asked for: it has answered, of another state', async () => {
  await expect(makingAfter(undefined)).resolves.toEqual({
    outcome: 'unknown',
    reason: 'EC2 does not show i-1',
    answered: true,
  });
});

test('nor where the look is denied', async () => {
  await expect(makingAfter(new AccessDenied('not authorized'))).resolves.toEqual({
    outcome: 'unknown',
    reason: 'not authorized',
    answered: true,
  });
});

test('nor where EC2 does not answer the look', async () => {
  await expect(makingAfter(new ServiceBusy('a time-out'))).resolves.toEqual({
    outcome: 'unknown',
    reason: 'a time-out',
  });
});

test('any other error ends the call', async () => {
  await expect(makingAfter(new TypeError(vol(1)))).rejects.toThrow(TypeError);
});
