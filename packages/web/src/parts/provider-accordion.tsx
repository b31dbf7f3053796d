import type { Provider } from '@evenkeel/contract';
import {
  Accordion,
  AccordionContent,
  AccordionItem,
  AccordionToggle,
  Skeleton,
  TreeView,
  type TreeViewDataItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { HealthIcon } from './provider-health.tsx';
import { ProviderName } from './provider-name.tsx';

/** What the accordion filters by. A zone of '' is "No Availability Zone". */
export interface Place {
  provider?: string;
  zone?: string;
}

interface PlaceItem extends TreeViewDataItem {
  place?: Place;
}

interface ProviderAccordionProps {
  providers: readonly Provider[] | undefined;
  place: Place;
  onChoose: (place: Place) => void;
}

/** *Instances by Provider*: provider > zone, with counts and health. */
export function ProviderAccordion({ providers, place, onChoose }: ProviderAccordionProps) {
  const [isExpanded, setExpanded] = useState(isBesideList);
  const items = itemsOf(providers ?? []);
  const active = flat(items).filter(({ id }) => id === idOf(place));
  return (
    <Accordion headingLevel="h2" isBordered className="evenkeel-accordion">
      <AccordionItem isExpanded={isExpanded}>
        <AccordionToggle id="instances-by-provider" onClick={() => setExpanded(!isExpanded)}>
          Instances by Provider{!isExpanded && wordsOf(place, providers)}
        </AccordionToggle>
        <AccordionContent>
          {providers === undefined ? (
            <Skeleton height="8rem" screenreaderText="Loading providers" />
          ) : (
            <TreeView
              aria-label="Instances by Provider"
              data={items}
              activeItems={active}
              hasSelectableNodes
              hasBadges
              onSelect={(_event, item) => {
                onChoose((item as PlaceItem).place ?? {});
                setExpanded(isBesideList());
              }}
            />
          )}
        </AccordionContent>
      </AccordionItem>
    </Accordion>
  );
}

/** What is chosen, for when the accordion is closed over it. */
function wordsOf({ provider, zone }: Place, providers: readonly Provider[] = []): string {
  const chosen = providers.find(({ id }) => id === provider);
  if (chosen === undefined) return '';
  return zone === undefined ? `: ${chosen.name}` : `: ${chosen.name}, ${zone || 'No Availability Zone'}`;
}

/** On a phone it stands above the list, and closes once it has been chosen from. */
function isBesideList(): boolean {
  return matchMedia('(min-width: 768px)').matches;
}

function itemsOf(providers: readonly Provider[]): PlaceItem[] {
  const total = providers.reduce((sum, { instanceCount }) => sum + instanceCount, 0);
  return [
    { id: idOf({}), name: 'All Instances', customBadgeContent: total, place: {} },
    ...providers.map((provider) => ({
      id: idOf({ provider: provider.id }),
      name: (
        <>
          <ProviderName id={provider.id} name={provider.name} /> <HealthIcon provider={provider} />
        </>
      ),
      customBadgeContent: provider.instanceCount,
      defaultExpanded: true,
      place: { provider: provider.id },
      children: provider.zones.map((zone) => ({
        id: idOf({ provider: provider.id, zone: zone.name ?? '' }),
        name: zone.name ?? 'No Availability Zone',
        customBadgeContent: zone.instanceCount,
        place: { provider: provider.id, zone: zone.name ?? '' },
      })),
    })),
  ];
}

function flat(items: readonly TreeViewDataItem[]): TreeViewDataItem[] {
  return items.flatMap((item) => [item, ...flat(item.children ?? [])]);
}

function idOf({ provider, zone }: Place): string {
  return ['place', provider, zone].filter((part) => part !== undefined).join('/');
}
