import type { Snapshot } from '@aws-sdk/client-ec2';

/** An AMI that a function has made: for what, as it was described then, and what it holds. */
export type OurImage = { readonly description: string; readonly snapshotIds: readonly string[] };

/** The AMIs that the functions have made, by EC2's answers and not by what anybody says. */
export class OurImages {
  readonly #byId = new Map<string, OurImage>();
  /** By snapshot. */
  readonly #descriptions = new Map<string, string>();

  made(imageId: string, image: OurImage): void {
    this.#byId.set(imageId, image);
    for (const id of image.snapshotIds) this.#descriptions.set(id, image.description);
  }

  of(imageId: string): OurImage | undefined {
    return this.#byId.get(imageId);
  }

  /** What says for which schedules a snapshot was taken: of one of an AMI, what the AMI was made with. */
  descriptionOf({ SnapshotId = '', Description }: Snapshot): string | undefined {
    return this.#descriptions.get(SnapshotId) ?? Description;
  }
}
