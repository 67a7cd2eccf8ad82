import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** A scrolling box that stays at its end while its reader does. */
export type Follow = {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** Whether there is more below what is seen, because the reader went up. */
  readonly behind: boolean;
  readonly toEnd: () => void;
};

/** Pixels from the end within which a reader counts as being there. */
const near = 48;

/**
 * Keeps the end of a box in sight whenever `content` or `growing` changes, unless its reader has scrolled up.
 * When another `first` thing comes before what is read, that stays where it is; a box without one shows its beginning.
 */
export function useFollow(content: unknown, growing: unknown, first: string | undefined): Follow {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const before = useRef({ first, height: 0, top: 0 });
  const [behind, setBehind] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in the box decides when to look.
  useLayoutEffect(() => {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    // The event of a scroll comes with the next frame: content that comes before it must not undo what the reader did.
    const end = Math.min(scrollHeight, before.current.height) - clientHeight;
    if (following.current && scrollTop < before.current.top && end - scrollTop >= near) {
      following.current = false;
      setBehind(true);
    }
    if (first === undefined) box.current.scrollTop = 0;
    else if (following.current) box.current.scrollTop = scrollHeight;
    else if (before.current.first !== first) box.current.scrollTop += scrollHeight - before.current.height;
    before.current = { first, height: scrollHeight, top: box.current.scrollTop };
  }, [content, growing, first]);

  // A growing message field or a banner takes room from the box.
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(() => {
      const follows = following.current && before.current.first !== undefined;
      if (box.current && follows) box.current.scrollTop = box.current.scrollHeight;
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  return {
    box,
    behind,
    onScroll: () => {
      if (!box.current) return;
      const { scrollHeight, scrollTop, clientHeight } = box.current;
      before.current.top = scrollTop;
      following.current = before.current.first === undefined || scrollHeight - scrollTop - clientHeight < near;
      setBehind(!following.current);
    },
    toEnd: () => {
      following.current = true;
      setBehind(false);
      if (box.current) box.current.scrollTop = box.current.scrollHeight;
    },
  };
}
