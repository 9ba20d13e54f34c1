/** Sequence numbers hold the time in microseconds, so that they grow across restarts even where the journal was pruned. */
export const seqPerMs = 1000;
