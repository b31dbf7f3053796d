import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect, useRef } from 'react';
import { PageMessages } from './messages.tsx';

interface PageFrameProps {
  title: ReactNode;
  /** For the browser's tab, when the title is not text. */
  tabTitle?: string;
  description?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: ReactNode;
  children: ReactNode;
}

let isFirst = true;

/** Every page: where it stands, its title, what was just done, then its content. */
export function PageFrame({ title, tabTitle, description, actions, breadcrumb, children }: PageFrameProps) {
  const words = tabTitle ?? (typeof title === 'string' ? title : '');
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = words ? `${words} · Evenkeel` : 'Evenkeel';
  }, [words]);
  // Another page begins at its title, unless a field of it took the focus. The first one begins where the browser says.
  useEffect(() => {
    const main = heading.current?.closest('main');
    if (!isFirst && !main?.contains(document.activeElement))
      heading.current?.querySelector('h1')?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return (
    <>
      <PageSection hasBodyWrapper={false} className="evenkeel-page-head">
        {breadcrumb}
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsCenter' }}
        >
          <FlexItem ref={heading}>
            <Title headingLevel="h1" tabIndex={-1} className="evenkeel-page-title">
              {title}
            </Title>
          </FlexItem>
          {actions && <FlexItem>{actions}</FlexItem>}
        </Flex>
        {description && <Content component="p">{description}</Content>}
        <PageMessages />
      </PageSection>
      <PageSection hasBodyWrapper={false} isFilled>
        {children}
      </PageSection>
    </>
  );
}
