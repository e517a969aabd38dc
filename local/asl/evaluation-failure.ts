/** An expression failed, or gave what its field does not take. Its state makes `States.QueryEvaluationError` of it. */
export class EvaluationFailure extends Error {
  constructor(
    readonly problem: string,
    /** Such as `Arguments/Payload/ids[0]`; undefined where it is the input. */
    readonly field?: string,
  ) {
    super(problem);
  }
}
