import { joinedText, type Incident } from '@watchroom/contract';

/** What a text filter of incidents looks through: title, services, group key and the values of the shared labels, in lower case. */
export const incidentSearchText = (incident: Incident): string =>
  joinedText([incident.title, ...incident.services, incident.groupKey, ...Object.values(incident.sharedLabels)]);
