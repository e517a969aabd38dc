import { EventSourceMapping } from '../aws/event-source-mapping';
import type { Lambda } from '../aws/lambda';
import type { Mapping } from '../template/deployment';

type Options = ConstructorParameters<typeof EventSourceMapping>[0];

type Parts = Pick<Options, 'loop' | 'queues' | 'call'> & { readonly lambda: Pick<Lambda, 'runForMapping'> };

/** The event source mappings of all functions, by their queues. */
export class QueueMappings {
  readonly #parts: Parts;
  readonly #mappings = new Map<string, EventSourceMapping[]>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  add({ functionArn, ...mapping }: Mapping): void {
    const { lambda, ...parts } = this.#parts;
    const added = new EventSourceMapping({
      ...mapping,
      ...parts,
      invoke: (event) => lambda.runForMapping(functionArn, event),
    });
    this.#mappings.set(mapping.queueArn, [...(this.#mappings.get(mapping.queueArn) ?? []), added]);
  }

  /** Has those of a queue look for messages. */
  wake(queueArn: string): void {
    for (const mapping of this.#mappings.get(queueArn) ?? []) mapping.wake();
  }
}
