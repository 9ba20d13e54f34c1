import { loadavg } from 'node:os';
import { currentLoad, fsSize, fsStats, mem, networkStats } from 'systeminformation';
import type { HostReading, Measurement } from './host-collector.js';

/** systeminformation gives percent. */
const ratio = (percent: number): number => percent / 100;
/** Rates are null or negative until there are two readings to tell a difference. */
const rate = (perSecond: number | null | undefined): number | null =>
  typeof perSecond === 'number' && perSecond >= 0 ? perSecond : null;

const cpu = async (): Promise<Measurement[]> => {
  const load = await currentLoad();
  const modes = {
    user: load.currentLoadUser,
    system: load.currentLoadSystem,
    nice: load.currentLoadNice,
    irq: load.currentLoadIrq,
    steal: load.currentLoadSteal,
    idle: load.currentLoadIdle,
  };
  return [
    { name: 'host_cpu_usage_ratio', unit: 'ratio', value: ratio(load.currentLoad) },
    ...Object.entries(modes).map(([mode, percent]) => ({
      name: 'host_cpu_mode_ratio',
      unit: 'ratio',
      labels: { mode },
      value: ratio(percent),
    })),
  ];
};

const load = (): Promise<Measurement[]> => {
  const [one, five, fifteen] = loadavg();
  return Promise.resolve([
    { name: 'host_load1', unit: 'processes', value: one },
    { name: 'host_load5', unit: 'processes', value: five },
    { name: 'host_load15', unit: 'processes', value: fifteen },
  ]);
};

const memory = async (): Promise<Measurement[]> => {
  // `active` leaves out caches, which the kernel gives back on demand.
  const { total, active, swaptotal, swapused } = await mem();
  return [
    { name: 'host_memory_used_bytes', unit: 'bytes', value: active },
    { name: 'host_memory_total_bytes', unit: 'bytes', value: total },
    { name: 'host_memory_used_ratio', unit: 'ratio', value: active / total },
    { name: 'host_swap_used_ratio', unit: 'ratio', value: swaptotal > 0 ? swapused / swaptotal : 0 },
  ];
};

const disks = async (): Promise<Measurement[]> => {
  const byMount = new Map((await fsSize()).filter(({ size }) => size > 0).map((disk) => [disk.mount, disk]));
  return [...byMount.values()].flatMap(({ mount, used, available }) => [
    // As `df`: of what users may fill, blocks kept for root left out.
    { name: 'host_disk_used_ratio', unit: 'ratio', labels: { mount }, value: used / (used + available) },
    { name: 'host_disk_available_bytes', unit: 'bytes', labels: { mount }, value: available },
  ]);
};

const diskRates = async (): Promise<Measurement[]> => {
  const stats = await fsStats();
  return [
    { name: 'host_disk_read_bytes_per_second', unit: 'bytes/s', value: rate(stats.rx_sec) },
    { name: 'host_disk_write_bytes_per_second', unit: 'bytes/s', value: rate(stats.wx_sec) },
  ];
};

const network = async (): Promise<Measurement[]> =>
  (await networkStats('*')).flatMap(({ iface, rx_sec, tx_sec }) => {
    const labels = { interface: iface };
    return [
      { name: 'host_network_receive_bytes_per_second', unit: 'bytes/s', labels, value: rate(rx_sec) },
      { name: 'host_network_transmit_bytes_per_second', unit: 'bytes/s', labels, value: rate(tx_sec) },
    ];
  });

/** What systeminformation tells of this machine. */
export const machineReadings = (): HostReading[] => [
  { name: 'cpu', read: cpu },
  { name: 'load', read: load },
  { name: 'memory', read: memory },
  { name: 'disks', read: disks },
  { name: 'disk_rates', read: diskRates },
  { name: 'network', read: network },
];
