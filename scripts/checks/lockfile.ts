import { finding, type Place } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import { placer } from '../values/position.ts';

/** The part of package-lock.json (lockfileVersion 3) that platform packages are about. */
export type Lock = { readonly packages: Readonly<Record<string, LockEntry>> };
export type LockEntry = {
  readonly version?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** A platform package that a dependency names and the lock file lacks. */
export type Absent = { readonly parent: string; readonly name: string; readonly version: string };

/** The optional dependencies that have no entry where npm would look for one. */
export const absentPackages = (lock: Lock): readonly Absent[] =>
  Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolves(lock, parent, name))
      .map(([name, version]) => ({ parent, name, version })),
  );

/** The lock with every absent platform package added: version, optional, and the os and cpu its name tells. */
export const completed = (lock: Lock): Lock => {
  const packages: Record<string, LockEntry> = { ...lock.packages };
  for (const { parent, name, version } of absentPackages(lock))
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(packages[parent]?.dev ? { dev: true } : {}),
      optional: true,
    };
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...lock, packages: Object.fromEntries(sorted) };
};

/** Every optional platform package of the lock file's dependencies has its entry. */
export const lockComplete =
  (path: string): Check =>
  async ({ files }) => {
    const text = await files.read(path);
    if (text === undefined)
      return [finding('source/missing', `${path} is missing`, { remedy: `Restore it: \`git checkout -- ${path}\`.` })];
    const lock = lockOf(text);
    if (!lock)
      return [
        finding('source/lockfile', `${path} is no lock file that npm 7 or later wrote`, {
          at: { file: path, line: 1, column: 1 },
          remedy: `Restore it: \`git checkout -- ${path}\`.`,
        }),
      ];
    const absent = absentPackages(lock);
    if (absent.length === 0) return [];
    const named = absent.slice(0, 3).map(({ name }) => name);
    return [
      finding(
        'source/lockfile',
        `${path} lacks ${absent.length} platform package${absent.length > 1 ? 's' : ''}: ${named.join(', ')}${absent.length > 3 ? ', …' : ''}`,
        { at: wantedAt(path, text, absent[0]) },
      ),
    ];
  };

/** Where a dependency asks for a package: `"name": "version"` among its optional ones. */
const wantedAt = (path: string, text: string, wanted: Absent | undefined): Place => {
  const words = `"${wanted?.name}": "${wanted?.version}"`;
  const at = Math.max(text.indexOf(words), 0);
  return placer(path, text)(at, at + words.length);
};

const lockOf = (text: string): Lock | undefined => {
  try {
    const { packages }: Partial<Lock> = JSON.parse(text);
    return packages && '' in packages ? { packages } : undefined;
  } catch {
    return undefined;
  }
};

const resolves = (lock: Lock, parent: string, name: string): boolean => {
  for (let at = parent; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in lock.packages) return true;
    if (!at) return false;
  }
};

const systems: Readonly<Record<string, string>> = {
  windows: 'win32',
  macos: 'darwin',
  linuxmusl: 'linux',
  fsevents: 'darwin',
};
const processors: Readonly<Record<string, string>> = { x86: 'ia32' };
const knownOs = new Set([
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'netbsd',
  'openbsd',
  'sunos',
  'aix',
]);
const knownCpu = new Set(['arm', 'arm64', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32']);

/** Platform packages are named by system, processor and C library: `@next/swc-linux-x64-musl`. */
const platformOf = (name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> => {
  const words = name.split(/[-/]/);
  const os = words.map((word) => systems[word] ?? word).filter((word) => knownOs.has(word));
  const cpu = words.map((word) => processors[word] ?? word).filter((word) => knownCpu.has(word));
  const libc = words.some((word) => word.endsWith('musl'))
    ? ['musl']
    : words.includes('gnu') && os.includes('linux')
      ? ['glibc']
      : [];
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}), ...(libc.length > 0 ? { libc } : {}) };
};
