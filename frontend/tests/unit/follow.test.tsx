// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFollow } from '../../lib/useFollow.ts';

/** A box 100 pixels high whose content is 50 pixels for each of its lines; positions are limited as a browser does. */
function Box({ lines }: { readonly lines: number }) {
  const { box, behind, onScroll, toEnd } = useFollow(lines, undefined, 'first');
  return (
    <>
      <div ref={box} role="log" onScroll={onScroll} data-lines={lines} />
      {behind && (
        <button type="button" onClick={toEnd}>
          Newest
        </button>
      )}
    </>
  );
}

describe('a box that follows its end', () => {
  beforeEach(() => {
    const tops = new WeakMap<Element, number>();
    const height = (box: Element) => Number(box.getAttribute('data-lines')) * 50;
    const limited = (box: Element) => Math.max(0, Math.min(tops.get(box) ?? 0, height(box) - 100));
    Object.defineProperties(HTMLDivElement.prototype, {
      clientHeight: { configurable: true, get: () => 100 },
      scrollHeight: {
        configurable: true,
        get(this: Element) {
          return height(this);
        },
      },
      scrollTop: {
        configurable: true,
        get(this: Element) {
          return limited(this);
        },
        set(this: Element, top: number) {
          tops.set(this, top);
          tops.set(this, limited(this));
        },
      },
    });
    return () => {
      cleanup();
      for (const name of ['clientHeight', 'scrollHeight', 'scrollTop'])
        Reflect.deleteProperty(HTMLDivElement.prototype, name);
    };
  });

  it('stays there while content comes and goes', () => {
    const { rerender } = render(<Box lines={10} />);
    expect(screen.getByRole('log').scrollTop).toBe(400);
    rerender(<Box lines={12} />);
    expect(screen.getByRole('log').scrollTop).toBe(500);
    rerender(<Box lines={5} />);
    expect(screen.getByRole('log').scrollTop).toBe(150);
    expect(screen.queryByRole('button', { name: 'Newest' })).toBeNull();
  });

  it('leaves a reader who went up where they are, also when content comes before the event of the scroll', () => {
    const { rerender } = render(<Box lines={10} />);
    screen.getByRole('log').scrollTop = 40;
    rerender(<Box lines={12} />);
    expect(screen.getByRole('log').scrollTop).toBe(40);
    act(() => screen.getByRole('button', { name: 'Newest' }).click());
    expect(screen.getByRole('log').scrollTop).toBe(500);
    rerender(<Box lines={14} />);
    expect(screen.getByRole('log').scrollTop).toBe(600);
  });
});
