import { regionStyle, type RegionStyle } from '../../../page/parts/regions';

const COLORS = 4;
const DASHES = ['none', '6 3', '2 3'];

/** Four colors, and then the same ones with dashes: a graph may have a line for each function. */
export const lineStyle = (index: number): RegionStyle => ({
  color: regionStyle(index).color,
  dashes: DASHES[Math.floor(index / COLORS) % DASHES.length]!,
});
