export const senderTabs = ['senders', 'rejected', 'try'] as const;
export type SenderTab = (typeof senderTabs)[number];

export interface SendersState {
  tab: SenderTab;
  /** Whose rejected payloads are shown; null for all. */
  sender: string | null;
  /** The rejected payload that is open. */
  rejection: string | null;
}

/** Reads `?tab=rejected&sender=sentry&rejection=id`. */
export const parseSendersUrl = (search: string): SendersState => {
  const params = new URLSearchParams(search);
  return {
    tab: senderTabs.find((known) => known === params.get('tab')) ?? 'senders',
    sender: params.get('sender') || null,
    rejection: params.get('rejection') || null,
  };
};

/** The inverse of `parseSendersUrl`. */
export const formatSendersUrl = ({ tab, sender, rejection }: SendersState): string => {
  const params = new URLSearchParams();
  if (tab !== 'senders') {
    params.set('tab', tab);
  }
  if (sender !== null) {
    params.set('sender', sender);
  }
  if (rejection !== null) {
    params.set('rejection', rejection);
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};
