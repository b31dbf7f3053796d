import tabs from '@patternfly/react-styles/css/components/Tabs/tabs';
import { Link, useLocation } from '@tanstack/react-router';
import './page-tabs.css';

export interface PageTab<To extends string = string> {
  to: To;
  title: string;
}

interface PageTabsProps<To extends string> {
  /** Of what these are the parts, for who does not see them. */
  label: string;
  tabs: readonly PageTab<To>[];
  /** What goes along from one to the other. */
  search?: object;
}

/**
 * The parts of a page that have an address each. They look like PatternFly's tabs and are links: its own call themselves
 * tabs, which promises panels that are not there and arrow keys that do nothing.
 */
export function PageTabs<To extends string>({ label, tabs: parts, search = {} }: PageTabsProps<To>) {
  const { pathname } = useLocation();
  return (
    <nav aria-label={label} className={`${tabs.tabs} evenkeel-tabs`}>
      <ul className={tabs.tabsList}>
        {parts.map(({ to, title }) => {
          const isCurrent = to === pathname;
          return (
            <li key={to} className={`${tabs.tabsItem} ${isCurrent ? tabs.modifiers.current : ''}`}>
              <Link
                to={to as string}
                search={search}
                className={tabs.tabsLink}
                activeProps={{}}
                aria-current={isCurrent ? 'page' : undefined}
              >
                <span className={tabs.tabsItemText}>{title}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** For the browser's tab: which part of which page. */
export function partTitle(parts: readonly PageTab[], pathname: string, page: string): string {
  const part = parts.find(({ to }) => to === pathname);
  return part === undefined ? page : `${part.title} · ${page}`;
}
