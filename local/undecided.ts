/** IAM was asked for a decision that it has not taken yet: await `decided`, then ask again. */
export class Undecided extends Error {
  override readonly name = 'Undecided';

  constructor(readonly decided: Promise<unknown>) {
    super('IAM has not decided this yet');
  }
}

/**
 * Does `work`, which must change nothing before it throws Undecided, and tells how it ended: at once where IAM has taken all
 * decisions that it needs, as it mostly has; else the promise resolves when it is told.
 */
export function whenDecided<Result>(
  work: () => Result,
  done: (result: Result) => void,
  failed: (error: Error) => void,
): void | Promise<void> {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    if (!(error instanceof Undecided)) return failed(error as Error);
    return error.decided.then(() => whenDecided(work, done, failed));
  }
  done(result);
}
