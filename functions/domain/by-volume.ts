/** The snapshots by the id of their volume, each group in the same order. */
export function byVolume<S extends { readonly volumeId: string }>(snapshots: readonly S[]): Map<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const snapshot of snapshots) {
    const group = groups.get(snapshot.volumeId);
    if (group === undefined) groups.set(snapshot.volumeId, [snapshot]);
    else group.push(snapshot);
  }
  return groups;
}
