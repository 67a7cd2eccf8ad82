import { describe, expect, it } from 'vitest';
import { logLines } from './log-line.ts';
import { look } from './samples.ts';

const line = (text: string, source = 'backend-1', release: 'backend' | 'frontend' = 'backend') => ({
  release,
  source,
  text,
});

describe('a line of a log', () => {
  it('stands behind its name, the bars below each other as long as names come that are no longer', () => {
    const shown = logLines(look);
    expect([line('a'), line('b', 'frontend-22', 'frontend'), line('c')].map(shown)).toEqual([
      'backend-1 | a',
      'frontend-22 | b',
      'backend-1   | c',
    ]);
  });

  it('has the colour of its application', () => {
    const shown = logLines({ ...look, color: true });
    expect(shown(line('a'))).toBe('\u001b[36mbackend-1 |\u001b[39m a');
    expect(shown(line('a', 'frontend-1', 'frontend'))).toBe('\u001b[35mfrontend-1 |\u001b[39m a');
  });

  it('gives the terminal no commands but colours, and those only where there are any', () => {
    const nasty = 'a\u001b[31mred\u001b[0m\u001b[2J\u001b]0;title\u0007\tb\r';
    expect(logLines(look)(line(nasty))).toBe('backend-1 | ared·[2J·]0;title·\tb·');
    expect(logLines({ ...look, color: true })(line(nasty))).toBe(
      '\u001b[36mbackend-1 |\u001b[39m a\u001b[31mred\u001b[0m·[2J·]0;title·\tb·\u001b[0m',
    );
  });
});
