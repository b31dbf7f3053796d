interface ProgressBarProps {
  /** What it tells, for those who do not see it. */
  label: string;
  /** 0 to 100; null while nothing is known yet: then the bar only shows that something goes on. */
  percent: number | null;
}

/** A thin bar that may also be indeterminate, which PatternFly's can not. */
export function ProgressBar({ label, percent }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className={`evenkeel-progress ${percent === null ? 'evenkeel-indeterminate' : ''}`}
    >
      <div style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
