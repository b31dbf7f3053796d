import { useEffect, useState } from 'react';

const PAUSE_MILLISECONDS = 400;

/** The value once it has not changed for a moment: what is asked of the server is not asked with every key. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
    // The text says whether it is another value; the object is made anew with each render.
  }, [text]);
  return settled;
}
