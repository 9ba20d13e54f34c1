import type { ChangeEvent } from '@watchroom/contract';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { SenderSettings } from '../config/sender-settings.js';
import { HttpProblem } from '../http/http-problem.js';
import type { IntakeRoute } from '../intake/intake-route.js';
import { readJson } from '../intake/json-body.js';
import { noToken } from '../intake/sender-auth.js';
import { InvalidPayload, type SenderOptions } from '../intake/sender.js';
import type { ChangeStore } from '../stores/timeseries/change-store.js';
import { toChangeEvent, type ChangeSender } from './change-sender.js';
import { changeSenders } from './change-senders.js';

/** A push of GitHub may be long; it cuts its payloads at 25 MB. */
const maxBytes = 25 * 1024 * 1024;

const noOptions: SenderOptions = { secret: null, signatureHeader: null, timestampHeader: null, topics: [] };

/** Of several words on one change in a payload, the latest. */
const latestOf = (changes: readonly ChangeEvent[]): ChangeEvent[] => {
  const byId = new Map<string, ChangeEvent>();
  for (const change of changes) {
    const known = byId.get(change.id);
    if (!known || change.updatedAt >= known.updatedAt) {
      byId.set(change.id, change);
    }
  }
  return [...byId.values()];
};

interface Deps {
  store: Pick<ChangeStore, 'save'>;
  senders: readonly SenderSettings[];
  clock: Clock;
  registry: Registry;
}

const routeOf = (
  sender: ChangeSender,
  options: SenderOptions,
  { store, clock, received }: Pick<Deps, 'store' | 'clock'> & { received: Counter<'source' | 'kind'> }
): IntakeRoute => {
  const { signature } = sender;
  const { secret } = options;
  const signed = signature !== undefined && secret !== null;
  return {
    method: 'POST',
    path: `/intake/${sender.name}`,
    maxBytes,
    provesItself: signed,
    receive: async (body, headers, trusted) => {
      const receivedAt = clock.now();
      if (signed && !signature.verify({ body, headers }, secret, options, receivedAt)) {
        const header = options.signatureHeader ?? signature.header;
        throw new HttpProblem(401, 'No valid signature', { detail: `${header} is missing or does not fit the body` });
      }
      if (!signed && !trusted) {
        throw noToken();
      }
      if ((headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
        throw new InvalidPayload([
          { field: 'Content-Type', message: 'is a form; choose application/json in the webhook' },
        ]);
      }
      const incoming = sender.parse(readJson(body), { receivedAt, headers });
      const changes = latestOf(incoming.map((change) => toChangeEvent(sender.source, change, receivedAt)));
      await store.save(changes);
      for (const { source, kind } of changes) {
        received.inc({ source, kind });
      }
      return { status: 200, body: { accepted: changes.length } };
    },
  };
};

/**
 * The paths that changes are sent to. 200 means that the changes are durable; `accepted` is 0 where a message tells of none. Where the
 * configuration gives a sender a secret, its signature is needed and no token is.
 */
export const changeIntakeRoutes = (deps: Deps): IntakeRoute[] => {
  const received = new Counter({
    name: 'watchroom_changes_received_total',
    help: 'Change events received and stored, repeats included',
    labelNames: ['source', 'kind'],
    registers: [deps.registry],
  });
  const options = new Map(deps.senders.map((one) => [one.type, one.options]));
  return changeSenders.map((sender) =>
    routeOf(sender, options.get(sender.name) ?? noOptions, { store: deps.store, clock: deps.clock, received })
  );
};
