/** What starts a machine: a rule for events, or a schedule. */
export type Starter = {
  readonly arn: string;
  /** As it was when it was read. */
  readonly isOff: boolean;
  /** Names of what somebody else had switched off, which is not switched on. */
  readonly stays?: readonly string[];
  /** Resolves to how it is then, undefined where it is gone meanwhile. Changes nothing where it is so already. */
  readonly switchTo: (to: 'on' | 'off') => Promise<'on' | 'off' | undefined>;
};
