import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claims, recorded, shellLines } from './pages.ts';

const root = new URL('../../', import.meta.url);
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '' && !recorded.includes(page));

describe('the commands that pages show', () => {
  it('are read from shell code alone, without comments', () => {
    const page = 'a\n\n```sh\none   # why\n\ntwo "a # b"\n```\n\n   ```sh\n   three\n   ```\n\n```yaml\nno: 1\n```\n';
    expect(shellLines(page)).toEqual(['one', 'two "a # b"', 'three']);
  });

  it('are those that somebody types in a test, or that say why nobody does', () => {
    const shown = pages.map((page) => [page, shellLines(readFileSync(new URL(page, root), 'utf8'))] as const);
    const typed = Object.entries(claims).map(([page, all]) => [page, all.map(({ command }) => command)] as const);
    expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(shown.filter(([, lines]) => lines.length > 0)));
  });

  it('do what the page still says of them', () => {
    const unsaid = Object.entries(claims).flatMap(([page, all]) => {
      const text = readFileSync(new URL(page, root), 'utf8').replaceAll(/\s+/g, ' ');
      return all.flatMap((claim) => ('says' in claim && claim.says && !text.includes(claim.says) ? [claim.says] : []));
    });
    expect(unsaid).toEqual([]);
  });
});
