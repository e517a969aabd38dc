/** How old the newest point of a volume may be where nobody says otherwise: a day's snapshot, and two hours for it and its copy to be completed. */
export const TARGET_HOURS_DEFAULT = 26;
