import { phases } from '../pipelines.ts';
import { breaks, edited, removed, replaced, sabotageTests } from '../testing/sabotage.ts';

const operations = 'docs/ai-operations.md';

sabotageTests(
  phases,
  ['AI operations'],
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
      breaks('T103', 'docs/command', /"repair" is no flag/),
    ],
    [
      'a chapter is lost',
      replaced(operations, /^## What leaves this machine$/m, '## Other'),
      breaks('T103', 'docs/missing', /what leaves this machine/, { at: [operations, 1] }),
    ],
    ['the page is removed', removed(operations), breaks('T103', 'docs/missing', /is missing/)],
  ],
);
