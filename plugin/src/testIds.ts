/** The `data-testid` of everything that tests look for. */
export const testIds = {
  inbox: {
    list: 'watchroom-inbox-list',
  },
} as const;
