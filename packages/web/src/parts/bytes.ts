const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1.5 GiB`; three digits are as many as anybody compares. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[power]}`;
}

export const formatMebibytes = (mebibytes: number) => formatBytes(mebibytes * 1024 ** 2);
export const formatGibibytes = (gibibytes: number) => formatBytes(gibibytes * 1024 ** 3);
