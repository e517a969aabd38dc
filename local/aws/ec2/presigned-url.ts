import { partitionOf } from '../../kernel/partition';

const EXPIRES_SECONDS = 3600;

const hostIn = (region: string): string => `ec2.${region}.${partitionOf(region).dnsSuffix}`;

/** `20310304T050607Z`. */
const basicTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** A URL for EC2 in a Region, signed as a signer of the SDK does it, but for the signature: nobody here has keys. */
export function presignedUrl(region: string, query: Readonly<Record<string, string>>, nowMs: number): string {
  const time = basicTime(nowMs);
  const signed = {
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `ASIAEXAMPLE/${time.slice(0, 8)}/${region}/ec2/aws4_request`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(EXPIRES_SECONDS),
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  };
  return `https://${hostIn(region)}/?${new URLSearchParams(signed).toString()}`;
}

/** The URL that an SDK or the console adds to a CopySnapshot that has none. */
export const copySnapshotUrl = (
  input: Readonly<Record<string, unknown>>,
  destinationRegion: string,
  nowMs: number,
): string =>
  presignedUrl(
    String(input['SourceRegion']),
    { Version: '2016-11-15', ...documented(input, destinationRegion) },
    nowMs,
  );

type Copy = { readonly SourceRegion?: unknown; readonly SourceSnapshotId?: unknown };

/** What the URL must say (API reference, CopySnapshot, PresignedUrl). What else it says is passed over. [unverified] */
const documented = ({ SourceRegion, SourceSnapshotId }: Copy, destinationRegion: string) => ({
  Action: 'CopySnapshot',
  SourceRegion: String(SourceRegion),
  SourceSnapshotId: String(SourceSnapshotId),
  DestinationRegion: destinationRegion,
});

/** Whether the URL asks EC2 of the source Region for this copy, and is signed for it and not yet expired. */
export function isUrlOfCopy(text: string, copy: Copy, destinationRegion: string, nowMs: number): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const region = String(copy.SourceRegion);
  if (url === undefined || url.protocol !== 'https:' || url.host !== hostIn(region)) return false;
  const query = (name: string): string => url.searchParams.get(name) ?? '';
  if (Object.entries(documented(copy, destinationRegion)).some(([name, value]) => query(name) !== value))
    return false;
  const time = query('X-Amz-Date');
  const signedMs = Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const isValid = nowMs >= signedMs && nowMs <= signedMs + Number(query('X-Amz-Expires')) * 1000;
  const scope = `/${time.slice(0, 8)}/${region}/ec2/aws4_request`;
  return (
    isValid &&
    query('X-Amz-Credential').endsWith(scope) &&
    query('X-Amz-SignedHeaders') === 'host' &&
    /^[0-9a-f]{64}$/.test(query('X-Amz-Signature'))
  );
}
