import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { scheduleRetentionOf } from '../../infra/schedule-retention';
import type { Settings } from '../../infra/settings';
import { synthesize } from '../world/synthesize';
import { planCost, volumeFigures, type Figures, type Plan, type PlanCost } from './figures';
import priceTable from './prices.json';
import { rehearse, type RehearsalOptions, type RehearsalReport } from './rehearsal';
import type { SizeAssumptions } from './snapshot-size';
import type { Timeline } from './timeline';

/** A retention to compare with, in the primary Region and in every DR Region. */
export type Alternative = {
  readonly name: string;
  readonly primary: RetentionPolicy;
  readonly dr: RetentionPolicy;
};

export type FigureOptions = {
  readonly assumptions: SizeAssumptions;
  readonly alternatives: readonly Alternative[];
  /** Called after each virtual day of an alternative. */
  readonly onAlternativeDay?: (name: string, day: number) => void;
};

/** What `rehearse` reports, with what a page draws of it in place of the timeline. */
export type RehearsalWithFigures = Omit<RehearsalReport, 'timeline'> & { readonly figures: Figures };

/** Plays the rehearsal, and again with each alternative retention. */
export async function rehearseWithFigures(
  options: RehearsalOptions,
  { assumptions, alternatives, onAlternativeDay }: FigureOptions,
): Promise<RehearsalWithFigures> {
  const { settings, days, startMs } = options;
  const { timeline, facts } = await playWithTimeline(options, assumptions);
  const costs: PlanCost[] = [
    planCost(planOf(settings, 'these settings'), timeline, days, assumptions, priceTable.prices),
  ];
  for (const alternative of alternatives) {
    const other = withRetention(settings, alternative);
    const onDay = (day: number): void => onAlternativeDay?.(alternative.name, day);
    const played = await playWithTimeline(
      { ...options, settings: other, templates: synthesize(other), onDay },
      assumptions,
    );
    costs.push(
      planCost(planOf(other, alternative.name), played.timeline, days, assumptions, priceTable.prices),
    );
  }
  return {
    ...facts,
    figures: {
      targetHours: facts.targetHours,
      assumptions,
      intervalHours: timeline.intervalHours,
      recoverability: volumeFigures(timeline, {
        volumes: facts.volumes,
        regions: facts.regions.map(({ region }) => region),
        fromMs: startMs,
        days,
        targetHours: facts.targetHours,
      }),
      held: timeline.held,
      copies: timeline.copies,
      costs,
    },
  };
}

async function playWithTimeline(
  options: RehearsalOptions,
  assumptions: SizeAssumptions,
): Promise<{ timeline: Timeline; facts: Omit<RehearsalReport, 'timeline'> }> {
  const { timeline, ...facts } = await rehearse({ ...options, sizeAssumptions: assumptions });
  if (timeline === undefined) throw new Error('the rehearsal has no timeline');
  return { timeline, facts };
}

const planOf = (settings: Settings, name: string): Plan => {
  const { primary, dr } = settings;
  return { name, primary, scheduleRetention: scheduleRetentionOf(settings), dr };
};

const withRetention = (settings: Settings, { primary, dr }: Alternative): Settings => ({
  ...settings,
  primary: { ...settings.primary, retention: primary },
  dr: settings.dr.map((destination) => ({ ...destination, retention: dr })),
});
