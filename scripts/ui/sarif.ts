import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ArtifactLocation,
  Fix,
  Location,
  Log,
  Message,
  MultiformatMessageString,
  Region,
  ReportingDescriptor,
  Result,
} from 'sarif';
import type { CodeEntry } from '../core/codes/entry.ts';
import { type Code, codes } from '../core/codes.ts';
import type { Edit, Finding, Level, Place, Related } from '../core/finding.ts';
import type { Formatter } from './machine-reporter.ts';
import { fileOf } from './place.ts';
import type { Report } from './report.ts';
import { type Told, toldOnce } from './told.ts';

/** The findings of a report as SARIF 2.1.0 (OASIS), as code scanning reads it; tasks without findings are no results. */
export const sarifText: Formatter = (report, { exitCode, version }) => {
  const told = toldOnce(report);
  const rules = [...new Set(told.map(({ finding }) => finding.code))];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'todo-chatbot', version, rules: rules.map(ruleOf) } },
        invocations: [{ exitCode: exitCode(report), executionSuccessful: completed(report) }],
        originalUriBaseIds: { [rootId]: { description: { text: 'The root of the project.' } } },
        columnKind: 'utf16CodeUnits',
        results: told.map((one, index) => resultOf(one, rules, occurrence(one, told.slice(0, index)))),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
};

const rootId = '%SRCROOT%';

/** Findings are what an analysis is for; it did not succeed when nothing was asked, or when it broke off. */
const completed = ({ outcomes, findings }: Report): boolean => {
  const broken = [...findings, ...outcomes.flatMap((outcome) => outcome.findings)].some(({ code }) =>
    /^(crash|interrupted)\//.test(code),
  );
  return !broken && outcomes.some(({ state }) => state !== 'skipped');
};

const ruleOf = (code: Code): ReportingDescriptor => {
  const { title, means, remedy }: CodeEntry = codes[code];
  return {
    id: code,
    name: nameOf(code),
    shortDescription: message(`${title}.`),
    fullDescription: message(means),
    help: message(remedy),
  };
};

/** Names are one word in Pascal case: `ValuesUnknownKey`. */
const nameOf = (code: Code): string => code.replaceAll(/(?:^|[/-])(.)/g, (_, letter: string) => letter.toUpperCase());

const levels: Readonly<Record<Level, Result.level>> = { error: 'error', warning: 'warning', info: 'note' };

const resultOf = ({ finding, tasks }: Told, rules: readonly Code[], nth: number): Result => {
  const { code, level, at, related = [], fix = [], remedy } = finding;
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: levels[level],
    message: message(`${sentence(finding.message)} ${remedy}`),
    ...(at ? { locations: [locationOf(at)] } : {}),
    ...(related.length > 0 ? { relatedLocations: relatedTo(related) } : {}),
    partialFingerprints: { 'finding/v1': fingerprint(finding, nth) },
    ...(fix.length > 0 ? { fixes: [fixOf(remedy, fix)] } : {}),
    ...(tasks.length > 0 ? { properties: { tasks: [...tasks] } } : {}),
  };
};

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Braces would be placeholders: the standard has them doubled (3.11.5). */
const message = (text: string): MultiformatMessageString & Message => ({ text: text.replaceAll(/[{}]/g, '$&$&') });

/** What is no file, such as the arguments of --set, has a name and no region. */
const locationOf = (at: Place): Location => {
  const file = fileOf(at);
  return file === undefined
    ? { logicalLocations: [{ fullyQualifiedName: at.file, kind: 'parameter' }] }
    : { physicalLocation: { artifactLocation: artifactOf(file), region: regionOf(at) } };
};

/** The standard wants each of them once. */
const relatedTo = (related: readonly Related[]): Location[] => {
  const locations = related.map((one) => ({ ...locationOf(one.at), message: message(one.message) }));
  return [...new Map(locations.map((one) => [JSON.stringify(one), one])).values()];
};

const artifactOf = (file: string): ArtifactLocation =>
  isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: rootId };

const regionOf = ({ line, column, endLine, endColumn }: Place): Region => ({
  startLine: line,
  startColumn: column,
  ...(endLine === undefined ? {} : { endLine }),
  ...(endColumn === undefined ? {} : { endColumn }),
});

const fixOf = (remedy: string, edits: readonly Edit[]): Fix => ({
  description: message(remedy),
  artifactChanges: [...new Set(edits.map(({ at }) => at.file))].map((file) => ({
    artifactLocation: artifactOf(file),
    replacements: edits
      .filter(({ at }) => at.file === file)
      .map(({ at, text }) => ({ deletedRegion: regionOf(at), ...(text === '' ? {} : { insertedContent: { text } }) })),
  })),
});

/** The same for one mistake from run to run, wherever in its file it moves: a matter of code, file and message. */
const fingerprint = (finding: Finding, nth: number): string =>
  `${createHash('sha256').update(identityOf(finding)).digest('hex').slice(0, 32)}:${nth}`;

const identityOf = ({ code, at, message }: Finding): string => JSON.stringify([code, at?.file ?? null, message]);

/** Counts mistakes of one identity from 1. */
const occurrence = ({ finding }: Told, before: readonly Told[]): number =>
  before.filter((one) => identityOf(one.finding) === identityOf(finding)).length + 1;
