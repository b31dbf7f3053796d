import { Table, type TableProps } from '@patternfly/react-table';

/** A compact table: cards on a phone, and where it is wider than its place, it scrolls and the page does not. */
export function ScrollingTable(props: Omit<TableProps, 'ref'>) {
  return (
    <div className="evenkeel-scrolling">
      <Table variant="compact" gridBreakPoint="grid-lg" {...props} />
    </div>
  );
}
