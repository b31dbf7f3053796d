import { Banner } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import type { Connection } from '../api/live.ts';

/** A gap shorter than this is nobody's concern: the browser connects again by itself. */
const PATIENCE_MILLISECONDS = 3_000;

/** Says when the page has stopped being live. */
export function ConnectionNotice({ connection }: { connection: Connection }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (connection !== 'lost') {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [connection]);
  return (
    <div role="status">
      {isLong && (
        <Banner color="yellow">
          The Evenkeel server does not answer: this page shows what it last knew and follows again by itself.
          Migrations under way go on.
        </Banner>
      )}
    </div>
  );
}
