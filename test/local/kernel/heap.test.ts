import { Heap } from '../../../local/kernel/heap';
import { Random } from '../../../local/kernel/random';

type Item = { readonly rank: number; place: number };

const heapOfItems = (): Heap<Item> =>
  new Heap<Item>(
    (a, b) => a.rank < b.rank,
    (item, place) => (item.place = place),
  );

const drain = (heap: Heap<Item>): number[] => {
  const ranks: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) ranks.push(item.rank);
  return ranks;
};

test('items leave in order, whatever the order in which they came', () => {
  const heap = heapOfItems();
  for (const rank of [5, 3, 8, 1, 9, 2]) heap.push({ rank, place: -1 });

  expect(heap.peek()?.rank).toBe(1);
  expect(drain(heap)).toEqual([1, 2, 3, 5, 8, 9]);
  expect(heap.length).toBe(0);
  expect(heap.peek()).toBeUndefined();
});

test('what is taken out of the middle never leaves, and the others do so in order', () => {
  const random = new Random(1, 'heap');
  for (let round = 0; round < 200; round += 1) {
    const heap = heapOfItems();
    const items = Array.from({ length: 40 }, () => ({ rank: random.integer(0, 1000), place: -1 }));
    for (const item of items) heap.push(item);
    const [gone, left] = [items.slice(0, 15), items.slice(15)];
    for (const item of gone) heap.removeAt(item.place);

    expect(drain(heap)).toEqual(left.map(({ rank }) => rank).sort((a, b) => a - b));
  }
});
