import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { prerequisitesText } from './prerequisites.ts';

const look = { color: false, width: 80, verbose: false, sourceOf: () => undefined };

describe('prerequisites for people', () => {
  it('are a line each, in columns, and below what is not well what to do', () => {
    const text = prerequisitesText(
      [
        { name: 'Node', wanted: '22.18 or newer', found: '24.1.0', findings: [] },
        {
          name: 'port 3000',
          wanted: 'free',
          found: 'taken',
          findings: [finding('target/port-taken', 'It is taken', { level: 'info', remedy: 'Leave it so.' })],
        },
        { name: 'disk', wanted: '10 GB', found: '1 GB', findings: [finding('env/space', 'It is full')] },
      ],
      look,
    );
    expect(text.split('\n')).toEqual([
      'ok    Node       24.1.0  22.18 or newer',
      'note  port 3000  taken   free',
      '      info It is taken  [target/port-taken]',
      '        fix: Leave it so.',
      'WRONG disk       1 GB    10 GB',
      '      error It is full  [env/space]',
      '        fix: Free some and run again.',
    ]);
  });
});
