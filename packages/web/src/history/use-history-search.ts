import { useNavigate, useSearch } from '@tanstack/react-router';
import { type HistorySearch, readHistorySearch } from './history-search.ts';

interface HistoryAddress {
  search: HistorySearch;
  /** A change of what is listed begins again at its first page. */
  change: (part: Partial<HistorySearch>, options?: { replace: boolean }) => void;
  clear: () => void;
}

/** The filters as the address of the present page has them. */
export function useHistorySearch(): HistoryAddress {
  const search = readHistorySearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  return {
    search,
    change: (part, options) =>
      void navigate({ to: '.', search: { ...search, cursor: undefined, ...part }, ...options }),
    clear: () => void navigate({ to: '.', search: { sort: search.sort, order: search.order } }),
  };
}
