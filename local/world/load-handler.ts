import { kebabCase } from '../../infra/constructs/kebab-case';
import type { LambdaHandler } from '../../functions/runtime/lambda';

/** The production handler of the function with this construct id: `TagSnapshot` is `functions/tag-snapshot/handler.ts`. */
export async function loadHandler(constructId: string): Promise<LambdaHandler> {
  const { handler } = (await import(`../../functions/${kebabCase(constructId)}/handler.ts`)) as {
    handler: LambdaHandler;
  };
  return handler;
}
