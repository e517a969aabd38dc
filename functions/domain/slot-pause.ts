/** What has been seen of the copies of a message group, of which one at a time is in front and asks for a slot. */
export type SlotsSeen = {
  /** Copies that were started. */
  readonly started: number;
  /** For how long they were in front, all together. */
  readonly seconds: number;
};

/** With a pause for so many slots, a request that finds none free is rare, and few slots are free meanwhile. */
const SLOTS_PER_PAUSE = 4;

const SHORTEST_SECONDS = 5;

/** A slot that comes free waits for half of it: where copies take five minutes, that is a twenty-fifth of the slots' time. */
const LONGEST_SECONDS = 25;

/** Of a copy that goes first: most slots that come free are its own, and others get what it leaves. */
const LONGEST_FIRST_SECONDS = SHORTEST_SECONDS;

/** Copies that have waited long for the first slot wait for long ones to end, and SQS hands a message out 1,000 times at most. */
const LONGEST_IN_VAIN_SECONDS = 180;
const IN_VAIN_RECEIVES = 10;

/**
 * How long to wait before asking for a slot again, in seconds: until four have come free, if they come free as fast as before, and no
 * longer than 25 seconds, or 5 where the copy goes first. For a message that was received many times in vain, longer: in 1,000 receives it waits for two days.
 */
export function slotPauseSeconds(
  { started, seconds }: SlotsSeen,
  receiveCount: number,
  goesFirst = false,
): number {
  const longest = Math.min(
    (goesFirst ? LONGEST_FIRST_SECONDS : LONGEST_SECONDS) * Math.ceil(receiveCount / IN_VAIN_RECEIVES),
    LONGEST_IN_VAIN_SECONDS,
  );
  const expected = started === 0 ? Infinity : (seconds / started) * SLOTS_PER_PAUSE;
  return Math.round(Math.min(Math.max(expected, SHORTEST_SECONDS), longest));
}
