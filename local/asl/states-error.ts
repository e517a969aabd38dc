type Details = {
  /** A second name under which Retry and Catch find it. */
  readonly alias?: string;
  /** Whether wildcards take it although they do not take others of its name. */
  readonly isOfTask?: boolean;
};

/** An error as the Amazon States Language knows it: named, retried or caught by its name, else fatal. */
export class StatesError extends Error {
  /** `error` is the error's name in the execution, `cause` what more is known; both are absent where nobody gave them. */
  constructor(
    readonly error: string | undefined,
    override readonly cause?: string,
    readonly details: Details = {},
  ) {
    super(`${error}: ${cause}`);
  }

  /** What a Catch sees as `$states.errorOutput`: null for what is absent, and an empty Cause for a timeout. */
  output(): { readonly Error: string | null; readonly Cause: string | null } {
    const none = this.error === 'States.Timeout' ? '' : null;
    return { Error: this.error ?? null, Cause: this.cause ?? none };
  }
}

/** Whether the error ends the execution, whatever Retry and Catch say. */
export const isTerminal = ({ error }: StatesError): boolean => error === 'States.Runtime';

/**
 * Whether a retrier or catcher with these names takes the error. `States.TaskFailed` is every error but
 * `States.Timeout`. `States.DataLimitExceeded` is taken only by its own name, but that of a Task's result by all, as
 * recorded on AWS; the developer guide says otherwise.
 */
export function matchesError(errorEquals: readonly string[], thrown: StatesError): boolean {
  const { error, details } = thrown;
  if (isTerminal(thrown)) return false;
  const isWild = error !== 'States.DataLimitExceeded' || details.isOfTask === true;
  return errorEquals.some((name) => {
    if (name === error || name === details.alias) return true;
    return isWild && (name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'));
  });
}
