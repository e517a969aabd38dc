/** A run that takes longer than this shows how far it is. */
const QUIET_MS = 2000;

/**
 * Shows progress on standard error, so that standard output stays clean: on a terminal one line that is overwritten, else
 * a line now and then. `report` may be called as often as one likes.
 */
export class Progress {
  readonly #startedMs = Date.now();
  #shownMs = 0;
  #isShown = false;

  report(text: string): void {
    const nowMs = Date.now();
    const pauseMs = process.stderr.isTTY ? 100 : QUIET_MS;
    if (nowMs - this.#startedMs < QUIET_MS || nowMs - this.#shownMs < pauseMs) return;
    this.#shownMs = nowMs;
    this.#isShown = true;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }

  /** Takes the line away again. */
  done(): void {
    if (this.#isShown && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
