import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws/api';
import type { LocalClients } from '../handlers/sdk-clients';
import type { FaultName, FaultSet } from '../faults/fault-catalogue';
import { HOUR_MS } from '../kernel/time-units';
import type { SynthesizedStack } from '../template/template';
import { Template } from '../template/template';
import { World } from '../world/world';
import { beforeEc2, type BeforeEc2 } from './before-ec2';
import { Circumstances } from './circumstances';
import { judgeExactness, judgeProtection, SCOPE_SETTLED_MS } from './convergence';
import type { FreezeHistory } from './freeze-history';
import { judgeFreezing } from './freezing';
import { missingRights } from './missing-rights';
import { Operator, redrivesIn } from './operator';
import { Patience } from './patience';
import { judgeRestores, type RestoreHistory } from './restores';
import type { SafetyWatch, Violation } from './safety-watch';
import { placesIn, type Places } from './places';
import { takeSnapshot } from './take-snapshot';
import { addFleet, scenarioOf, type Scenario } from './scenario';
import { judgeRepeated } from './repeated-overrides';
import { judgeTelling } from './telling';
import { templatesOf } from './templates';
import { toldFailures } from './told-failures';
import { untoldNotices } from './untold-notices';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** After the last fault: longer than any retry of the machines and any outage, so that what is open then has been given up. */
const SETTLING_MS = 48 * HOUR_MS;

/** For what the operator has started again, and later for each volume's next snapshot. */
const REPAIR_MS = 24 * HOUR_MS;

/** Failures that starting the execution again does not help: a person has to remove the reason first. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'NoRoomForTags',
  'ScopeUnknown',
  'OtherOwner',
  'TagsContradicted',
]);

/** So many snapshots without faults wash out what the policies of the scenarios still want of those before. */
const QUIET_DAYS = 3;

export type SimulationOptions = {
  readonly seed: number;
  readonly faults: FaultSet;
  /** Of the fleet's life under faults. */
  readonly days: number;
  readonly onTrace?: (line: string) => void;
};

export type SimulationResult = {
  readonly seed: number;
  /** In the order in which they were found; empty where all is well. */
  readonly violations: readonly Violation[];
  /** How often each fault struck. */
  readonly strikes: Readonly<Partial<Record<FaultName, number>>>;
  readonly snapshotCount: number;
  readonly copyCount: number;
  readonly deletionCount: number;
};

/**
 * Lets the fleet of one seed live some days under faults and checks every change for safety; then, without faults, whether
 * everything comes right within a bounded time. The same options give the same result and trace.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, days } = options;
  const scenario = scenarioOf(seed, START_MS, days);
  const run = await Run.start(scenario, options);
  await run.live();
  return run.judge();
}

/** A world with the fleet of a scenario in it, from its first snapshot to the judgement. */
class Run {
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #watch: SafetyWatch;
  readonly #freezes: FreezeHistory;
  readonly #restores: RestoreHistory;
  readonly #operator: Operator;
  readonly #places: Places;
  readonly #circumstances = new Circumstances();
  readonly #patience = new Patience();
  readonly #violations: Violation[] = [];

  static async start(scenario: Scenario, { seed, faults, onTrace }: SimulationOptions): Promise<Run> {
    const templates = templatesOf(scenario.settings);
    let before: BeforeEc2 | undefined;
    const world = await World.build({
      settings: scenario.settings,
      templates,
      seed,
      startMs: START_MS,
      faults,
      ...(onTrace && { onTrace }),
      watchEc2: (ec2) => {
        before = beforeEc2(ec2, scenario, (violation) => world.record.violated(violation));
        return before.restores;
      },
    });
    return new Run(scenario, world, before!, templates);
  }

  private constructor(
    scenario: Scenario,
    world: World,
    { watch, freezes, restores }: BeforeEc2,
    templates: readonly SynthesizedStack[],
  ) {
    this.#scenario = scenario;
    this.#world = world;
    this.#watch = watch;
    this.#freezes = freezes;
    this.#restores = restores;
    const read = templates.map((stack) => new Template(stack));
    this.#places = placesIn(read);
    this.#operator = new Operator(world, scenario.settings, redrivesIn(read));
    world.observe(freezes);
    world.observe({
      onStrike: ({ fault, struck }) => {
        watch.struck(fault, struck, world.loop.nowMs());
        freezes.struck(fault, struck, world.loop.nowMs());
        this.#circumstances.struck(fault, struck, world.loop.nowMs());
      },
      onDelivery: (event) => this.#circumstances.delivered(event, world.loop.nowMs()),
      onLog: (line) => watch.logged(line, world.loop.nowMs()),
    });
  }

  async live(): Promise<void> {
    const { settings, earlier, takings, deeds, redeployment, binDays, endMs } = this.#scenario;
    const { region } = settings.primary;
    const world = this.#world;
    addFleet(world.ec2, this.#scenario);
    for (const { region: where, snapshot } of earlier) world.ec2.addSnapshot(where, snapshot);
    world.ec2.retainDeleted(region, binDays);
    for (const taking of takings)
      this.#schedule(taking.atMs, taking.who, (clients) => takeSnapshot(clients.ec2(region), taking));
    for (const { atMs, who, act } of deeds)
      this.#schedule(atMs, who, (clients) => act(clients, this.#places));
    for (let atMs = START_MS; atMs < endMs + SETTLING_MS; atMs += HOUR_MS)
      world.loop.schedule(atMs, 'patience', () => this.#look());
    if (redeployment !== undefined) await this.#redeploy(redeployment);
    await world.run(endMs);
    world.faults?.stop();
    await world.run(endMs + SETTLING_MS);
    await this.#repair();
    await this.#repair();
    this.#violations.push(...judgeProtection(this.#question()));
    for (let day = 0; day < QUIET_DAYS; day += 1) await this.#takeOneOfEach();
    this.#violations.push(
      ...judgeExactness(this.#question()),
      ...judgeRepeated({ ...this.#question(), ec2: this.#world.ec2 }),
    );
  }

  judge(): SimulationResult {
    const told = judgeTelling({
      notifications: this.#world.notifications,
      executions: this.#world.executions,
      nowMs: this.#world.loop.nowMs(),
      isInScope: (volumeId, fromMs, toMs) =>
        this.#watch.truth.volumes.wasSelectedThroughout(volumeId, fromMs - HOUR_MS, toMs + SCOPE_SETTLED_MS),
      heardMs: (id) => this.#circumstances.heardMs(id),
      failedSnapshots: this.#circumstances.failedSnapshots,
      excusesMs: this.#circumstances.excusesMs,
    });
    const untold = untoldNotices(this.#question());
    const nowMs = this.#world.loop.nowMs();
    const untaken = this.#watch.scheduledTakings
      .untaken(
        this.#watch.truth,
        // A digest tells of no failure.
        this.#world.notifications
          .map(({ message }) => message)
          .filter((message) => toldFailures(message).length > 0),
        nowMs,
      )
      .map((what) => ({
        atMs: nowMs,
        rule: 'of each volume a run takes a snapshot, or a person hears of it',
        what,
      }));
    const { settings, endMs } = this.#scenario;
    const frozen = judgeFreezing({
      history: this.#freezes,
      runs: this.#world.instances.runs(settings.primary.region),
      periods: this.#world.instances.freezes(settings.primary.region),
      starts: this.#world.instances.starts(settings.primary.region),
      schedules: settings.schedules,
      notifications: this.#world.notifications,
      settledMs: endMs + SETTLING_MS,
      nowMs,
    });
    const restored = judgeRestores({
      history: this.#restores,
      executions: this.#world.executions,
      volumesIn: (region) => this.#world.ec2.volumes(region),
      nowMs,
    });
    const { callCounts } = this.#world.record;
    const carriedOut = (operation: string): number =>
      callCounts
        .filter((count) => count.operation === operation)
        .reduce((sum, { calls, refusals }) => sum + calls - refusals, 0);
    return {
      seed: this.#world.seed,
      violations: [
        ...this.#watch.violations,
        ...this.#violations,
        ...told,
        ...untold,
        ...untaken,
        ...frozen,
        ...restored,
        ...missingRights(this.#world.denials),
      ],
      strikes: this.#circumstances.strikes,
      // An instance has two volumes, unless somebody has moved one of them.
      snapshotCount: carriedOut('CreateSnapshot') + 2 * carriedOut('CreateSnapshots'),
      copyCount: this.#watch.truth.copies.size,
      deletionCount: carriedOut('DeleteSnapshot'),
    };
  }

  /** Whether something has been left undone for too long. */
  #look(): void {
    const { truth, givenUpSinceMs } = this.#watch;
    const { meddledWith } = this.#circumstances;
    const heardMs = (id: string): number | undefined => this.#circumstances.heardMs(id);
    const watched = { truth, givenUpSinceMs, meddledWith, heardMs, notifications: this.#world.notifications };
    for (const violation of this.#patience.overdue(this.#world.loop.nowMs(), watched)) {
      this.#violations.push(violation);
      this.#world.record.violated(violation);
    }
  }

  async #redeploy(redeployment: NonNullable<Scenario['redeployment']>): Promise<void> {
    const { atMs, settings, stacks } = redeployment;
    await this.#world.run(atMs);
    const templates = templatesOf(settings).filter(
      ({ region }) => stacks === 'all' || (region === settings.primary.region) === (stacks === 'primary'),
    );
    await this.#world.redeployFunctions(templates);
    this.#watch.deployed(redeployment);
  }

  /** The operator's calls need virtual time to go on meanwhile. */
  async #repair(): Promise<void> {
    const world = this.#world;
    world.loop.schedule(world.loop.nowMs(), 'operator', () => {
      this.#operator.repair().catch((error: unknown) => world.loop.fail(error));
    });
    await world.run(world.loop.nowMs() + REPAIR_MS);
  }

  /** The life of the fleet goes on: each volume's next snapshot, without faults. */
  async #takeOneOfEach(): Promise<void> {
    const nowMs = this.#world.loop.nowMs();
    for (const { VolumeId = '' } of this.#scenario.volumes)
      this.#schedule(nowMs, 'script', (clients) =>
        clients.ec2(this.#scenario.settings.primary.region).send(new CreateSnapshotCommand({ VolumeId })),
      );
    await this.#world.run(nowMs + REPAIR_MS);
  }

  /** What EC2 refuses, such as a second snapshot within seconds, does not happen. */
  #schedule(atMs: number, who: string, act: (clients: LocalClients) => Promise<unknown>): void {
    const { loop } = this.#world;
    loop.schedule(atMs, who, () => {
      act(this.#world.as(who)).catch((error: unknown) => {
        if (!(error instanceof AwsError)) loop.fail(error);
      });
    });
  }

  #question() {
    const { truth } = this.#watch;
    return {
      truth,
      scenario: this.#scenario,
      nowMs: this.#world.loop.nowMs(),
      heardMs: (id: string) => this.#circumstances.heardMs(id),
      meddledWith: this.#circumstances.meddledWith,
      toldForGood: new Set(
        this.#world.notifications
          .flatMap(({ message }) => toldFailures(message))
          .filter(({ error }) => FOR_GOOD.has(error))
          .map(({ snapshotId }) => snapshotId),
      ),
      notifications: this.#world.notifications,
    };
  }
}
