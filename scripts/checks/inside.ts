import { createHash, randomBytes } from 'node:crypto';
import type { Said } from '../core/world.ts';

/** What the first process of a container was given and may do, as its own kernel tells it. */
export type Inside = {
  /** Its environment; of the keys that were named secret only a digest. */
  readonly env: ReadonlyMap<string, string>;
  /** Lines of /proc/1/status that say what it may do: `Uid` -> `1001 1001 1001 1001`. */
  readonly status: ReadonlyMap<string, string>;
  /** Options with which its root file system is mounted: `ro`, `relatime`. */
  readonly root: readonly string[];
  /** Bytes it may use, and microseconds of a processor in each period; undefined where nothing limits them. */
  readonly memory: number | undefined;
  readonly cpu: { readonly quota: number; readonly period: number } | undefined;
};

/** Goes before a secret value when it is digested, so that the digest tells nothing to anybody else. */
const nonce = randomBytes(16).toString('hex');

/** The digest of a secret value, as `insideWords` has it made. */
export const digestInside = (value: string): string =>
  createHash('sha256')
    .update(nonce + value)
    .digest('hex');

/** A program of every image that tells this; it names the keys whose values must not be printed. */
export const insideWords = (secrets: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  script,
  'sh',
  nonce,
  ...secrets,
];

/** Limits are where cgroups of version 2 have them, or of version 1. Without a pod there is no process 1 of ours: then the environment is what a program beside it is given. */
const script = `
nonce=$1
shift
if [ -n "$KUBERNETES_SERVICE_HOST" ]; then tr '\\0' '\\n' </proc/1/environ; else env; fi | while IFS= read -r line; do
  name=\${line%%=*}
  case " $* " in
    *" $name "*) printf 'env %s=%s\\n' "$name" "$(printf %s "$nonce\${line#*=}" | sha256sum | cut -c1-64)" ;;
    *) printf 'env %s\\n' "$line" ;;
  esac
done
if [ -n "$KUBERNETES_SERVICE_HOST" ]; then
  grep -E '^(Uid|Gid|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/1/status | sed 's/^/status /'
  grep -E '^[^ ]+ / ' /proc/mounts | tail -n 1 | sed 's/^/root /'
  for file in memory.max cpu.max memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us; do
    [ -r "/sys/fs/cgroup/$file" ] && printf '%s %s\\n' "$file" "$(cat "/sys/fs/cgroup/$file")"
  done
fi
true
`;

/** What the program said; undefined where it did not run. */
export const readInside = ({ code, stdout }: Said): Inside | undefined => {
  if (code !== 0) return undefined;
  const lines = stdout.split('\n');
  const after = (word: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const pairs = (word: string, separator: string): ReadonlyMap<string, string> =>
    new Map(
      after(word).map((line): [string, string] => {
        const end = line.indexOf(separator);
        return [line.slice(0, end), line.slice(end + separator.length).trim()];
      }),
    );
  const words = after('cpu.max')[0] ?? `${after('cpu/cpu.cfs_quota_us')[0]} ${after('cpu/cpu.cfs_period_us')[0]}`;
  const [quota = 0, period = 0] = words.split(' ').map(Number);
  const memory = Number(after('memory.max')[0] ?? after('memory/memory.limit_in_bytes')[0]);
  return {
    env: pairs('env', '='),
    status: new Map([...pairs('status', ':')].map(([key, value]) => [key, value.replaceAll(/\s+/g, ' ')])),
    root: (after('root')[0] ?? '').split(' ')[3]?.split(',') ?? [],
    memory: Number.isFinite(memory) ? memory : undefined,
    cpu: quota > 0 && period > 0 ? { quota, period } : undefined,
  };
};
