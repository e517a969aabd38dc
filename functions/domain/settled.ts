/** EC2's answers may be eight minutes old; what it still does not show after ten is absent. */
export const SETTLED_SECONDS = 600;

/**
 * Whether what EC2 does not show at `now` may be believed to be absent: the step has been entered long enough ago, and what it is
 * about existed before. Where nobody says when, it is not believed.
 */
export const isSettled = (enteredAt: string | undefined, now: Date): boolean =>
  enteredAt !== undefined && now.getTime() - Date.parse(enteredAt) >= SETTLED_SECONDS * 1000;
