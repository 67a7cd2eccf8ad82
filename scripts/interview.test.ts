import { describe, expect, it } from 'vitest';
import { findingOf } from './core/finding.ts';
import type { Question, Questions } from './core/questions.ts';
import { type Interviewing, interview } from './interview.ts';
import { fake } from './testing/fake.ts';
import { leftAlone } from './world/env-text.ts';

const key = fake('sk-', 24);
const password = fake('', 14);
const url = ['postgresql://me', `${password}@db.example/todo`].join(':');

type Asked = { readonly asked: string[]; readonly lines: string[]; readonly written: string[] };

/** A person who gives these answers in this order; undefined is Ctrl-C. One more question than that throws. */
const person = (answers: readonly (string | undefined)[], agrees = true) => {
  const told: Asked & { judged: (string | undefined)[] } = { asked: [], lines: [], written: [], judged: [] };
  const left = [...answers];
  const next = ({ text, why }: Question): string | undefined => {
    told.asked.push(`${text} ${why}`);
    if (left.length === 0) throw new Error(`nobody expects the question: ${text}`);
    return left.shift();
  };
  const questions: Questions = {
    choose: async (question) => {
      const answer = next(question);
      return answer === '' ? question.first : answer;
    },
    word: async (question) => {
      const answer = next(question);
      if (answer) told.judged.push(question.whyNot(answer));
      return answer === '' ? question.otherwise : answer;
    },
    hidden: async (question) => {
      const answer = next(question);
      if (answer) told.judged.push(question.whyNot(answer));
      return answer;
    },
  };
  const around = {
    questions,
    line: (text: string) => void told.lines.push(text),
    consent: async (question: string) => {
      told.asked.push(question);
      return agrees;
    },
    write: async (text: string) => void told.written.push(text),
  };
  return { told, around };
};

const given = { flags: {}, shell: {}, text: undefined, hasMinikube: true } satisfies Partial<Interviewing>;
const fault = async (work: Promise<string>) =>
  findingOf(
    await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );

describe('an interview', () => {
  it('asks for four settings, each with its default, and writes what differs from it', async () => {
    const { told, around } = person(['local', key, url]);
    const text = await interview({ ...given, ...around });
    expect(told.asked).toEqual([
      expect.stringMatching(/^Where .* minikube is the default: minikube is on the PATH\.$/),
      expect.stringMatching(/^The key .* built-in assistant/),
      expect.stringMatching(/^The URL .* an SQLite file on this machine/),
      'Write .env with this, and deploy?',
    ]);
    expect(text).toBe(`DEPLOY_TARGET=local\nOPENAI_API_KEY=${key}\nDATABASE_URL=${url}\n`);
    expect(told.written).toEqual([text]);
  });

  it('shows what deploy will use without a key and without a password', async () => {
    const { told, around } = person(['', 'mine', key, url]);
    await interview({ ...given, ...around });
    expect(told.lines.at(-1)).toBe(
      [
        'This is what deploy will use:',
        '  Target        minikube',
        '  Namespace     mine',
        '  Provider key  given, hidden',
        '  Database      postgresql://me@db.example/todo, its password hidden',
      ].join('\n'),
    );
    expect(told.lines.join('\n')).not.toMatch(new RegExp(`${key}|${password}`));
  });

  it('writes no setting that is left at its default, and remembers that it asked', async () => {
    const { told, around } = person(['', '', '', '']);
    const text = await interview({ ...given, ...around });
    expect(told.asked).toHaveLength(5);
    expect(text).toBe(
      '# Asked by deploy --interactive, and left at the default: DEPLOY_TARGET, NAMESPACE, OPENAI_API_KEY, DATABASE_URL\n',
    );
  });

  it.each([
    ['answers', ['local', key, url]],
    ['defaults', ['', '', '', '']],
    ['some of both', ['', 'mine', '', url]],
  ])('never asks a second time what was answered once: %s', async (_, answers) => {
    const text = await interview({ ...given, ...person(answers).around });
    const { told, around } = person([]);
    expect(await interview({ ...given, text, ...around })).toBe(text);
    expect(told).toMatchObject({ asked: [], written: [] });
    expect(told.lines).toEqual([expect.stringMatching(/^There is nothing to ask/)]);
  });

  it('says of what flags, the shell and .env give that it was not asked', async () => {
    const { told, around } = person([]);
    const shell = { OPENAI_API_KEY: key };
    await interview({
      ...given,
      ...around,
      flags: { target: 'minikube', namespace: 'mine' },
      shell,
      text: `DATABASE_URL=${url}\n`,
    });
    expect(told.lines.at(-1)?.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}Target .*minikube {2}\(not asked: a flag says it\)$/),
      expect.stringMatching(/^ {2}Namespace .*mine {2}\(not asked: a flag says it\)$/),
      expect.stringMatching(/^ {2}Provider key .*hidden {2}\(not asked: the shell says it\)$/),
      expect.stringMatching(/^ {2}Database .*hidden {2}\(not asked: \.env says it\)$/),
    ]);
  });

  it('does not ask for the target where a context is named', async () => {
    const { told, around } = person(['', '', '']);
    await interview({ ...given, ...around, flags: { context: 'kind-mine' } });
    expect(told.lines.at(-1)).toContain('Target        context  (not asked: a flag says it)');
  });

  it('keeps comments and lines that it does not know, and fills the empty lines of a copied .env.example', async () => {
    const before = '# mine\nDATABASE_URL=\n\nexport OPENAI_API_KEY= # the key\nMINE=1\nNAMESPACE=';
    const { around } = person(['', 'mine', key, '']);
    const text = await interview({ ...given, text: before, ...around });
    expect(text).toBe(
      `# mine\nDATABASE_URL=\n\nexport OPENAI_API_KEY=${key} # the key\nMINE=1\nNAMESPACE=mine\n# Asked by deploy --interactive, and left at the default: DEPLOY_TARGET, DATABASE_URL\n`,
    );
    expect(leftAlone(text)).toEqual(['DEPLOY_TARGET', 'DATABASE_URL']);
  });

  it('judges an answer at once, as .env is judged, and does not repeat it', async () => {
    const { told, around } = person(['', 'My Namespace', 'too short', `mysql://me:${password}@db/todo`]);
    await interview({ ...given, ...around }).catch(() => '');
    expect(told.judged).toEqual([
      expect.stringMatching(/^It is not of the form that NAMESPACE needs/),
      expect.stringMatching(/^It is not of the form that OPENAI_API_KEY needs/),
      expect.stringMatching(/^It is not of the form that DATABASE_URL needs: postgresql/),
    ]);
    expect(told.judged.join('')).not.toContain(password);
  });

  it.each([0, 1, 2, 3])('that is interrupted at question %i leaves everything as it was', async (at) => {
    const answers = ['', 'mine', key, url].map((answer, index) => (index === at ? undefined : answer));
    const { told, around } = person(answers.slice(0, at + 1));
    const one = await fault(interview({ ...given, ...around }));
    expect(one).toMatchObject({ code: 'interrupted/signal', message: expect.stringContaining('Nothing was written') });
    expect(told.written).toEqual([]);
  });

  it('that is answered with no leaves everything as it was', async () => {
    const { told, around } = person(['', '', '', ''], false);
    expect(await fault(interview({ ...given, ...around }))).toMatchObject({ code: 'interrupted/signal' });
    expect(told.written).toEqual([]);
  });

  it('of a dry run asks for no consent', async () => {
    const { told, around } = person(['local', '', '']);
    await interview({ ...given, flags: { dryRun: true }, ...around });
    expect(told.asked).toHaveLength(3);
  });

  it('does not begin while .env has a mistake', async () => {
    const { told, around } = person([]);
    expect(await interview({ ...given, text: 'no setting\n', ...around })).toBe('no setting\n');
    expect(told.lines).toEqual([]);
  });
});
