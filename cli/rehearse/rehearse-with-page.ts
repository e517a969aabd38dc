import type { Settings } from '../../infra/settings';
import { planCost, volumeFigures, type Plan, type PlanCost } from '../../local/rehearsal/figures';
import priceTable from '../../local/rehearsal/prices.json';
import { rehearse, type RehearsalOptions, type RehearsalReport } from '../../local/rehearsal/rehearsal';
import type { Timeline } from '../../local/rehearsal/timeline';
import { synthesize } from '../../local/synthesize';
import type { Progress } from '../terminal/progress';
import type { PageData } from './page-data';
import type { Alternative, ReportOptions } from './report-options';
import { writePage } from './write-page';

/** Plays the rehearsal, and again with each alternative retention, and writes the page. Returns what stands in it. */
export async function rehearseWithPage(
  options: RehearsalOptions,
  report: ReportOptions,
  progress: Progress,
): Promise<PageData> {
  const { settings, days, startMs } = options;
  const { file, targetHours, assumptions, alternatives } = report;
  const { timeline, facts } = await playWithTimeline(options, report);
  const costs: PlanCost[] = [
    planCost(planOf(settings, 'these settings'), timeline, days, assumptions, priceTable.prices),
  ];
  for (const alternative of alternatives) {
    const other = withRetention(settings, alternative);
    const onDay = (day: number): void => progress.report(`${alternative.name}: day ${day} of ${days}`);
    const played = await playWithTimeline(
      { ...options, settings: other, templates: synthesize(other), onDay },
      report,
    );
    costs.push(
      planCost(planOf(other, alternative.name), played.timeline, days, assumptions, priceTable.prices),
    );
  }
  const data: PageData = {
    ...facts,
    figures: {
      targetHours,
      assumptions,
      intervalHours: timeline.intervalHours,
      recoverability: volumeFigures(timeline, {
        volumes: facts.volumes,
        regions: facts.regions.map(({ region }) => region),
        fromMs: startMs,
        days,
        targetHours,
      }),
      held: timeline.held,
      copies: timeline.copies,
      costs,
    },
  };
  writePage(file, data);
  return data;
}

async function playWithTimeline(
  options: RehearsalOptions,
  { assumptions }: ReportOptions,
): Promise<{ timeline: Timeline; facts: Omit<RehearsalReport, 'timeline'> }> {
  const { timeline, ...facts } = await rehearse({ ...options, sizeAssumptions: assumptions });
  if (timeline === undefined) throw new Error('the rehearsal has no timeline');
  return { timeline, facts };
}

const planOf = ({ primary, dr }: Settings, name: string): Plan => ({ name, primary, dr });

const withRetention = (settings: Settings, { primary, dr }: Alternative): Settings => ({
  ...settings,
  primary: { ...settings.primary, retention: primary },
  dr: settings.dr.map((destination) => ({ ...destination, retention: dr })),
});
