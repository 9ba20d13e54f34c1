/** Something that runs until it is stopped. `stop` waits for work under way. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}
