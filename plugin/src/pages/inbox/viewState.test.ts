import { expect, it } from 'vitest';
import { anAlert } from '../../../test/kit/fixtures';
import { groupAlerts } from './viewState';

const alerts = [
  anAlert('a', { service: 'cart' }),
  anAlert('b', { service: null, incidentId: 'i1' }),
  anAlert('c', { service: 'cart', severity: 'critical' }),
];
const shape = (groupBy: Parameters<typeof groupAlerts>[1]) =>
  groupAlerts(alerts, groupBy).map(({ name, alerts: members }) => [name, members.map(({ id }) => id).join('')]);

it('puts together what belongs together, in the order of the list', () => {
  expect(shape('none')).toEqual([['', 'abc']]);
  expect(shape('service')).toEqual([
    ['cart', 'ac'],
    ['no service', 'b'],
  ]);
  expect(shape('incident').map(([name]) => name)).toEqual(['no incident', 'incident i1']);
});
