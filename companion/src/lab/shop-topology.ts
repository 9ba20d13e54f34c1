const mebibyte = 1024 * 1024;

/** One service of the simulated shop. */
export interface ShopService {
  name: string;
  /** Its own work for one request at rest, seconds (median). */
  ownSeconds: number;
  /** Requests per second that it can take at most. */
  capacity: number;
  memoryBytes: number;
  memoryLimitBytes: number;
  version: string;
}

/** `client` makes `calls` calls to `server` for each of its requests; that share of a failure which the client passes on. */
export interface ShopCall {
  client: string;
  server: string;
  calls: number;
  passesOn: number;
}

const service = (name: string, ownMs: number, capacity: number, memory: number, version: string): ShopService => ({
  name,
  ownSeconds: ownMs / 1000,
  capacity,
  memoryBytes: memory * mebibyte,
  memoryLimitBytes: Math.round(memory * 2.4) * mebibyte,
  version,
});

/** In the order of calls: a service comes before all that it calls. */
export const shopServices: readonly ShopService[] = [
  service('frontend', 12, 600, 380, '4.12.0'),
  service('recommendation', 18, 400, 520, '1.8.3'),
  service('orders', 22, 80, 460, '2.7.1'),
  service('cart', 6, 500, 300, '3.3.0'),
  service('catalogue', 8, 1000, 340, '5.0.4'),
  service('user', 5, 500, 260, '2.2.9'),
  service('payment', 45, 60, 240, '1.14.2'),
  service('shipping', 15, 60, 220, '1.5.0'),
  service('queue', 2, 200, 400, '3.13.7'),
  service('database', 3, 3000, 1800, '16.4.0'),
];

const call = (client: string, server: string, calls: number, passesOn = 0.9): ShopCall => ({
  client,
  server,
  calls,
  passesOn,
});

export const shopCalls: readonly ShopCall[] = [
  call('frontend', 'recommendation', 0.5, 0.1),
  call('frontend', 'orders', 0.12),
  call('frontend', 'cart', 0.5),
  call('frontend', 'catalogue', 0.9),
  call('frontend', 'user', 0.4),
  call('recommendation', 'catalogue', 0.6, 0.5),
  call('orders', 'cart', 1),
  call('orders', 'user', 1),
  call('orders', 'payment', 1),
  call('orders', 'shipping', 0.9, 0.7),
  call('orders', 'database', 2),
  call('cart', 'database', 0.8),
  call('catalogue', 'database', 0.7, 0.8),
  call('user', 'database', 0.6, 0.8),
  call('shipping', 'queue', 1),
];
