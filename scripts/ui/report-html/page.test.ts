import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finding } from '../../core/finding.ts';
import type { Report } from '../report.ts';
import { outcome, recordOf, report, reports, settingFor, typo } from '../samples.ts';
import { reportHtml } from './page.ts';

const written = (one: Report, words?: readonly string[]): string =>
  reportHtml(recordOf(one, words), settingFor().setting);

/** Text as the page holds it: control characters as a dot, markup escaped. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\t\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Every tag that the page itself has. */
const tags =
  'html head meta title style body header h1 h2 h3 span ul ol li dl div dt dd br b i small strong time main section article p code pre a details summary svg rect table thead tbody tr th td footer script'.split(
    ' ',
  );

describe('the page', () => {
  it('has every text as text: nothing in a report becomes markup, whatever it is', () => {
    fc.assert(
      fc.property(reports, fc.array(fc.string({ unit: 'binary', maxLength: 40 })), (one, words) => {
        const page = written(one, words);
        const found = [...page.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag]) => tag);
        expect(found.filter((tag) => !tags.includes(tag ?? '') && tag !== '!doctype')).toEqual([]);
        expect(page.match(/<script/g)).toHaveLength(1);
        for (const told of [...one.findings, ...one.outcomes.flatMap((each) => each.findings)])
          expect(page).toContain(escaped(told.message));
        for (const text of words) expect(page).toContain(escaped(text));
      }),
      { numRuns: 200 },
    );
  });

  it('asks the network for nothing, and its policy allows only its own style and script', () => {
    const page = written(report([outcome('failed', [typo])]));
    expect(page).not.toMatch(/https?:|src=|@import|url\(/);
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'"/,
    );
    expect(page).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('says first how the run ended, and what ran where', () => {
    const page = written(report([outcome('held'), outcome('failed', [typo], 'T002')]));
    expect(page).toContain('<title>validate not ok, 2030-01-01 00:00 UTC</title>');
    expect(page).toContain('<header class="bad">\n<h1><span class="verdict">validate not ok</span></h1>');
    expect(page).toContain('<li class="held"><b>1</b> held</li><li class="failed"><b>1</b> failed</li>');
    expect(page).toContain('<dt>Exit code</dt><dd>40</dd>');
    expect(page).toContain('<dd>local<br><small>for a test</small></dd>');
    expect(page).toContain('<dt>Platform</dt><dd>Kubernetes v1.34.4, docker, 1 node</dd>');
  });

  it('tells an interrupted run from one that failed', () => {
    const page = written(report([outcome('failed', [finding('interrupted/signal', 'The run was interrupted')])]));
    expect(page).toContain('<header class="cut">\n<h1><span class="verdict">validate interrupted</span></h1>');
  });

  it('shows errors first, each once with the tasks that found it, its frame and what to do', () => {
    const warning = finding('env/space', 'little room', { level: 'warning' });
    const page = written(report([outcome('held', [warning]), outcome('failed', [typo], 'T002')], [typo]));
    expect([...page.matchAll(/<article class="finding (\w+)">/g)].map(([, level]) => level)).toEqual([
      'error',
      'warning',
    ]);
    expect(page).toContain('<a href="#T002">T002</a>');
    expect(page).toContain('\n  1 | replicaCount: 1\n<b>&gt; 2 | replicaCont: 2</b>\n<i>    | ^^^^^^^^^^^</i></pre>');
    expect(page).toContain('<span class="copied">Write replicaCount.</span>');
  });

  it('lets each command of a remedy be copied', () => {
    const one = finding('tool/failed', 'x', { remedy: 'Run `minikube stop`, then `npx tsx scripts/deploy.ts`.' });
    expect(written(report([], [one]))).toContain(
      '<p>Run <code class="copied">minikube stop</code>, then <code class="copied">npx tsx scripts/deploy.ts</code>.</p>',
    );
  });

  it('folds evidence, and leads to the file of what is too long for it', () => {
    const text = Array.from({ length: 250 }, (_, nth) => `line ${nth + 1}`).join('\n');
    const one = finding('pod/crash-loop', 'x', { evidence: [{ source: 'log of pod a/b', text }] });
    const page = written(report([], [one]));
    expect(page).toContain('<summary><span>log of pod a/b</span> <small>250 lines</small></summary>');
    expect(page).toContain('<a href="evidence/01-pod-crash-loop-1-log-of-pod-a-b.txt">50 earlier lines</a>');
    expect(page).not.toContain('line 50\n');
    expect(page).toContain('line 51\n');
  });

  it('shows evidence of one line as it is', () => {
    const one = finding('pod/crash-loop', 'x', { evidence: [{ source: 'nodes', text: 'minikube  Ready=True\n' }] });
    const page = written(report([], [one]));
    expect(page).toContain('<p class="evidence"><span>nodes</span> <code>minikube  Ready=True</code></p>');
    expect(page).not.toContain('<details class="evidence">');
  });

  it('tells what follows from a finding with it', () => {
    const one = finding('pod/image-missing', 'x', {
      consequences: [{ code: 'service/no-endpoints', message: 'frontend-service has none' }],
    });
    expect(written(report([], [one]))).toContain(
      '<p class="related">So also: frontend-service has none <code>service/no-endpoints</code></p>',
    );
  });

  it('draws bars to scale: where a task began and how long it took', () => {
    const outcomes = [outcome('held'), outcome('changed', [], 'T002'), outcome('skipped', [], 'T003')];
    const timed = outcomes.map((one, nth) => ({ ...one, ms: nth === 1 ? 3000 : 1000 }));
    const page = written({ ...report(timed), ms: 4000 });
    const bars = [...page.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"/g)].map((bar) =>
      bar.slice(1),
    );
    const [first, second] = [
      ['held', '0.0', '250.0'],
      ['changed', '250.0', '750.0'],
    ];
    expect(bars).toEqual([first, second, first, second]);
  });

  it('opens the phases in which something changed or failed, and has neighbours that were skipped alike in one row', () => {
    const alike = (task: 'T003' | 'T004') => ({ ...outcome('skipped', [], task, 'Deployment'), reason: 'needs T002' });
    const page = written(
      report([outcome('held'), outcome('failed', [typo], 'T002', 'Deployment'), alike('T003'), alike('T004')]),
    );
    expect([...page.matchAll(/<details class="phase"( open)?>/g)].map(([, open]) => open)).toEqual([
      undefined,
      ' open',
    ]);
    expect(page).toContain('<b>T003-T004</b> 2 tasks <small>needs T002</small>');
  });

  it('lists every command with its time and its end', () => {
    const page = written(report([outcome('held')]), ['helm upgrade backend', 'kubectl get pods']);
    expect(page).toContain('2 programs were started, 1 of them to change something');
    expect(page).toContain(
      '<tr><td>0.00 s</td><td>0.40 s</td><td>0</td><td><strong><code>helm upgrade backend</code></strong></td></tr>',
    );
    expect(page).toContain(
      '<tr class="bad"><td>0.50 s</td><td>0.40 s</td><td>1</td><td><code>kubectl get pods</code></td></tr>',
    );
  });

  it('tells what a word of ai-devops-examples did, and the repair that a finding carries, as text', () => {
    const action = { action: 'Scale', object: { kind: 'Deployment', name: 'backend' }, replicas: 3 } as const;
    const operation = {
      word: 'ask',
      subject: '<b>why?</b>',
      state: 'planned',
      said: [],
      next: [],
      repairs: [{ action, state: 'planned', diff: '+replicaCount: 3 <x>' }],
    } as const;
    const page = written({ ...report([outcome('failed', [{ ...typo, action }])]), operation });
    expect(page).toContain('<h2 id="asked">ask: &lt;b&gt;why?&lt;/b&gt;</h2>');
    expect(page).toContain('Proposed: Scale backend to 3 replicas\n  +replicaCount: 3 &lt;x&gt;');
    expect(page).toContain('A repair that can be made, once you agree: Scale backend to 3 replicas');
    expect(written(report([outcome('held')]))).not.toContain('id="asked"');
  });
});
