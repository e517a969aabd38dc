import { Heap } from '../kernel/heap';
import type { Message } from './sqs-message';

/** The visible messages of a queue, in the order in which they may be received. */
export interface Line {
  /** Puts a new message in line. */
  add(message: Message): void;
  /** Takes up to `count` messages for one receive, each to be put back or released. Skips what is gone by now. */
  take(count: number): Message[];
  /** Puts a message that was taken in line again, in its old place. */
  putBack(message: Message): void;
  /** Says that a message that was taken will not come back. */
  release(message: Message): void;
  /** Whether `take` would give a message. */
  hasNext(): boolean;
}

const byArrival = (a: Message, b: Message): boolean => a.sequence < b.sequence;

/** The line of a standard queue. AWS promises no order; this one is by arrival, so that a run can be repeated. */
export class StandardLine implements Line {
  readonly #visible = new Heap<Message>(byArrival);

  add(message: Message): void {
    this.#visible.push(message);
  }

  take(count: number): Message[] {
    const taken: Message[] = [];
    while (taken.length < count && this.hasNext()) taken.push(this.#visible.pop()!);
    return taken;
  }

  putBack(message: Message): void {
    this.#visible.push(message);
  }

  release(): void {}

  hasNext(): boolean {
    return headOf(this.#visible) !== undefined;
  }
}

type Group = {
  readonly id: string;
  readonly visible: Heap<Message>;
  inFlight: number;
  isReady: boolean;
};

type ReadyGroup = { readonly group: Group; readonly headSequence: number };

/**
 * The line of a FIFO queue: messages of a group in the order of arrival, and none of a group while one of its messages
 * is in flight. A receive takes as many messages of one group as it can before it goes on to the next.
 */
export class FifoLine implements Line {
  readonly #groups = new Map<string, Group>();
  /** The groups with visible messages and none in flight, first the one whose first message came first. */
  readonly #ready = new Heap<ReadyGroup>((a, b) => a.headSequence < b.headSequence);

  add(message: Message): void {
    const id = groupId(message);
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { id, visible: new Heap(byArrival), inFlight: 0, isReady: false };
      this.#groups.set(id, group);
    }
    group.visible.push(message);
    this.#settle(group);
  }

  take(count: number): Message[] {
    const taken: Message[] = [];
    while (taken.length < count && this.hasNext()) {
      const { group } = this.#ready.pop()!;
      group.isReady = false;
      while (taken.length < count && headOf(group.visible) !== undefined) {
        taken.push(group.visible.pop()!);
        group.inFlight += 1;
      }
    }
    return taken;
  }

  putBack(message: Message): void {
    const group = this.#groups.get(groupId(message))!;
    group.visible.push(message);
    group.inFlight -= 1;
    this.#settle(group);
  }

  release(message: Message): void {
    const group = this.#groups.get(groupId(message))!;
    group.inFlight -= 1;
    this.#settle(group);
  }

  hasNext(): boolean {
    for (let ready = this.#ready.peek(); ready !== undefined; ready = this.#ready.peek()) {
      if (headOf(ready.group.visible) !== undefined) return true;
      this.#ready.pop();
      this.#groups.delete(ready.group.id);
    }
    return false;
  }

  /** A group without messages in flight becomes ready, or is forgotten where no message is left. */
  #settle(group: Group): void {
    if (group.inFlight > 0 || group.isReady) return;
    const head = headOf(group.visible);
    group.isReady = head !== undefined;
    if (head === undefined) this.#groups.delete(group.id);
    else this.#ready.push({ group, headSequence: head.sequence });
  }
}

const groupId = (message: Message): string => {
  if (message.fifo === undefined) throw new Error(`message ${message.id} of a FIFO queue has no group`);
  return message.fifo.groupId;
};

/** The first message that is still there; drops those before it, which were deleted or have expired in line. */
const headOf = (messages: Heap<Message>): Message | undefined => {
  while (messages.peek()?.state === 'gone') messages.pop();
  return messages.peek();
};
