/** How a copy comes to its slot: by the product's queue, by retries of Step Functions, or at the first attempt or never. */
export type Way = 'queue' | 'retry' | 'once';
