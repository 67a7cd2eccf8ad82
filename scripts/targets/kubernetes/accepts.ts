import type { JsonMap } from '../../core/charts.ts';
import { type Finding, finding } from '../../core/finding.ts';
import type { Door } from './door.ts';

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
  return lines.map((line) => {
    const text = line.replace(/^(?:error|Error from server)\s*/, '').trim();
    return /connect|refused|timeout|no such host/i.test(line)
      ? finding('cluster/unreachable', `The cluster does not answer: ${text}`)
      : finding('manifest/invalid', `The cluster would not take a document: ${text}`, {
          evidence: [{ source: 'kubectl apply --dry-run=server', text: line }],
        });
  });
};
