import type { Execution } from '../asl/execution';
import type { ApiRequest } from './api';
import { optionalText } from './states-parameters';

/**
 * A page of `running`, the latest first. The token tells when the last one began and how many of that moment have been listed: those
 * that end between two calls put no other one off.
 */
export function pageOfExecutions(
  running: readonly Execution[],
  request: ApiRequest,
): { readonly page: readonly Execution[]; readonly nextToken?: string } {
  const { maxResults = 100 } = request.input;
  const [startMs = Infinity, listed = 0] = optionalText(request, 'nextToken')?.split('.').map(Number) ?? [];
  const atOnce = running.filter((execution) => execution.startMs === startMs).slice(listed);
  const rest = [...atOnce, ...running.filter((execution) => execution.startMs < startMs)];
  const page = rest.slice(0, Number(maxResults));
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { page };
  const listedNow = page.filter((execution) => execution.startMs === last.startMs).length;
  return { page, nextToken: `${last.startMs}.${listedNow + (last.startMs === startMs ? listed : 0)}` };
}
