/** The most values that a filter of EC2's takes (EC2 user guide, "List and filter your resources"). */
const FILTER_VALUES_MAX = 200;

/** As many values as one call takes, in order. */
export const inCalls = <Value>(values: readonly Value[]): Value[][] =>
  Array.from({ length: Math.ceil(values.length / FILTER_VALUES_MAX) }, (_, call) =>
    values.slice(call * FILTER_VALUES_MAX, (call + 1) * FILTER_VALUES_MAX),
  );
