/** What a branch's work is rejected with after the branch was ended from outside. No Retry or Catch sees it. */
export class Aborted extends Error {}
