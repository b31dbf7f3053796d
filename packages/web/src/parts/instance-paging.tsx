import { Pagination } from '@patternfly/react-core';
import { type InstanceListSearch, PAGE_SIZES } from '../search.ts';

interface InstancePagingProps {
  search: InstanceListSearch;
  total: number | undefined;
  onChange: (part: Partial<InstanceListSearch>) => void;
  isCompact?: boolean;
}

export function InstancePaging({ search, total = 0, onChange, isCompact = false }: InstancePagingProps) {
  return (
    <Pagination
      widgetId={isCompact ? 'instances-top' : 'instances-bottom'}
      variant={isCompact ? 'top' : 'bottom'}
      isCompact={isCompact}
      titles={{ paginationAriaLabel: isCompact ? 'Paging, top' : 'Paging' }}
      itemCount={total}
      page={search.page ?? 1}
      perPage={search.pageSize ?? 20}
      perPageOptions={PAGE_SIZES.map((value) => ({ title: String(value), value }))}
      onSetPage={(_event, page) => onChange({ page: page === 1 ? undefined : page })}
      onPerPageSelect={(_event, pageSize) => onChange({ pageSize })}
    />
  );
}
