/** The PromQL that comes with Evenkeel, for node_exporter and the libvirt exporter. Every one can be changed. */
import type { BalanceMetrics, BalanceQueries } from '@evenkeel/contract';

/** Devices that carry the host's own traffic, not that of one guest. */
const REAL_DEVICE = 'device!~"lo|tap.*|veth.*|vnet.*|qbr.*|qvb.*|qvo.*|br.*|ovs.*|docker.*"';

/** Over the window, at the percentile. */
const over = (expression: string) => `quantile_over_time({{quantile}}, (${expression})[{{window}}:{{step}}])`;
/** The exporter names a guest by its domain; its id stands beside it. After a move two hosts tell of it: the greater counts. */
const ofInstance = (expression: string) =>
  `max by (instance_id) (${over(`sum by (domain, instance) (${expression}) * on (domain, instance) group_left (instance_id) libvirt_domain_openstack_info`)})`;

export const DEFAULT_QUERIES: BalanceQueries = {
  // Beside all modes and not beside a whole core: where series begin anew, as after a restart, their rates are too low.
  hostCpu: over(
    '1 - sum by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])) / sum by (instance) (rate(node_cpu_seconds_total[5m]))',
  ),
  hostMemory: over('1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes'),
  hostDisk: over('max by (instance) (rate(node_disk_io_time_seconds_total[5m]))'),
  hostNetwork: over(
    `max by (instance) (rate(node_network_transmit_bytes_total{${REAL_DEVICE}}[5m]) / on (instance, device) (node_network_speed_bytes > 0))`,
  ),
  instanceCpu: ofInstance('rate(libvirt_domain_info_cpu_time_seconds_total[5m])'),
  instanceMemory: ofInstance('libvirt_domain_info_memory_usage_bytes'),
  instanceDisk: ofInstance(
    'rate(libvirt_domain_block_stats_read_bytes_total[5m]) + rate(libvirt_domain_block_stats_write_bytes_total[5m])',
  ),
  instanceNetwork: ofInstance(
    'rate(libvirt_domain_interface_stats_receive_bytes_total[5m]) + rate(libvirt_domain_interface_stats_transmit_bytes_total[5m])',
  ),
};

/** The query as it is sent. */
export function filled(
  query: string,
  {
    windowMinutes,
    stepSeconds,
    percentile,
  }: Pick<BalanceMetrics, 'windowMinutes' | 'stepSeconds' | 'percentile'>,
): string {
  return query
    .replaceAll('{{window}}', `${windowMinutes}m`)
    .replaceAll('{{step}}', `${stepSeconds}s`)
    .replaceAll('{{quantile}}', String(percentile / 100));
}
