import { judge, type Verdict } from './policy.ts';

/** The words of a command line, or undefined where a shell would do more than split it. */
export const wordsOf = (line: string): readonly string[] | undefined => {
  if (!plain.test(line)) return undefined;
  const words = line.match(/(?:[^ "']|"[^"]*"|'[^']*')+/g) ?? [];
  const rest = line.replace(/"[^"]*"|'[^']*'/g, '');
  return /["']/.test(rest) ? undefined : words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
};

/** Nothing in which a shell sees an operator, an expansion, a pattern, an escape, a comment or another line. */
const plain = /^[A-Za-z0-9 _.,:=/@%+"'-]+$/;

/** Judges a command line as a model writes it: exactly `kubectl` and words that the policy allows. No shell ever reads it. */
export const judgeLine = (line: string, namespace: string): Verdict => {
  const words = wordsOf(line);
  if (!words)
    return {
      allowed: false,
      rule: 'form',
      reason: 'write one command of plain words: no pipes, redirections, variables, substitutions, escapes or patterns',
    };
  const [program, ...rest] = words;
  return program === 'kubectl'
    ? judge(rest, namespace)
    : { allowed: false, rule: 'program', reason: 'no program but kubectl is started, by no other name' };
};
