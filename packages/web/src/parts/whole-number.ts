/** What was typed into a field for a number, brought between `least` and `most`; null when there is no number in it. */
export function wholeNumberOf(typed: string, least: number, most: number): number | null {
  const number = Math.round(Number(typed));
  return typed.trim() === '' || Number.isNaN(number) ? null : Math.min(most, Math.max(least, number));
}
