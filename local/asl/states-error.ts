/** An error as the Amazon States Language knows it: named, retried or caught by its name, else fatal. */
export class StatesError extends Error {
  /**
   * `error` is the error's name in the execution. `cause` is absent where AWS reports none, as for a timeout.
   * `alias` is a second name under which Retry and Catch find it.
   */
  constructor(
    readonly error: string,
    override readonly cause?: string,
    readonly alias?: string,
  ) {
    super(cause === undefined ? error : `${error}: ${cause}`);
  }

  /** What a Catch sees as `$states.errorOutput`; AWS gives an empty Cause where there is none. */
  output(): { readonly Error: string; readonly Cause: string } {
    return { Error: this.error, Cause: this.cause ?? '' };
  }
}

/**
 * Whether a retrier or catcher with these names takes the error. `States.Runtime` is never taken and
 * `States.DataLimitExceeded` only by its own name; `States.TaskFailed` is every other error but `States.Timeout`.
 */
export function matchesError(errorEquals: readonly string[], error: StatesError): boolean {
  if (error.error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error.error || name === error.alias) return true;
    if (error.error === 'States.DataLimitExceeded') return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error.error !== 'States.Timeout');
  });
}
