/** `SnapshotCreated` becomes `snapshot-created`: a construct's id leads to its folder or file. */
export const kebabCase = (id: string): string =>
  id.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
