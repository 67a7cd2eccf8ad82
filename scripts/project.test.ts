import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarios } from './chaos/scenarios.ts';
import { pageSays } from './checks/docs.ts';
import { partGenerated } from './checks/generated.ts';
import { codes } from './core/codes.ts';
import { helpText, parseFlags } from './core/flags.ts';
import { formats } from './core/format.ts';
import { partOf } from './core/markdown.ts';
import { bind } from './core/runbook.ts';
import { examplesFile, troubleshootingPage } from './core/troubleshooting.ts';
import { examplesOf } from './examples.ts';
import { generatedParts, operationsPage, rulesPage, timingsPage, withTimings } from './generated-parts.ts';
import { rules } from './images/rules.ts';
import { policies } from './manifests/policies/all.ts';
import { figures } from './operations/timings.ts';
import { phases, pipelines } from './pipelines.ts';
import { memoryWorld } from './testing/world.ts';

const root = join(import.meta.dirname, '..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const skipped = new Set([
  'node_modules',
  '.git',
  '.local',
  '.deploy',
  '.next',
  '__pycache__',
  '.ruff_cache',
  '.mypy_cache',
  '.hypothesis',
  '.pytest_cache',
]);
const walk = (directory: string): readonly string[] =>
  readdirSync(join(root, directory)).flatMap((name) => {
    const path = join(directory, name);
    if (skipped.has(name)) return [];
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
const files = walk('.');
const scripts = files.filter((path) => path.startsWith('scripts/') && path.endsWith('.ts'));
const sources = scripts.filter((path) => !path.endsWith('.test.ts'));

describe('tasks.md and the code', () => {
  it('agree', () => {
    expect(bind(text('tasks.md'), phases).findings).toEqual([]);
  });

  it('ship unticked', () => {
    expect(text('tasks.md')).not.toMatch(/^- \[x\]/im);
  });
});

describe('the import rules of CONTRIBUTING.md', () => {
  const rules = new Map(
    [...text('CONTRIBUTING.md').matchAll(/^\| ([a-z]+) \| ([a-z ]+) \|$/gm)].map((row) => [
      row[1] ?? '',
      (row[2] ?? '').split(' '),
    ]),
  );
  const roomOf = (path: string) => (path.split('/').length > 2 ? (path.split('/')[1] ?? '') : '');
  const importsOf = (path: string) =>
    [...text(path).matchAll(/^(?:import|export) [^'"]*?from '(\.[^']+)'|^import '(\.[^']+)'/gm)].map((match) =>
      relative(root, join(root, path, '..', match[1] ?? match[2] ?? '')),
    );

  it('name every room', () => {
    expect([...rules.keys()].sort()).toEqual([...new Set(scripts.map(roomOf))].filter(Boolean).sort());
  });

  it.each([...rules])('hold in %s', (room, allowed) => {
    const broken = sources
      .filter((path) => roomOf(path) === room)
      .flatMap((path) => importsOf(path).map((imported) => [path, imported, roomOf(imported)] as const))
      .filter(([, , other]) => other !== room && !allowed.includes(other || 'scripts'))
      .map(([path, imported]) => `${path} imports ${imported}`);
    expect(broken).toEqual([]);
  });

  it('keep the outside world in world/ and main.ts', () => {
    const outside =
      /from '(zx|node:fs(\/promises)?|node:net|node:child_process)'|\bfetch\(|\bprocess\.(env|argv|cwd|exit|stdout|stderr|stdin|on)\b/;
    const broken = sources
      .filter((path) => !/^scripts\/(world|testing|bench)\//.test(path) && path !== 'scripts/main.ts')
      .filter((path) => outside.test(text(path).replaceAll(/`[^`]*`|'fetch\([^']*'/g, '')));
    expect(broken).toEqual([]);
  });
});

describe('the catalogue of findings', () => {
  const used = sources
    .filter((path) => !path.startsWith('scripts/core/codes'))
    .map(text)
    .join('\n');
  const tested = scripts
    .filter((path) => path.endsWith('.test.ts') || path.startsWith('scripts/testing/corpus/'))
    .map(text)
    .join('\n');

  it.each(Object.entries(codes))(
    '%s has a title, a meaning of its own, a remedy that ends with a full stop, a place that makes it, and a test',
    (code, entry) => {
      expect(entry.title).not.toBe('');
      expect(entry.means).toMatch(/\.$/);
      expect([`${entry.title}.`, entry.remedy]).not.toContain(entry.means);
      expect(entry.means.match(/[.!?](?= [A-Z]|$)/g)?.length, 'at most three sentences').toBeLessThan(4);
      expect(entry.remedy).toMatch(/\.$/);
      expect(used.includes(`'${code}'`), 'some code makes it').toBe(true);
      expect(tested.includes(code), 'some test mentions it').toBe(true);
    },
  );
});

const generatedPages = [...new Set(generatedParts.map(({ page }) => page))];

describe('the parts of pages that are written from something else', () => {
  const there = Object.fromEntries(
    files.filter((path) => /\.(?:md|json)$/.test(path)).map((path) => [path, text(path)] as const),
  );

  it.each(generatedParts)('$part of $page is what `npm run generate` writes', async ({ page, part, make }) => {
    expect(await partGenerated(page, part, make)(memoryWorld({ files: there }).world)).toEqual([]);
  });

  it.each(generatedPages)('%s has its markers for nothing else', (page) => {
    const marked = [...text(page).matchAll(/<!-- ([a-z-]+):start -->/g)].map(([, part]) => part);
    expect(marked).toEqual(generatedParts.flatMap((one) => (one.page === page ? [one.part] : [])));
  });

  it('have examples from the corpus and from recorded namespaces', async () => {
    const snapshots = files.filter((path) => path.startsWith('scripts/diagnosis/recorded/'));
    const { world } = memoryWorld({ files: Object.fromEntries(snapshots.map((path) => [path, text(path)])) });
    const examples = await examplesOf(world.files);
    expect(JSON.parse(text(examplesFile)), 'stale: npm run generate').toEqual(examples);
    expect(Object.keys(examples).length).toBeGreaterThan(200);
    expect(examples['values/unknown-key']).toMatchObject({ file: expect.stringMatching(/values/) });
    expect(examples['pod/crash-loop'] ?? examples['pod/database-host']).toHaveProperty('says');
  });

  it('have one row for each policy, each rule of Dockerfiles, each scenario, and one heading for each code', () => {
    const all = [...policies, ...Object.values(rules).flat()].map(({ code }) => code);
    const rows = [...text(rulesPage).matchAll(/^\| `((?:policy|dockerfile)\/\w[\w-]*)` \|/gm)].map(([, code]) => code);
    expect(rows.toSorted()).toEqual(all.toSorted());
    const table = partOf(text(operationsPage), 'scenarios') ?? '';
    expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(
      scenarios.map(({ name }) => name),
    );
    const headings = [...text(troubleshootingPage).matchAll(/^### (\S+)$/gm)].map(([, code]) => code ?? '');
    expect(headings.toSorted()).toEqual(Object.keys(codes).toSorted());
    const anchors = headings.map((code) => code.toLowerCase().replace('/', ''));
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});

describe('docs/validation.md', () => {
  it('names codes that there are, and the version of the Kubernetes schemas that are installed', () => {
    const named = [...text(rulesPage).matchAll(/`([a-z]+\/[\w-]+)`/g)].map(([, code = '']) => code);
    expect(named.filter((code) => !(code in codes))).toEqual([]);
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(text('package.json'));
    expect(text(rulesPage)).toContain(`kubernetes-models-ts) ${dependencies['kubernetes-models']},`);
    const version = /\(Apache-2\.0\) (v[\d.]+) /.exec(text('scripts/manifests/kinds/prometheus-operator.json'))?.[1];
    for (const page of [rulesPage, 'docs/monitoring.md'])
      expect(text(page)).toContain(`prometheus-operator ${version}`);
  });
});

describe('docs/timings.md', () => {
  const page = text(timingsPage);

  it('has the table of a run, one row for each figure with its limit', () => {
    const rows = [...page.matchAll(/^\| (.+?) \| \d+\.\d\d \| (\d+) \| \d+ \|$/gm)].map(([, what, limit]) => [
      what,
      limit,
    ]);
    expect(rows).toEqual(Object.values(figures).map(({ what, limit }) => [what, String(limit)]));
  });

  it('is written from what a run kept, and from nothing else', () => {
    const figure = { seconds: 1.234, of: 7 };
    const timings = Object.fromEntries(Object.keys(figures).map((key) => [key, figure]));
    const record = JSON.stringify({ at: '2030-01-02T03:04:05Z', on: 'a cluster', timings });
    expect(withTimings(page, record)).toContain('Measured on 2030-01-02, a cluster.');
    expect(withTimings(page, record).match(/\| 1\.23 \| \d+ \| 7 \|/g)).toHaveLength(Object.keys(figures).length);
    expect(withTimings(page, undefined)).toBe(page);
  });
});

describe('the pages', () => {
  const pages = files.filter((path) => /^(?:docs\/)?[^/]+\.md$/.test(path));

  it.each(pages)('%s has no link that leads nowhere', async (page) => {
    const there = Object.fromEntries(files.map((path) => [path, pages.includes(path) ? text(path) : '']));
    expect(await pageSays(page, [])(memoryWorld({ files: there }).world)).toEqual([]);
  });

  it('of docs/ are all named in README.md', () => {
    expect(pages.filter((path) => path.startsWith('docs/') && !text('README.md').includes(`](${path}`))).toEqual([]);
  });
});

describe('README.md', () => {
  const packageJson: { scripts: Record<string, string> } = JSON.parse(text('package.json'));
  const commands = [...text('README.md').matchAll(/`([^`\n]+)`|^(?:\s*\$ )?((?:npm|npx) .+)$/gm)].map((match) =>
    (match[1] ?? match[2] ?? '').trim(),
  );

  it('names npm scripts that exist', () => {
    const named = commands
      .flatMap((command) => /^npm (?:run )?(?:-s )?(test|[a-z:0-9]+)/.exec(command)?.[1] ?? [])
      .filter((name) => !['ci', 'run', 'i', 'install'].includes(name));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it('has a row for each flag, which marks the scripts that take it, with its formats', () => {
    const rows = [
      ...text('README.md').matchAll(/^\| (`--[^|]*(?:\\\|[^|]*)*) \| ([x ]*)\| ([x ]*)\| ([x ]*)\| ([x ]*)\|/gm),
    ];
    const told = rows.flatMap(([, flags = '', ...marks]) =>
      [...flags.matchAll(/`--([a-z-]+)/g)].map((flag) => [flag[1] ?? '', ...marks.map((mark) => mark.trim() === 'x')]),
    );
    const scriptsOf = Object.values(pipelines).map((pipeline) => helpText(pipeline, ''));
    const names = [
      ...new Set(scriptsOf.flatMap((help) => [...help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name))),
    ];
    const taken = names.map((name) => [
      name,
      ...scriptsOf.map((help) => new RegExp(`^ {2}--${name} `, 'm').test(help)),
    ]);
    expect(told.toSorted()).toEqual(taken.toSorted());
    expect(text('README.md')).toContain(`--format ${formats.join('\\|')}`);
  });

  it('names entry points that exist, with flags that they take', () => {
    const runs = commands.flatMap((command) => {
      const match = /^npx tsx scripts\/([a-z-]+)\.ts(.*)$/.exec(command.split('#')[0]?.trim() ?? '');
      return match ? [[match[1] ?? '', (match[2] ?? '').trim()] as const] : [];
    });
    expect(runs.length).toBeGreaterThan(3);
    for (const [script, words] of runs) {
      expect(scripts).toContain(`scripts/${script}.ts`);
      const name = script === 'ai-devops-examples' ? 'ai' : script;
      const argv = words
        .replaceAll(/"[^"]*"/g, '')
        .split(/\s+/)
        .filter((word) => word.startsWith('--'))
        .map((word) => word.replace(/=.*/, ''));
      const unknown = parseFlags(argv, name as 'deploy').findings.filter((one) => one.code === 'usage/unknown-flag');
      expect(unknown).toEqual([]);
    }
  });
});
