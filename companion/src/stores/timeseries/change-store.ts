import type { ChangeEvent, ChangeKind } from '@watchroom/contract';

export interface ChangeFilter {
  /** Inclusive, ms. */
  from: number;
  /** Exclusive, ms. */
  to: number;
  /** One of these services; changes that concern no single service are not among them. */
  services?: readonly string[] | undefined;
  kind?: ChangeKind | undefined;
  source?: string | undefined;
  /** Words, each of which must stand in title, description, service or version, without regard to case. */
  text?: string | undefined;
  limit: number;
}

export interface FoundChanges {
  /** Newest first. */
  items: ChangeEvent[];
  /** Those that fit, before the limit. */
  total: number;
}

/** Change events in ClickHouse. */
export interface ChangeStore {
  /** Writes changes; of one id that with the latest `updatedAt` counts, however late it comes. Resolves when they are durable. */
  save(changes: readonly ChangeEvent[]): Promise<void>;
  /** Those under way in [from, to): begun before `to`, and not over before `from`. One without an end counts at its beginning. */
  list(filter: ChangeFilter): Promise<FoundChanges>;
  /** Services and sources that the changes of a window name, by name. */
  names(window: { from: number; to: number }): Promise<{ services: string[]; sources: string[] }>;
}
