import { arnOf } from '../kernel/arn';
import type { ApiCall } from '../aws/api-endpoint';
import type { Denial } from '../iam/iam';
import type { Observer } from '../world/observer';
import type { World } from '../world/world';

/** A denied call that is as it should be, and why. */
export type ExplainedDenial = Denial & { readonly why: string };

/** As much of a world as is asked. */
type DenyingWorld = Pick<World, 'denials'> & { readonly ec2: Pick<World['ec2'], 'snapshot'> };

/**
 * Tells denials that are as they should be from those that miss a permission. The roles' rights on a snapshot go by its tags, so that
 * EC2 denies them one that was deleted meanwhile, which has none; the function then looks, and finds it gone.
 */
export class DeniedCalls implements Observer {
  readonly #world: DenyingWorld;
  /** By caller, action and Region, how many denied calls were about snapshots that were gone. */
  readonly #aboutGone = new Map<string, number>();

  constructor(world: DenyingWorld) {
    this.#world = world;
  }

  onCall({ request, callerName, errorCode }: ApiCall): void {
    if (request.service !== 'ec2' || errorCode !== 'UnauthorizedOperation') return;
    const { Resources = [], SnapshotId } = request.input as { Resources?: string[]; SnapshotId?: string };
    const ids = SnapshotId === undefined ? Resources : [SnapshotId];
    const areGone = ids.every((id) => this.#world.ec2.snapshot(request.region, id) === undefined);
    if (ids.length === 0 || !areGone) return;
    const key = keyOf(callerName, `ec2:${request.operation}`, request.region);
    this.#aboutGone.set(key, (this.#aboutGone.get(key) ?? 0) + 1);
  }

  /** The denials of the world with a reason each, where all of its calls have one. */
  explained(): ExplainedDenial[] {
    return this.#world.denials
      .filter((denial) => this.#isExplained(denial))
      .map((denial) => ({ ...denial, why: 'the snapshot had been deleted meanwhile' }));
  }

  /** The denials that nothing explains. */
  unexplained(): Denial[] {
    return this.#world.denials.filter((denial) => !this.#isExplained(denial));
  }

  #isExplained({ callerName, action, resource, count }: Denial): boolean {
    return this.#aboutGone.get(keyOf(callerName, action, arnOf(resource).region)) === count;
  }
}

const keyOf = (...parts: readonly string[]): string => parts.join(' ');
