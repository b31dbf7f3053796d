import type { Provider } from '@evenkeel/contract';
import { OUTCOME_WORDS } from '../parts/move-words.ts';
import type { HistorySearch } from './history-search.ts';

export const STATE_FILTER_WORDS = { active: 'Under way', ended: 'Ended' } as const;

/** A code of the catalogue of causes as words: `disk-too-large` is "Disk too large". */
export function causeWords(code: string | null): string {
  if (code === null) return 'Not in the catalogue of causes';
  const words = code.replaceAll('-', ' ').replace(/\b(cpu|numa|pci)\b/g, (name) => name.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The filters that hold, each in words, as somebody reads them above a list. */
export function filtersInWords(
  search: HistorySearch,
  providers: readonly Provider[],
): { key: keyof HistorySearch; words: string }[] {
  const { state, outcome, provider, instance, host, project, cause, askedBy, from, to, status } = search;
  const words: Partial<Record<keyof HistorySearch, string | undefined>> = {
    state: state && STATE_FILTER_WORDS[state],
    outcome: outcome && OUTCOME_WORDS[outcome],
    status: status && `Nova says ${status}`,
    provider: provider && `Provider: ${providers.find(({ id }) => id === provider)?.name ?? provider}`,
    instance: instance && `Instance: ${instance}`,
    host: host && `Host: ${host}`,
    project: project && `Project: ${project}`,
    cause: cause && `Cause: ${causeWords(cause)}`,
    askedBy: askedBy && `Asked by: ${askedBy}`,
    from: from && `From ${new Date(from).toLocaleString()}`,
    to: to && `Before ${new Date(to).toLocaleString()}`,
    search: search.search && `Search: ${search.search}`,
  };
  return (Object.keys(words) as (keyof HistorySearch)[]).flatMap((key) => {
    const text = words[key];
    return text ? [{ key, words: text }] : [];
  });
}
