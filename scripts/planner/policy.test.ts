import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeLine, wordsOf } from './command.ts';
import { judge } from './policy.ts';

const rule = (line: string) => {
  const verdict = judgeLine(line, 'todo');
  return verdict.allowed ? 'allowed' : verdict.rule;
};

describe('a read of the own namespace is started', () => {
  test.each([
    'kubectl get pods',
    'kubectl get pods -n todo -o wide',
    'kubectl get pods,services --namespace=todo -l app=backend --show-labels',
    'kubectl get deployment/backend svc/backend-service -ntodo -ojson',
    'kubectl get events -n todo --field-selector type=Warning --sort-by=.lastTimestamp',
    'kubectl get ingresses.networking.k8s.io -n=todo',
    'kubectl describe pod backend-7d4b9c-x2x1z --show-events=true',
    'kubectl logs backend-0 -c backend --tail=50 --previous --timestamps',
    'kubectl logs deployment/backend backend --since 10m --tail -1',
    'kubectl logs -l app=backend --all-containers --prefix --limit-bytes=4000',
    'kubectl top pods --containers --sort-by=memory',
    'kubectl events --for pod/backend-0 --types=Warning',
    'kubectl rollout status deployment/backend --timeout=10s',
    'kubectl rollout history deploy backend --revision 2',
    'kubectl explain pods.spec.containers.livenessProbe --recursive',
    'kubectl version --client -o json',
    'kubectl auth can-i --list -n todo',
    'kubectl auth can-i get pods/log',
  ])('%s', (line) => {
    expect(rule(line)).toBe('allowed');
  });
});

test('a selector of sets passes as a word of its own, and not in a line, where a shell sees more in its brackets', () => {
  expect(judge(['get', 'pods', '-l', 'app in (backend,frontend)'], 'todo').allowed).toBe(true);
  expect(rule("kubectl get pods -l 'app in (backend,frontend)'")).toBe('form');
});

describe('a command is refused', () => {
  test.each([
    ['verb', 'kubectl'],
    ['verb', 'kubectl delete pod x'],
    ['verb', 'kubectl diff -f x.yaml'],
    ['verb', 'kubectl rollout undo deployment/backend'],
    ['verb', 'kubectl auth whoami'],
    ['verb', 'kubectl -n todo get pods'],
    ['verb', 'kubectl constructor'],
    ['kind', 'kubectl get'],
    ['kind', 'kubectl get all'],
    ['kind', 'kubectl get nodes'],
    ['kind', 'kubectl get configmaps'],
    ['kind', 'kubectl get Pods'],
    ['kind', 'kubectl get pods.v1.example.com'],
    ['kind', 'kubectl logs service/backend'],
    ['kind', 'kubectl top nodes'],
    ['kind', 'kubectl events --for node/minikube'],
    ['kind', 'kubectl rollout history job/x'],
    ['secret', 'kubectl get secret'],
    ['secret', 'kubectl get pods,secrets'],
    ['secret', 'kubectl get pod/x secret/y'],
    ['secret', 'kubectl get SECRETS'],
    ['secret', 'kubectl describe secrets.v1. backend'],
    ['secret', 'kubectl events --for=secret/x'],
    ['name', 'kubectl get pods ../../secrets'],
    ['name', 'kubectl get pod/x/y'],
    ['namespace', 'kubectl get pods -n kube-system'],
    ['namespace', 'kubectl get pods -nkube-system'],
    ['namespace', 'kubectl get pods -n todo -n default'],
    ['namespace', 'kubectl get pods --namespace='],
    ['namespace', 'kubectl get pods -n'],
    ['flag', 'kubectl get pods -A'],
    ['flag', 'kubectl get pods -Aoyaml'],
    ['flag', 'kubectl get pods --all_namespaces'],
    ['flag', 'kubectl get pods --watch'],
    ['flag', 'kubectl logs backend-0 -f'],
    ['flag', 'kubectl get pods --'],
    ['flag', 'kubectl get pods -'],
    ['flag', 'kubectl get pods --constructor=x'],
    ['value', 'kubectl get pods -o custom-columns=A:.spec'],
    ['value', 'kubectl get pods -o go-template-file=/etc/passwd'],
    ['value', 'kubectl logs backend-0 -pf'],
    ['value', 'kubectl logs -l -nother'],
    ['value', 'kubectl logs backend-0 --previous=maybe'],
    ['form', 'kubectl explain'],
    ['form', 'kubectl auth can-i a b c d'],
    ['form', 'kubectl logs pod container more'],
    ['form', 'kubectl version extra'],
    ['program', 'helm list'],
    ['program', 'kubectl.exe get pods'],
    ['form', ''],
    ['form', "kubectl get pods 'a"],
    ['form', 'kubectl get pods -o jsonpath={.items}'],
  ])('by the rule %s: %s', (expected, line) => {
    expect(rule(line)).toBe(expected);
  });

  test('with a reason for each that says more than that it is not allowed', () => {
    for (const line of [
      'kubectl diff -f x',
      'kubectl get pods -A',
      'kubectl get secret',
      'kubectl get pods --as=admin',
    ]) {
      const verdict = judgeLine(line, 'todo');
      expect(verdict.allowed ? '' : verdict.reason.length).toBeGreaterThan(15);
    }
  });
});

test('a line is split as bash splits it, quotes within words included', () => {
  expect(wordsOf(`kubectl get  po"ds" -l 'app=a' "x y"`)).toEqual(['kubectl', 'get', 'pods', '-l', 'app=a', 'x y']);
});

test('whatever is allowed reads, names no other namespace, no Secret and no flag outside of the lists', () => {
  const word = fc.constantFrom(
    ...'get describe logs delete pods pod/x secret secrets -n todo -ntodo other -nother -A --raw -o yaml -oyaml -l a=b'.split(
      ' ',
    ),
    ...'--namespace=todo --namespace=other --kubeconfig=x --as=x -- -f x --previous --tail 5 --dry-run=none rollout undo'.split(
      ' ',
    ),
  );
  let allowed = 0;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      if (!judge(words, 'todo').allowed) return;
      allowed += 1;
      expect(['get', 'describe', 'logs']).toContain(words[0]);
      expect(words.filter((one) => /^-n?other|=other|^-A|raw|kubeconfig|^--as|^--$|^-f|dry-run/.test(one))).toEqual([]);
      expect(words.some((one, at) => words[at - 1] === '-n' && one !== 'todo')).toBe(false);
      expect(words.some((one, at) => /^secret/.test(one) && !isName(words, at))).toBe(false);
    }),
    { numRuns: 20_000 },
  );
  expect(allowed).toBeGreaterThan(20);
});

/** A pod may be called secret, and a flag's value may be that word; neither is a kind. */
const isName = (words: readonly string[], at: number): boolean => {
  const before = words.slice(1, at).filter((one) => !one.startsWith('-'));
  return before.length > 0 || words[0] === 'logs' || /^-[lo]?$/.test(words[at - 1] ?? '');
};
