/**
 * How far a copy is, 0 to 100, from what remains: the processed bytes can be many times the total, because pages that
 * the guest changes are sent again (operations.md A3 and G). It can fall. Null until Nova reports totals.
 */
export function percentDone(bytes: {
  memoryTotalBytes: number | null;
  memoryRemainingBytes: number | null;
  diskTotalBytes: number | null;
  diskRemainingBytes: number | null;
}): number | null {
  const total = (bytes.memoryTotalBytes ?? 0) + (bytes.diskTotalBytes ?? 0);
  if (total <= 0) return null;
  const remaining = (bytes.memoryRemainingBytes ?? 0) + (bytes.diskRemainingBytes ?? 0);
  // Local disks are copied first, with no memory counted yet (docs/nova-behaviour.md): their end is not the end.
  const most = (bytes.memoryTotalBytes ?? 0) > 0 ? 100 : 99;
  return Math.min(most, Math.max(0, Math.round(100 - (remaining * 100) / total)));
}
