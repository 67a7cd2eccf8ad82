import { prerequisites } from './checks/prerequisites.ts';
import { exitCodeOf } from './core/codes.ts';
import { errorsOf, problem } from './core/finding.ts';
import { standingOf } from './core/prerequisite.ts';
import { command } from './main.ts';
import { prerequisitesText } from './ui/prerequisites.ts';

/** What a deploy needs of this machine, what is there, and what to do about what is not. */
await command(
  async (world, { line, flags: { format = 'text' }, look }) => {
    if (format !== 'text' && format !== 'json')
      throw problem('usage/bad-value', `doctor is not written as ${format}`, {
        remedy: 'Leave --format out, or write --format json.',
      });
    const all = await prerequisites(world);
    const { target } = world;
    const [error] = all.flatMap(({ findings }) => errorsOf(findings));
    if (format === 'json') {
      const told = all.map((one) => ({ ...one, standing: standingOf(one) }));
      line(JSON.stringify({ target: target.name, ok: error === undefined, prerequisites: told }, null, 2));
    } else {
      line(`doctor for ${target.name} (${target.why})`);
      line(prerequisitesText(all, look));
    }
    return error ? exitCodeOf(error.code) : 0;
  },
  {
    name: 'doctor',
    summary: 'What a deploy needs of this machine, and what to do about what is not there.',
    words: [],
  },
);
