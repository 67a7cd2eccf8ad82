import type { JSONInstruction, ModifiableInstruction } from 'dockerfile-ast';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Scope, scoped } from '../scope.ts';
import { type Line, type Sheet, spotBetween } from '../sheet.ts';
import { scriptOf, unquoted } from '../source.ts';

/** RUN: what a shell hides, and what a layer need not keep. */
export const runRules: readonly Rule[] = [
  rule('dockerfile/DL3042', (sheet) =>
    runs(sheet).flatMap(({ line, scope }) => {
      const { text, offset } = scriptOf(sheet, line.instruction);
      const script = unquoted(text);
      if (
        switchedOff(scope.variables.get('PIP_NO_CACHE_DIR')) ||
        /\bPIP_NO_CACHE_DIR=(?!0|no|false|off)\S/.test(script)
      )
        return [];
      if (mounts(line).some((mount) => /type=(?:cache|tmpfs)/.test(mount) && /pip|\.cache/.test(mount))) return [];
      return [...script.matchAll(pipInstall)].flatMap(({ 0: whole, index, groups }): readonly Found[] => {
        if (whole.includes('--no-cache-dir')) return [];
        const start = offset + index + (groups?.head?.length ?? 0);
        const end = start + 'install'.length;
        return [
          {
            message: 'pip keeps what it downloads, and nothing in the image reads it again',
            at: spotBetween(sheet, offset + index, end),
            fix: replacing(spotBetween(sheet, end, end), ' --no-cache-dir'),
            remedy: 'Write `pip install --no-cache-dir`, or `ENV PIP_NO_CACHE_DIR=1` above.',
          },
        ];
      });
    }),
  ),

  rule('dockerfile/DL4006', (sheet) =>
    runs(sheet).flatMap(({ line, scope }): readonly Found[] => {
      const own = listOf(line);
      if (seesFailures(own ?? scope.shell) || (own && !/(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(own[0] ?? ''))) return [];
      const { text, offset } = scriptOf(sheet, line.instruction);
      const script = (own ? text : unquoted(text)).replace(/\bcase\b[\s\S]*?\besac\b/g, (part) =>
        part.replace(/[^\n]/g, ' '),
      );
      const index = script.search(/(?<!\|)\|(?!\|)/);
      if (index < 0 || /\bset\s+[^;&|\n]*\bpipefail\b/.test(script.slice(0, index))) return [];
      const shell = shellOf(sheet, line);
      return [
        {
          message: 'What fails before this pipe goes unseen: the RUN ends as its last command does',
          at: spotBetween(sheet, offset + index, offset + index + 1),
          remedy: `Write this line above: \`SHELL ${shell}\`.`,
        },
      ];
    }),
  ),
];

const runs = (sheet: Sheet) => scoped(sheet).filter(({ line }) => line.keyword === 'RUN');

/** pip by any path and version, or as a module of Python; `uv pip` has a cache of its own. */
const pipInstall =
  /(?<!\buv\s+|[\w-])(?<head>(?:[\w./-]*\/)?(?:pip[\d.]*|python[\d.]*\s+(?:-\w\s+)*-m\s+pip)\s+(?:--?[\w-]+(?:=\S+)?\s+)*)install\b[^;&|\n]*/g;

const switchedOff = (value: Scope['variables'] extends ReadonlyMap<string, infer V> ? V : never): boolean =>
  value !== undefined && /^(?:1|true|on|yes)$/i.test(value);

const mounts = ({ instruction }: Line): readonly string[] =>
  (instruction as ModifiableInstruction)
    .getFlags()
    .filter((flag) => flag.getName() === 'mount')
    .map((flag) => flag.getValue() ?? '');

/** The words of a RUN in exec form, for which a shell reads only what is handed to one. */
const listOf = ({ instruction }: Line): readonly string[] | undefined => {
  const words = (instruction as JSONInstruction).getJSONStrings();
  return words.length > 0 ? words.map((word) => word.getJSONValue()) : undefined;
};

/** A shell that stops at a failure inside a pipe, or that is none of POSIX. */
const seesFailures = (shell: Scope['shell']): boolean =>
  shell !== undefined &&
  (shell.includes('pipefail') ||
    shell.some((word) => /pipefail/.test(word)) ||
    /(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(shell[0] ?? ''));

/** Alpine has ash, others bash. */
const shellOf = (sheet: Sheet, { stage }: Line): string => {
  const first = sheet.dockerfile.stages[stage]?.base.reference ?? '';
  const at = sheet.stages[stage]?.parent;
  const base = at === undefined ? first : (sheet.dockerfile.stages[at]?.base.reference ?? '');
  return /alpine|busybox/.test(base)
    ? '["/bin/ash", "-eo", "pipefail", "-c"]'
    : '["/bin/bash", "-o", "pipefail", "-c"]';
};
