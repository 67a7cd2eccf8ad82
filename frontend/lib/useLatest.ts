import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A reference to the value of the newest rendering, for effects that are set up once. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
