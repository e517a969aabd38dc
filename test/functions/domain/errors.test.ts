import * as errors from '../../../functions/domain/errors';

test.each(Object.entries(errors))(
  '%s bears its class name, its message and its cause',
  (className, KeeperError) => {
    const cause = new Error('of AWS');
    const error = new KeeperError('what happened', { cause });
    expect([error.name, KeeperError.name]).toEqual([className, className]);
    expect(error).toMatchObject({ message: 'what happened', cause });
    expect(error).toBeInstanceOf(Error);
  },
);

test('the name does not depend on the name of the class, which bundlers change', () => {
  const renamed = class extends errors.CopyRefused {};
  expect(new renamed('what happened').name).toBe('CopyRefused');
});
