import { useEffect, useState } from 'react';

const EVERY_MILLISECONDS = 5_000;

/** Milliseconds since 1970, kept up to date while it is looked at. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
