import { type Finding, finding } from '../../core/finding.ts';

/** Why kubectl or helm got no answer from the cluster; the first that matches counts, else nobody answered. */
export const clusterFinding = (text: string, source: string): Finding => {
  const evidence = [{ source, text: lastWords(text) }];
  const right = forbiddenFinding(text, source);
  if (right) return right;
  if (/must be logged in|Unauthorized|asked for the client to provide credentials/i.test(text))
    return finding('cluster/unauthorized', 'The cluster does not know the credentials of the context', {
      evidence,
      final: true,
    });
  const certificate = /(?:x509|tls): ([^\n"]+)/.exec(text)?.[1]?.replace(/^failed to verify certificate: x509: /, '');
  if (certificate)
    return finding('cluster/certificate', `The certificate of the cluster is not trusted: ${certificate}`, {
      evidence,
      final: true,
    });
  const address = /(?:dial tcp|server|lookup|Get \\?"https?:\/\/)[: ]*([\w.-]+:\d+)|lookup (\S+) on/.exec(text);
  const where = address?.[1] ?? address?.[2];
  return finding('cluster/unreachable', `The cluster does not answer${where ? ` at ${where}` : ''}`, { evidence });
};

/** A right that the user lacks (RBAC); undefined where the text speaks of none. */
export const forbiddenFinding = (text: string, source: string): Finding | undefined => {
  const right = forbidden.exec(text);
  const evidence = [{ source, text: lastWords(text) }];
  return right
    ? finding('cluster/forbidden', mayNot(right), { evidence, remedy: canI(right), final: true })
    : undefined;
};

/** `User "x" cannot list resource "pods" in API group "" in the namespace "y"`, or `at the cluster scope`. */
const forbidden =
  /User "([^"]*)" cannot (\w+) resource "([^"]*)" in API group "([^"]*)" (?:in the namespace "([^"]*)"|at the cluster scope)/;

const mayNot = ([, user, verb, resource, , namespace]: RegExpExecArray): string =>
  `${user || 'The user of the context'} may not ${verb} ${resource} ${namespace ? `in namespace ${namespace}` : 'of the cluster'}`;

const canI = ([, , verb, resource, group, namespace]: RegExpExecArray): string =>
  `Ask whoever runs the cluster for that right, and see whether you have it: \`kubectl auth can-i ${verb} ${resource}${group ? `.${group}` : ''}${namespace ? ` -n ${namespace}` : ''}\`.`;

/** What kubectl says at last; before it stand its tries, each on a line with a letter and a date. */
const lastWords = (text: string): string => {
  const lines = text.trim().split('\n');
  const plain = lines.filter((line) => !/^[EWI]\d{4} /.test(line));
  return (plain.length > 0 ? plain : lines).slice(-5).join('\n');
};
