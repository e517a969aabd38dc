import { InvalidInput } from '../../../functions/domain/errors';
import { refuseNameOfAnother } from '../../../functions/domain/execution-name';
import { snap } from '../../support/builders';

test.each([snap(1), `again-${snap(1)}`, '3b2c4a5e-1f60-4d0c-9a52-6f0e8f3d7c11', 'mine', undefined])(
  'an execution named %s may be about the snapshot',
  (name) => {
    expect(() => refuseNameOfAnother(name, snap(1))).not.toThrow();
  },
);

test.each([snap(2), `again-${snap(2)}`])(
  'an execution named %s, which is of another snapshot, may not: the event about that one would pass for a repeated one',
  (name) => {
    expect(() => refuseNameOfAnother(name, snap(1))).toThrow(InvalidInput);
    expect(() => refuseNameOfAnother(name, snap(1))).toThrow(
      `the execution bears the name of ${snap(2)}, and its input is about ${snap(1)}`,
    );
  },
);
