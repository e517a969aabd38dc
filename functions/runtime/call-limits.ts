/**
 * How long one HTTP call may take. Without these the SDK waits for minutes, longer than any of the functions lives; with
 * them, a Region that hangs becomes a time-out that a state machine can wait out.
 */
export const CALL_LIMITS = {
  connectionTimeout: 2000,
  requestTimeout: 8000,
  throwOnRequestTimeout: true,
} as const;
