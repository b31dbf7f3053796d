interface BarProps {
  /** What is measured, for those who do not see the bar. */
  label: string;
  /** 0 to 1, of the longest bar of the figure. */
  fraction: number;
  /** A second, longer one behind it. */
  behind?: number;
  tone?: 'good' | 'bad' | 'still' | 'plain';
}

/** One bar of a figure whose numbers stand beside it. */
export function Bar({ label, fraction, behind, tone = 'plain' }: BarProps) {
  return (
    <svg
      className={`evenkeel-bar evenkeel-tone-${tone}`}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {behind !== undefined && <rect className="evenkeel-bar-behind" width={behind * 100} height="10" />}
      <rect className="evenkeel-bar-front" width={fraction * 100} height="10" />
    </svg>
  );
}
