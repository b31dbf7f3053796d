import type { OfferedWay } from '@evenkeel/contract';
import { Button, Divider, Stack, StackItem } from '@patternfly/react-core';
import { departureOf } from './api.ts';

/** A button for each issuer and cloud; nothing where there is none. */
export function OtherWays({
  ways,
  onKeystone,
}: {
  ways: OfferedWay[];
  onKeystone: (way: OfferedWay) => void;
}) {
  if (ways.length === 0) return null;
  return (
    <Stack hasGutter className="evenkeel-other-ways">
      <Divider />
      {ways.map((way) => (
        <StackItem key={way.id}>
          {way.kind === 'oidc' ? (
            <Button variant="secondary" isBlock component="a" href={departureOf(way)}>
              Sign in with {way.name}
            </Button>
          ) : (
            <Button variant="secondary" isBlock onClick={() => onKeystone(way)}>
              Sign in with an account of {way.name}
            </Button>
          )}
        </StackItem>
      ))}
    </Stack>
  );
}
