import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './commands';
import type { Confinement } from './confinement';

/** One thing that is shown. */
export type Part = {
  readonly name: string;
  /** Programs without which it cannot be shown. */
  readonly needs: readonly string[];
  /** Shows it, and returns figures; throws where it is not so. */
  show(confinement: Confinement): Promise<string>;
};

export function expectThat(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not so: ${what}`);
}

export function expectCode({ code, out, err }: Answer, expected: number, words = ''): void {
  expectThat(
    code === expected && err.includes(words),
    `exit code ${expected} "${words}", but ${code}: ${out.trim()} ${err.trim()}`,
  );
}

/** The line for machines that a thaw prints. */
export function reportOf({ out, err }: Answer): { readonly frozenMs: number; readonly level: string } {
  const found = /^snapshot-keeper frozenMs=(\d+) level=(application|filesystem|crash)$/m.exec(out);
  if (found === null) throw new Error(`the thaw says nothing for machines: ${out} ${err}`);
  return { frozenMs: Number(found[1]), level: found[2] ?? '' };
}

/** Waits until something is so, for some seconds at most. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  seconds = 20,
): Promise<void> {
  const polls = seconds * 50;
  for (let poll = 0; poll < polls; poll += 1) {
    if (await isSo()) return;
    await wait(20);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
