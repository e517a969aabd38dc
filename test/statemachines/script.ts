/**
 * What becomes of one call of a function, of one message to the failure queue, or of one in the copy queue, whose answer
 * comes back with the task token. `refuses`: AWS itself does not take the call. Without any of them nobody ever answers.
 */
export type Answer = {
  readonly returns?: unknown;
  readonly throws?: { readonly error: string; readonly message: string };
  readonly refuses?: string;
  /** How long a message waits in the copy queue. */
  readonly afterSeconds?: number;
};

/**
 * The answers to each callee's calls, in order, the last one again and again. A callee is a function, such as
 * `TagSnapshot`, the `FailureQueue`, or the copy queue for one DR Region, such as `CopyQueue us-west-2`.
 */
export type Script = Readonly<Record<string, readonly Answer[]>>;

export const returns = (value: unknown, afterSeconds = 0): Answer => ({ returns: value, afterSeconds });

export const throws = (error: string, afterSeconds = 0): Answer => ({
  throws: { error, message: 'why' },
  afterSeconds,
});

export const refuses = (code: string): Answer => ({ refuses: code });

export const NEVER: Answer = {};

/** The answers of a callee that AWS is too busy for until the last attempt of a Task. */
export const reachedLast = (answer: Answer): Answer[] => [
  ...Array.from({ length: 60 }, () => throws('ServiceBusy')),
  answer,
];

/** What a Catch knows of `throws(error)` by a function. */
export const causeOf = (error: string): string => `{"errorType":"${error}","errorMessage":"why"}`;
