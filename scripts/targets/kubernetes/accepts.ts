import type { JsonMap } from '../../core/charts.ts';
import { type Finding, finding } from '../../core/finding.ts';
import type { Door } from './door.ts';
import { clusterFinding } from './kubectl-errors.ts';
import { refusalIn } from './refusals.ts';

/**
 * Asks the API server by a dry run whether it would take the documents. They go in by standard input, since some are
 * Secrets. Where the namespace does not exist yet, or is on its way out, `default` answers for it.
 */
export const acceptedBy = async (
  door: Door,
  namespace: string,
  documents: readonly JsonMap[],
): Promise<readonly Finding[]> => {
  if (documents.length === 0) return [];
  const there = await door.ask([
    'kubectl',
    'get',
    'namespace',
    namespace,
    '--ignore-not-found',
    '-o',
    'jsonpath={.status.phase}',
  ]);
  const place = there.stdout.trim() === 'Active' ? namespace : 'default';
  const dryRun = ['--server-side', '--dry-run=server', '--force-conflicts', '--field-manager=todo-chatbot'];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: documents });
  const said = await door.ask(['kubectl', 'apply', '-n', place, ...dryRun, '-f', '-'], { input });
  if (said.code === 0) return [];
  const lines = said.stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
  if (lines.every((line) => !isAboutDocument(line))) return [clusterFinding(said.stderr, dryRunName)];
  return lines.filter(isAboutDocument).map((line) => {
    const text = line.replace(/^(?:error|Error from server)\s*/, '').trim();
    const evidence = [{ source: dryRunName, text: line }];
    return (
      refusalIn(line, { namespace: place }, dryRunName) ??
      finding('manifest/invalid', `The cluster would not take a document: ${text}`, { evidence })
    );
  });
};

const dryRunName = 'kubectl apply --dry-run=server';

/** What is left is about the way to the cluster: tries of kubectl, and that nobody answered or let it in. */
const isAboutDocument = (line: string): boolean =>
  !/^[EWI]\d{4} |connect|refused -|timeout|no such host|must be logged in|x509|tls:/i.test(line);
