import type { EC2Client } from '@aws-sdk/client-ec2';
import { AwsError, type ApiRequest, type Caller } from '../../../local/aws/api';
import { Ec2 } from '../../../local/aws/ec2';
import type { FaultName, FaultSet } from '../../../local/faults/fault-catalogue';
import { Faults } from '../../../local/faults/faults';
import { Loop } from '../../../local/kernel/loop';
import { Random } from '../../../local/kernel/random';
import { SdkClient } from '../../../local/handlers/sdk-client';

export const PRIMARY = 'us-west-2';
export const DR = 'us-east-2';
export const VOLUME = 'vol-00000000000000001';
export const OTHER_VOLUME = 'vol-00000000000000002';

/** Tags as a list, in the form of the EC2 API. */
export const listOf = (tags: Record<string, string>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** EC2 under faults on virtual time, with two volumes in the primary Region, and what `somebody` does there. */
export class FaultsBench {
  readonly loop = new Loop(Date.parse('2026-03-01T00:00:00Z'));
  readonly ec2: Ec2;
  readonly faults: Faults;
  readonly strikes: FaultName[] = [];
  /** The calls by which somebody has changed something. */
  readonly deeds: ApiRequest[] = [];
  readonly #service;

  constructor(faults: FaultSet, seed = 1) {
    this.ec2 = new Ec2({
      accountId: '111122223333',
      random: (name) => new Random(7, name),
      kmsKey: (region, id) => ({ arn: `arn:aws:kms:${region}:111122223333:key/${id.split('/').at(-1)}` }),
      isAllowed: () => true,
    });
    this.faults = new Faults({
      seed,
      faults,
      loop: this.loop,
      ownTags: { prefix: 'ours:', keys: ['ours:volume', 'ours:hold'] },
      tagChanges: [{ Key: 'ours:hold', Value: 'somebody wants it' }, { Key: 'ours:volume' }],
      callTimeoutMs: 8000,
      ec2: (region) => this.#client(region),
      instance: () => undefined,
      onStrike: (name) => this.strikes.push(name),
    });
    this.#service = this.faults.ec2(this.ec2, this.ec2);
    for (const VolumeId of [VOLUME, OTHER_VOLUME]) this.ec2.addVolume(PRIMARY, { VolumeId, Size: 1 });
  }

  call(
    operation: string,
    input: object,
    region = PRIMARY,
    caller: Caller = { outsider: 'aws:backup' },
  ): Readonly<Record<string, unknown>> {
    const request = { service: 'ec2', region, operation, input: { ...input }, caller };
    const { output, later = [] } = this.#service.apply(this.loop.nowMs(), request);
    for (const step of later)
      this.loop.schedule(this.loop.nowMs() + step.afterMs, step.request.operation, () => {
        this.call(step.request.operation, step.request.input, step.request.region, step.request.caller);
      });
    return output;
  }

  create(tags: Record<string, string>, volumeId = VOLUME): string {
    const TagSpecifications = [{ ResourceType: 'snapshot', Tags: listOf(tags) }];
    return String(this.call('CreateSnapshot', { VolumeId: volumeId, TagSpecifications })['SnapshotId']);
  }

  copy(SourceSnapshotId: string, Description: string, tags: Record<string, string>): string {
    const TagSpecifications = [{ ResourceType: 'snapshot', Tags: listOf(tags) }];
    const input = { SourceRegion: PRIMARY, SourceSnapshotId, Description, TagSpecifications };
    return String(this.call('CopySnapshot', input, DR)['SnapshotId']);
  }

  run(durationMs: number): Promise<void> {
    return this.loop.run(this.loop.nowMs() + durationMs);
  }

  #client(region: string): EC2Client {
    const client = new SdkClient({
      service: 'ec2',
      region,
      caller: { outsider: 'somebody' },
      maxAttempts: 1,
      call: (request) => this.#callOfSomebody(request),
      loop: this.loop,
      random: new Random(1, 'retries'),
    });
    return client as unknown as EC2Client;
  }

  #callOfSomebody(request: ApiRequest): Promise<unknown> {
    if (!request.operation.startsWith('Describe')) this.deeds.push(request);
    try {
      return Promise.resolve(this.call(request.operation, request.input, request.region, request.caller));
    } catch (error) {
      return Promise.reject(error instanceof AwsError ? error : new Error(String(error)));
    }
  }
}
