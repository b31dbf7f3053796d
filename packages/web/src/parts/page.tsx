import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';
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

/** Every page: where it stands, its title, what was just done, then its content. */
export function PageFrame({ title, tabTitle, description, actions, breadcrumb, children }: PageFrameProps) {
  const words = tabTitle ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = words ? `${words} · Evenkeel` : 'Evenkeel';
  }, [words]);
  return (
    <>
      <PageSection hasBodyWrapper={false} className="evenkeel-page-head">
        {breadcrumb}
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsCenter' }}
        >
          <FlexItem>
            <Title headingLevel="h1">{title}</Title>
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
