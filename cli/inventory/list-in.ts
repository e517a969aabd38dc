import { NotOfAws } from '../terminal/failed-call';

/** EC2 answers with an empty list where there is nothing; an answer without any, such as a page in HTML, must not pass for an empty account. */
export function listIn<T>(list: readonly T[] | undefined): readonly T[] {
  if (list === undefined) throw new NotOfAws();
  return list;
}
