import { finalStage } from '../dockerfile.ts';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Sheet, spot } from '../sheet.ts';

/** USER: the image ends as somebody who is not root, by number. */
export const userRules: readonly Rule[] = [
  rule('dockerfile/DL3002', (sheet) => {
    const user = lastUser(sheet);
    const stage = sheet.stages.at(-1);
    const base = sheet.dockerfile.stages.at(-1)?.base.reference || 'its base';
    if (user)
      return /^(?:root|0+)(?::|$)/.test(user.value)
        ? [
            {
              message: `The image runs as ${user.value.split(':')[0]}, which a pod that forbids root refuses`,
              at: user.at,
              remedy: 'Write `USER 1001:1001` as the last USER.',
            },
          ]
        : [];
    if (!stage || /nonroot|rootless|unprivileged/.test(base)) return [];
    return [
      {
        message: `The image never sets USER, so it runs as ${base} does, and that is mostly root`,
        at: stage.from.at,
        remedy: 'Write `USER 1001:1001` above CMD.',
      },
    ];
  }),

  rule('dockerfile/DL3066', (sheet) => {
    const user = lastUser(sheet);
    const name = user?.value.split(':')[0] ?? '';
    if (!user || name === '' || /^\d+$/.test(name) || /^root$/.test(name)) return [];
    const id = idOf(sheet, name);
    return [
      {
        message: `The image runs as ${name}, and Kubernetes cannot see from a name that this is not root`,
        at: user.at,
        ...(id === undefined ? {} : { fix: replacing(user.at, id) }),
        remedy: `Write its number, as in \`USER ${id ?? '1001:1001'}\`.`,
      },
    ];
  }),
];

/** The last USER of the final stage, or of one that it starts from: its value, and where the value stands. */
const lastUser = (sheet: Sheet): { readonly value: string; readonly at: Required<Found['at']> } | undefined => {
  const user = finalStage(sheet.dockerfile)?.user;
  const line = sheet.lines.find(({ at }) => at.line === user?.at.line && at.column === user.at.column);
  const range = line?.instruction.getArgumentsRange();
  return user && range ? { value: user.value, at: spot(sheet.file, range) } : undefined;
};

/** Users that official images bring along. */
const known: Readonly<Record<string, string>> = { node: '1000:1000', nobody: '65534:65534', nonroot: '65532:65532' };

/** The number that some RUN gives a user: a line of /etc/passwd, useradd or adduser. */
const idOf = (sheet: Sheet, name: string): string | undefined => {
  const commands = sheet.dockerfile.stages
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.kind === 'RUN' ? [step.command] : []));
  for (const command of commands) {
    const [, uid, gid] = new RegExp(`\\b${literal(name)}:x:(\\d+):(\\d+):`).exec(command) ?? [];
    if (uid) return `${uid}:${gid}`;
    const made = new RegExp(`(?:useradd|adduser)\\b[^;&|]*?(?:-u|--uid)[ =](\\d+)[^;&|]*\\b${literal(name)}\\b`).exec(
      command,
    );
    if (made?.[1]) return made[1];
  }
  return known[name];
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
