/** Signs a GET of EC2 in one Region with the function's own credentials. */
export type UrlSigner = {
  /** A URL that holds for an hour from `at` on. */
  presign(query: Readonly<Record<string, string>>, at: Date): Promise<string>;
};

/**
 * What proves to EC2 in the destination that the caller may read the source (API reference, CopySnapshot, PresignedUrl). The SDK makes
 * one itself where it is absent, in which the tags of the copy stand as `[object Object]`. A wrong one is accepted, and the copy fails later.
 */
export const copyUrl = (
  source: UrlSigner,
  copy: { readonly sourceRegion: string; readonly snapshotId: string; readonly region: string },
  at: Date,
): Promise<string> =>
  source.presign(
    {
      Action: 'CopySnapshot',
      Version: '2016-11-15',
      SourceRegion: copy.sourceRegion,
      SourceSnapshotId: copy.snapshotId,
      DestinationRegion: copy.region,
    },
    at,
  );
