import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { parseRetentionTag } from '../../functions/domain/retention-policy';
import type { Alternative, FigureOptions } from '../../local/rehearsal/rehearse-with-figures';
import { checkWritable } from '../files/whole-file';
import { share } from '../flags/share';
import { UsageError } from '../flags/usage-error';

const DAILY_CHANGE_DEFAULT = 0.02;
const WRITTEN_SHARE_DEFAULT = 0.5;

/** A page of nothing stored would have nothing to draw. */
const SHARE_MIN = 0.0001;

const ALTERNATIVES_MAX = 2;

/** What commander hands over. */
export type ReportFlags = {
  readonly report?: string;
  readonly dailyChange?: number;
  readonly writtenShare?: number;
  readonly compare?: readonly Alternative[];
};

export type ReportOptions = Omit<FigureOptions, 'onAlternativeDay'> & { readonly file: string };

export const addReportOptions = (command: Command): Command =>
  command
    .option('--report <file>', 'also write a page with charts, one HTML file that needs no network')
    .option(
      '--compare <retentions>',
      'in the report, cost another retention beside this one: "PRIMARY / DR" such as "7d 4w 12m / 7d"; at most twice',
      addAlternative,
    )
    .option(
      '--daily-change <share>',
      `in the report, the part of a volume's data that changes in a day (default: ${DAILY_CHANGE_DEFAULT * 100}%)`,
      share('--daily-change', SHARE_MIN),
    )
    .option(
      '--written-share <share>',
      `in the report, the part of a volume that holds data (default: ${WRITTEN_SHARE_DEFAULT * 100}%)`,
      share('--written-share', SHARE_MIN),
    );

/** Undefined where no report is asked for. Throws UsageError where it could not be written or is only half asked for. */
export function readReportOptions(flags: ReportFlags): ReportOptions | undefined {
  const { report: file, dailyChange, writtenShare, compare } = flags;
  if (file === undefined) {
    const given = {
      compare,
      'daily-change': dailyChange,
      'written-share': writtenShare,
    };
    for (const [flag, value] of Object.entries(given))
      if (value !== undefined)
        throw new UsageError(`--${flag} says what stands in the report: add --report FILE.`);
    return undefined;
  }
  checkWritable('--report', file);
  return {
    file,
    assumptions: {
      dailyChange: dailyChange ?? DAILY_CHANGE_DEFAULT,
      writtenShare: writtenShare ?? WRITTEN_SHARE_DEFAULT,
    },
    alternatives: compare ?? [],
  };
}

function addAlternative(text: string, before: readonly Alternative[] = []): readonly Alternative[] {
  if (before.length === ALTERNATIVES_MAX)
    throw new UsageError(
      `--compare: expected at most ${ALTERNATIVES_MAX} alternatives, found a third, "${text}".`,
    );
  const [primary, dr, ...others] = text.split('/').map(parseRetentionTag);
  if (primary === undefined || dr === undefined || others.length > 0)
    throw new UsageError(
      `--compare: expected the retention of the primary and of the DR Regions such as "7d 4w 12m / 7d", found "${text}".`,
    );
  const same = before.find((other) => isDeepStrictEqual([other.primary, other.dr], [primary, dr]));
  if (same !== undefined)
    throw new UsageError(`--compare: expected each retention once, found "${text}" after "${same.name}".`);
  return [...before, { name: text.trim(), primary, dr }];
}
