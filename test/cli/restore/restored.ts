/** What the machine `restore` says of a volume that it makes, for the tests of the verb. */
export const TO_MAKE = {
  ofVolumeId: 'vol-0123456789abcdef0',
  snapshotId: 'snap-0123456789abcdef1',
  takenAt: '2026-11-29T03:00:07.000Z',
  sizeGib: 100,
  zone: 'us-east-1a',
  volumeType: 'gp3',
};

export const MADE = { volumeId: 'vol-0fedcba9876543210', ...TO_MAKE };
