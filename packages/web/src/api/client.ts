import { QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';
import { RequestError } from './request.ts';

/** One client for the page. A 401 anywhere means the session is over: the sign-in page then takes the screen. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionWhenRefused }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (failures, error) => failures < 2 && isWorthRetrying(error) },
    mutations: { onError: endSessionWhenRefused },
  },
});

function endSessionWhenRefused(error: unknown): void {
  if (error instanceof RequestError && error.status === 401) {
    queryClient.setQueryData(sessionQuery.queryKey, null);
  }
}

/** A refusal stays a refusal; only an answer that did not come, or a server in trouble, may come right. */
function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof RequestError) || error.status === 0 || error.status >= 500;
}
