import type { Figures } from '../../local/rehearsal/figures';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';

/** What the page shows, and what `--json` prints beside `--report`. */
export type PageData = Omit<RehearsalReport, 'timeline'> & { readonly figures: Figures };
