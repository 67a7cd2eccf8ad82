import { type Finding, finding } from '../core/finding.ts';
import type { LogLine } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import { secretsOf } from './settings.ts';

/** No line that the releases have written carries a password of the database, or a URL with one. */
export const logsWithoutCredentials: Check = async (world) => {
  const lines = await world.target.logs();
  if (lines.length === 0) return [unread];
  const { PGPASSWORD = '' } = await secretsOf(world);
  const told = credentialsIn(lines, PGPASSWORD === '' ? [] : [PGPASSWORD]);
  return told.length === 0
    ? []
    : [
        finding('secret/in-log', `${told.length} log lines carry credentials of the database`, {
          evidence: [{ source: 'lines', text: told.slice(0, 20).join('\n') }],
        }),
      ];
};

/** Where lines carry credentials: the pod and the number of its line, and nothing of the line itself. */
export const credentialsIn = (lines: readonly LogLine[], passwords: readonly string[]): readonly string[] => {
  const spellings = passwords.flatMap((one) => [one, encodeURIComponent(one), Buffer.from(one).toString('base64')]);
  const counts = new Map<string, number>();
  return lines.flatMap(({ source, text }) => {
    const number = (counts.get(source) ?? 0) + 1;
    counts.set(source, number);
    const told = spellings.some((one) => text.includes(one)) || withPassword.test(text) || named.test(text);
    return told ? [`${source}, line ${number}`] : [];
  });
};

/** What no log may be without: then nothing was read, and nothing is known. */
const unread: Finding = finding('pod/log-unread', 'No line of a log could be read');

/** A URL of a database with a password; one that is masked begins with an asterisk. */
const withPassword = /\b(?:postgres|mysql|mongodb|redis)\w*(?:\+\w+)?:\/\/[^\s:/@]*:[^\s@*][^\s@]*@/i;

const named = /\b(?:PGPASSWORD|POSTGRES_PASSWORD)["']?\s*[=:]\s*["']?[^\s"'*]/;
