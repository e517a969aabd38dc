/**
 * All of `items` in another order, for whoever has time for some of them at a time: the first `urgent` ones come first each time, and
 * behind them the others, from so many further on at each next `turn`, a whole number, so that none is left out for ever. Where there are no more than
 * twice as many, the order stays.
 */
export function inTurn<Item>(items: readonly Item[], urgent: number, turn: number): readonly Item[] {
  if (items.length <= 2 * urgent) return items;
  const others = items.slice(urgent);
  const place = (turn * urgent) % others.length;
  return [...items.slice(0, urgent), ...others.slice(place), ...others.slice(0, place)];
}
