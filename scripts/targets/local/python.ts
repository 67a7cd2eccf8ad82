import { type Finding, finding } from '../../core/finding.ts';
import { installRemedy } from '../../core/install.ts';
import type { Shell } from '../../core/world.ts';

/** A Python as it described itself. */
export type Python = {
  /** How it is called. */
  readonly program: string;
  /** For example 3.11.7. */
  readonly version: string;
  /** The file behind the program: part of what a virtual environment depends on. */
  readonly executable: string;
  /** It can make virtual environments with pip in them (Debian ships that apart). */
  readonly venv: boolean;
};

/** The best Python of this machine: a usable one or what is wrong. */
export type PythonFound = { readonly python?: Python; readonly findings: readonly Finding[] };

/** Looks for Python 3.11 or newer with venv and ensurepip; asks no further once one is found. */
export const findPython = async (sh: Shell): Promise<PythonFound> => {
  const seen: Python[] = [];
  for (const program of programs) {
    const said = await sh.read`${program} -c ${question}`;
    const python = said.code === 0 ? described(program, said.stdout) : undefined;
    if (python && isNew(python) && python.venv) return { python, findings: [] };
    if (python) seen.push(python);
  }
  return { findings: [whatIsWrong(seen)] };
};

const programs = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

const question = [
  'import json, sys',
  'from importlib.util import find_spec',
  'print(json.dumps(["%d.%d.%d" % sys.version_info[:3], sys.executable, bool(find_spec("venv") and find_spec("ensurepip"))]))',
].join('\n');

const described = (program: string, stdout: string): Python | undefined => {
  try {
    const [version, executable, venv] = JSON.parse(stdout) as [string, string, boolean];
    return { program, version, executable, venv };
  } catch {
    return undefined;
  }
};

const isNew = ({ version }: Python): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 11);
};

const whatIsWrong = (seen: readonly Python[]): Finding => {
  const recent = seen.find(isNew);
  if (recent)
    return finding(
      'tool/missing',
      `${recent.program} ${recent.version} has no venv module, so the backend's packages cannot be installed`,
      {
        remedy: 'Install it: `sudo apt-get install python3-venv`, then run again.',
        final: true,
      },
    );
  const old = seen[0];
  return finding(
    'tool/missing',
    old
      ? `Python 3.11 or newer is needed, and ${old.program} is ${old.version}`
      : 'Python 3.11 or newer is needed, and none is on the PATH',
    {
      remedy: installRemedy('python3'),
      final: true,
    },
  );
};
