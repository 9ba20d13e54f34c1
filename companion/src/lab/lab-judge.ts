import { incident, pageOf, rootCauseResult, type Incident, type RootCauseResult } from '@watchroom/contract';
import { request } from 'undici';
import { type z } from 'zod';
import type { Fault } from './faults.js';

const timeout = 15_000;
/** An incident may begin this long after its fault; a leak takes its time. */
const tolerance = 60_000;

/** What a companion made of one fault. */
export interface Verdict {
  fault: Fault;
  incidentId: string | null;
  incidentTitle: string | null;
  /** 1-based; null where the true service is not among the candidates. */
  rank: number | null;
  confident: boolean;
  summary: string;
  candidates: string[];
}

/** Reads the API of a running companion. `token`: bearer token. */
export interface LabApi {
  incidents(): Promise<Incident[]>;
  rootCause(incidentId: string): Promise<RootCauseResult>;
}

export const createLabApi = (baseUrl: string, token: string | undefined): LabApi => {
  const get = async <T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> => {
    const { statusCode, body } = await request(new URL(path, baseUrl), {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const text = await body.text();
    if (statusCode !== 200) {
      throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
    }
    return schema.decode(JSON.parse(text) as z.input<T>);
  };
  return {
    incidents: async () => (await get('/api/v1/incidents?limit=200', pageOf(incident))).items,
    rootCause: (incidentId) => get(`/api/v1/root-cause/${encodeURIComponent(incidentId)}`, rootCauseResult),
  };
};

/** The first incident of the shop (by its labels) that began during the fault. */
const incidentOf = (
  fault: Fault,
  incidents: readonly Incident[],
  labels: Readonly<Record<string, string>>
): Incident | undefined =>
  incidents
    .filter(({ sharedLabels }) => Object.entries(labels).every(([name, value]) => sharedLabels[name] === value))
    .filter(({ startsAt }) => startsAt >= fault.startsAt && startsAt < fault.endsAt + tolerance)
    .sort((a, b) => a.startsAt - b.startsAt)[0];

/** Asks the companion for each fault which incident it became and whether the true service was ranked. */
export const judgeFaults = async (
  api: LabApi,
  faults: readonly Fault[],
  labels: Readonly<Record<string, string>>
): Promise<Verdict[]> => {
  const incidents = await api.incidents();
  return Promise.all(
    faults.map(async (fault): Promise<Verdict> => {
      const found = incidentOf(fault, incidents, labels);
      if (found === undefined) {
        const summary = 'No incident was opened';
        return { fault, incidentId: null, incidentTitle: null, rank: null, confident: false, summary, candidates: [] };
      }
      const result = await api.rootCause(found.id);
      const rank = result.candidates.findIndex(({ service }) => service === fault.service) + 1;
      return {
        fault,
        incidentId: found.id,
        incidentTitle: found.title,
        rank: rank > 0 ? rank : null,
        confident: result.confident,
        summary: result.summary,
        candidates: result.candidates.slice(0, 3).map(({ service, metric }) => `${service} (${metric})`),
      };
    })
  );
};
