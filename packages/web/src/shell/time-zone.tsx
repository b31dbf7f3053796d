/** Below every page: whose clock its times are of. The exact time, in UTC, is each one's tooltip. */
export function TimeZone() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const parts = new Intl.DateTimeFormat(undefined, { timeZoneName: 'shortOffset' }).formatToParts();
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? '';
  return (
    <p className="evenkeel-time-zone evenkeel-muted">
      Times are in {timeZone.replaceAll('_', ' ')}
      {offset !== timeZone && ` (${offset})`}.
    </p>
  );
}
