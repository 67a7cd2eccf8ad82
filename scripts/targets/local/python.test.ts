import { describe, expect, it } from 'vitest';
import { finding } from '../../core/finding.ts';
import type { Said, Shell, Word } from '../../core/world.ts';
import { findPython } from './python.ts';

/** A machine whose programs describe themselves as given, and what it was asked for. */
const machine = (programs: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const read = async (_: TemplateStringsArray, ...words: readonly Word[]): Promise<Said> => {
    const program = String(words[0]);
    asked.push(program);
    const stdout = programs[program];
    return stdout === undefined ? { code: 127, stdout: '', stderr: '' } : { code: 0, stdout, stderr: '' };
  };
  return { asked, sh: { read } as unknown as Shell };
};
const python = (version: string, venv = true) => JSON.stringify([version, `/usr/bin/python-${version}`, venv]);

describe('findPython', () => {
  it('takes python3 and asks no further when it is good', async () => {
    const { asked, sh } = machine({ python3: python('3.11.7') });
    expect((await findPython(sh)).python).toMatchObject({ program: 'python3', version: '3.11.7' });
    expect(asked).toEqual(['python3']);
  });

  it('takes a newer one beside an old python3', async () => {
    const { sh } = machine({ python3: python('3.9.2'), 'python3.12': python('3.12.1') });
    expect(await findPython(sh)).toMatchObject({ python: { program: 'python3.12' }, findings: [] });
  });

  it('says how to install the venv module when that alone is missing', async () => {
    const { sh } = machine({ python3: python('3.11.2', false) });
    const { python: found, findings } = await findPython(sh);
    expect(found).toBeUndefined();
    expect(findings).toEqual([
      finding('tool/missing', expect.stringContaining('no venv module') as unknown as string, {
        remedy: expect.stringContaining('`sudo apt-get install python3-venv`') as unknown as string,
        final: true,
      }),
    ]);
  });

  it('names the version of a Python that is too old', async () => {
    const { sh } = machine({ python3: python('3.9.2') });
    expect((await findPython(sh)).findings[0]?.message).toBe('Python 3.11 or newer is needed, and python3 is 3.9.2');
  });

  it('says that there is none, also when a program of that name answers nonsense', async () => {
    expect((await findPython(machine({}).sh)).findings[0]?.message).toContain('none is on the PATH');
    expect((await findPython(machine({ python3: 'hello' }).sh)).findings[0]?.message).toContain('none is on the PATH');
  });
});
