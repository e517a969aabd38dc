/** How an instance is, as far as nobody decides it by a call. All can be changed at any time. */
export type Conditions = {
  /** Whether its agent is there for Systems Manager, has lost the connection, or has never registered. */
  readonly agent: 'online' | 'connection lost' | 'not registered';
  /** When the agent loses its connection over a freeze: as soon as all is frozen, or once it has told so. */
  readonly connectionLost: 'never' | 'when frozen' | 'when told';
  /** fsfreeze of the last file system does not end for as long as this is so. */
  readonly freezeHangs: boolean;
  /** fsfreeze cannot thaw for as long as this is so. */
  readonly thawFails: boolean;
  readonly applicationNotReady: boolean;
  /** How AWS's document for VSS fares: on a Windows instance alone. */
  readonly vss: 'works' | 'installs slowly' | 'component missing' | 'writers fail' | 'one volume untagged';
  /** Ids of its data volumes that are not mounted, being offline or raw: VSS takes none of these. */
  readonly unmounted: readonly string[];
};

export const SOUND: Conditions = {
  agent: 'online',
  connectionLost: 'never',
  freezeHangs: false,
  thawFails: false,
  applicationNotReady: false,
  vss: 'works',
  unmounted: [],
};

type Waiting = { readonly isSo: (conditions: Conditions) => boolean; readonly resolve: () => void };

/** The conditions of an instance, and who waits for others. */
export class ChangingConditions {
  #now = SOUND;
  #waiting: readonly Waiting[] = [];

  get now(): Conditions {
    return this.#now;
  }

  set(changes: Partial<Conditions>): void {
    this.#now = { ...this.#now, ...changes };
    const met = this.#waiting.filter(({ isSo }) => isSo(this.#now));
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }

  /** Resolves as soon as something is so, which may be at once. */
  until(isSo: (conditions: Conditions) => boolean): Promise<void> {
    if (isSo(this.#now)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { isSo, resolve }];
    });
  }
}
