export const alertListTestIds = {
  list: 'watchroom-alertlist-list',
  row: 'watchroom-alertlist-row',
  group: 'watchroom-alertlist-group',
  acknowledge: 'watchroom-alertlist-acknowledge',
  empty: 'watchroom-alertlist-empty',
  more: 'watchroom-alertlist-more',
  notice: 'watchroom-alertlist-notice',
} as const;
