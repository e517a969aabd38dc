import * as z from 'zod';
import { INITIALIZATION_RATE_MIBPS } from '../functions/domain/initialization-rate';

const WITHIN = 'expected a whole number of days from 1 to 365';
/** A hundred drills of so many stay below the 25,000 events that the history of an execution holds. */
const BLOCKS_MAX = 20_000;
const BLOCKS = `expected a whole number of blocks from 1 to ${BLOCKS_MAX}`;
const [RATE_LEAST, RATE_MOST] = INITIALIZATION_RATE_MIBPS;
const RATE = `expected a whole number of MiB a second from ${RATE_LEAST} to ${RATE_MOST}`;

/** Whether the newest copy of each volume is drilled in each DR Region, and how. */
export const Drill = z
  .strictObject(
    {
      /** Each volume once in so many days. */
      withinDays: z.int(WITHIN).min(1, WITHIN).max(365, WITHIN).default(30),
      /** How many blocks of a copy are compared with those of its source, on each side a read that is billed; all of one that has no more. */
      sampleBlocks: z.int(BLOCKS).min(1, BLOCKS).max(BLOCKS_MAX, BLOCKS).default(1000),
      /** At which a volume is initialized whole before its drill ends, which is billed by the GiB; absent where it is not. */
      initializationRateMibps: z.int(RATE).min(RATE_LEAST, RATE).max(RATE_MOST, RATE).optional(),
    },
    {
      error: ({ code }) =>
        code === 'invalid_type' ? 'expected an object such as { "withinDays": 30 }' : undefined,
    },
  )
  .optional();
