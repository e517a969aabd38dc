/** Why, in words that snapshots of one cause share: without ids and counts. */
export const sharedReason = (reasons: readonly string[]): string =>
  reasons
    .join('; ')
    .replace(/\b(ami|snap)-[0-9a-f]+/g, '$1-…')
    .replace(/[0-9]+ of [0-9]+ at once/, 'too much at once');
