import { phases } from '../pipelines.ts';
import { breaks, edited, removed, replaced, sabotageTests } from '../testing/sabotage.ts';

const operations = 'docs/ai-operations.md';
const quickstart = 'docs/quickstart.md';
const times = 'docs/quickstart-times.json';
const plan = 'tasks.md';

sabotageTests(
  phases,
  ['AI operations', 'Documentation and automation'],
  [
    [
      'a word of the script is not told',
      replaced(operations, /^\| `restore`.*\n/m, ''),
      breaks('T103', 'docs/missing', /no row for the word restore/, { at: [operations, 1] }),
    ],
    [
      'a word is told that the script does not take',
      replaced(operations, /^(\| `restore`.*\n)/m, '$1| `mend` | repairs all | everything |\n'),
      breaks('T103', 'docs/unlike', /row for mend/, { at: [operations, '| `mend`'] }),
    ],
    [
      'a flag is not told',
      replaced(operations, /^\| `--no-model`.*\n/m, ''),
      breaks('T103', 'docs/stale', /not what is generated/),
    ],
    [
      'a flag is told that the script does not take',
      edited(operations, (text) => `${text}\nWith \`--force\` all is done.\n`),
      breaks('T103', 'docs/unlike', /names --force: ai does not take --force/, { at: [operations, '`--force`'] }),
    ],
    [
      'a command is told with a word that there is not',
      replaced(operations, 'ai-devops-examples.ts restore', 'ai-devops-examples.ts repair'),
      breaks('T103', 'docs/command', /"repair" is no flag/, { also: ['T109'] }),
    ],
    [
      'a chapter is lost',
      replaced(operations, /^## What leaves this machine$/m, '## Other'),
      breaks('T103', 'docs/missing', /what leaves this machine/, { at: [operations, 1] }),
    ],
    ['the page is removed', removed(operations), breaks('T103', 'docs/missing', /is missing/, { also: ['T109'] })],
    [
      'a scenario has no recording',
      removed('scripts/chaos/recorded/quota.json'),
      breaks('T104', 'docs/unrecorded', /^The scenario quota was never recorded$/),
    ],
    [
      'a scenario is another one than was recorded',
      replaced('scripts/chaos/recorded/quota.json', /"symptom": ".*"/, '"symptom": "It hums."'),
      breaks('T104', 'docs/unrecorded', /^The scenario quota is another one than was recorded$/, {
        at: ['scripts/chaos/recorded/quota.json', 1],
      }),
    ],
    [
      'the page of the scenarios is edited by hand',
      replaced('docs/scenarios.md', /^\*\*Symptom\.\*\* .*$/m, '**Symptom.** It hums.'),
      breaks('T104', 'docs/stale', /not what is generated/, { at: ['docs/scenarios.md', 'It hums.'] }),
    ],
    [
      'a code is not told',
      replaced('docs/troubleshooting.md', /^### pod\/crash-loop\n/m, ''),
      breaks('T105', 'docs/stale', /not what is generated/),
    ],
    [
      'a remedy was changed in the catalogue alone',
      replaced('docs/troubleshooting.md', /^What to do: Write it anew/m, 'What to do: Write it again'),
      breaks('T105', 'docs/stale', /not what is generated/, { at: ['docs/troubleshooting.md', 'Write it again'] }),
    ],
    [
      'deploy has tasks of a later phase',
      replaced(plan, /^## Phase 7: Deployment$/m, '## Phase 8: Deployment'),
      breaks('T106', 'runbook/pipeline', /^The pipeline deploy has T051, .*T064, which/),
    ],
    [
      'validate lacks a task',
      edited(plan, (text) => `${text}- [ ] T999 Nobody asks this\n`),
      breaks('T107', 'runbook/pipeline', /^The pipeline validate has no T999$/, {
        at: [plan, 'T999'],
        also: ['T111'],
      }),
    ],
    [
      'the README leaves out a command of the quickstart',
      replaced('README.md', /^npm ci\n/m, ''),
      breaks('T109', 'docs/unlike', /first commands of README\.md/, { at: ['README.md', 1] }),
    ],
    [
      'a page names a script that there is not',
      edited('docs/values.md', (text) => `${text}\nThen \`npm run lodge\`.\n`),
      breaks('T109', 'docs/command', /no script lodge$/, { at: ['docs/values.md', 'npm run lodge'] }),
    ],
    [
      'a page names a flag that there is not',
      edited('CONTRIBUTING.md', (text) => `${text}\n\`npx tsx scripts/deploy.ts --fast\`\n`),
      breaks('T109', 'docs/command', /There is no flag --fast/, { at: ['CONTRIBUTING.md', '--fast'] }),
    ],
    [
      'a page forgets that npm keeps flags for itself',
      edited('CHANGELOG.md', (text) => `${text}\n\`npm run validate --static\`\n`),
      breaks('T109', 'docs/command', /npm keeps --static for itself/),
    ],
    [
      'a link of the README leads nowhere',
      edited('README.md', (text) => `${text}\n[Gone](docs/gone.md)\n`),
      breaks('T109', 'docs/link', /docs\/gone\.md leads nowhere/, { at: ['README.md', 'docs/gone.md'] }),
    ],
    [
      'the quickstart has one command more',
      replaced(quickstart, /^npm run open$/m, 'npm run open\nnpm run logs'),
      breaks('T110', 'docs/quickstart', /has 6 commands/, { at: [quickstart, 1], also: ['T109'] }),
    ],
    [
      'the quickstart took longer than it says',
      replaced(times, /"seconds": [\d.]+/, '"seconds": 601'),
      breaks('T110', 'docs/quickstart', /took \d+ s, and 600 are allowed/, { at: [quickstart, 1] }),
    ],
    [
      'the table of times is edited by hand',
      replaced(quickstart, /^\| together \|.*$/m, '| together | 1 s |'),
      breaks('T110', 'docs/stale', /not what is generated/, { at: [quickstart, '| together'] }),
    ],
    [
      'the checklist lacks a task',
      replaced('docs/checklist.md', /^- \[ \] T042 .*\n/m, ''),
      breaks('T111', 'docs/stale', /not what is generated/),
    ],
  ],
);
