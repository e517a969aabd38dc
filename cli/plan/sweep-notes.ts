import type { NextSweep } from './next-sweep';

/** What is not known of the next sweep, in sentences. */
export const sweepNotes = ({
  adoptsFrom,
  whyUnknown,
  knowsWhatRuns,
}: Omit<NextSweep, 'regions'>): string[] => [
  ...(adoptsFrom === null
    ? [
        'Snapshots that no event has told of are not among it: adopt.from is "deployment", and since when there is one is not known here' +
          (whyUnknown === undefined ? '.' : `: ${whyUnknown}`),
      ]
    : []),
  ...(knowsWhatRuns
    ? []
    : ['Nobody has looked at what runs: the sweep leaves that alone, and may start less.']),
];
