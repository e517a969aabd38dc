/** Asks once and answers with that for `keptMs`, for as long as the function's environment lives. What is thrown is not kept. */
export function keptAnswer<Answer>(
  ask: () => Promise<Answer>,
  { keptMs, now }: { readonly keptMs: number; readonly now: () => Date },
): () => Promise<Answer> {
  let kept: { readonly answer: Answer; readonly askedMs: number } | undefined;
  return async () => {
    const askedMs = now().getTime();
    if (kept === undefined || askedMs - kept.askedMs >= keptMs) kept = { answer: await ask(), askedMs };
    return kept.answer;
  };
}
