import { describe, expect, it } from 'vitest';
import { helmFinding } from './helm-errors.ts';

const findingOf = (stderr: string) =>
  helmFinding({ code: 1, stdout: '', stderr }, { release: 'backend', namespace: 'todo' });

/** As Helm 3.21 and 4.2 said it on a real cluster. */
describe('what helm says', () => {
  it.each([
    [
      'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
      'release/pending',
      'Another helm run works on release backend',
    ],
    [
      'Error: Unable to continue with install: ConfigMap "backend-config" in namespace "todo" exists and cannot be imported into the current release: invalid ownership metadata; label validation error',
      'cleanup/not-ours',
      'ConfigMap backend-config exists in namespace todo and is not part of release backend',
    ],
    [
      'Error: UPGRADE FAILED: cannot patch "backend" with kind Deployment: Deployment.apps "backend" is invalid: spec.selector: Invalid value: {}: field is immutable',
      'release/immutable',
      'a field of Deployment backend that cannot change',
    ],
    [
      'Error: UPGRADE FAILED: conflict occurred while applying object trial/backend apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl-patch" using apps/v1: .spec.replicas',
      'release/conflict',
      'kubectl-patch has set fields of trial/backend',
    ],
    [
      'Error: Kubernetes cluster unreachable: Get "https://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
      'cluster/unreachable',
      'does not answer at 127.0.0.1:1 while release backend is installed',
    ],
    [
      'Error: kubernetes cluster unreachable: the server has asked for the client to provide credentials',
      'cluster/unauthorized',
      'does not know the credentials',
    ],
    [
      'Error: query: failed to query with labels: secrets is forbidden: User "nobody" cannot list resource "secrets" in API group "" in the namespace "todo"',
      'cluster/forbidden',
      'nobody may not list secrets in namespace todo',
    ],
    [
      'Error: server-side apply failed for object todo/backend-config /v1, Kind=ConfigMap: configmaps "backend-config" is forbidden: exceeded quota: small, requested: configmaps=1, used: configmaps=1, limited: configmaps=1',
      'release/refused',
      'The quota small of namespace todo has no room for configmaps backend-config',
    ],
    [
      'Error: INSTALLATION FAILED: 1 error occurred:\n\t* configmaps "backend-config" is forbidden: exceeded quota: small, requested: configmaps=1, used: configmaps=1, limited: configmaps=1\n',
      'release/refused',
      'in use is configmaps=1, the limit is configmaps=1',
    ],
    [
      'Error: admission webhook "labels.example.org" denied the request: every Deployment needs a team',
      'release/refused',
      'The admission webhook labels.example.org does not let an object of the release in: every Deployment needs a team',
    ],
    [
      "Error: deployments.apps \"backend\" is forbidden: ValidatingAdmissionPolicy 'teams' with binding 'teams' denied request: every Deployment needs a team",
      'release/refused',
      'The admission policy teams does not let an object',
    ],
    [
      'Error: Internal error occurred: failed calling webhook "pods.example.org": failed to call webhook: Post "https://nosuch-webhook.todo.svc:443/?timeout=10s": service "nosuch-webhook" not found',
      'release/refused',
      'The admission webhook pods.example.org does not answer: service "nosuch-webhook" not found',
    ],
    [
      'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "probe" namespace: "" from "": no matches for kind "Nosuch" in version "nosuch.example.org/v1"\nensure CRDs are installed first',
      'release/kind-unknown',
      'does not know the kind Nosuch of nosuch.example.org/v1',
    ],
    [
      'Error: create: failed to create: secrets "sh.helm.release.v1.backend.v1" is forbidden: unable to create new content in namespace todo because it is being terminated',
      'cluster/namespace-terminating',
      'The namespace todo is being removed',
    ],
    [
      'Error: chart requires kubeVersion: >=1.30.0-0 which is incompatible with Kubernetes v1.29.4',
      'cluster/version',
      'needs Kubernetes >=1.30.0-0, and the cluster has v1.29.4',
    ],
    [
      'Error: backend/templates/tests/connection.yaml:32:80\n  executing "backend/templates/tests/connection.yaml" at <.Values.probes.liveness.path>:\n    nil pointer evaluating interface {}.path\n\nUse --debug flag to render out invalid YAML',
      'chart/render',
      'at <.Values.probes.liveness.path>: nil pointer evaluating interface {}.path',
    ],
    ['Error: UPGRADE FAILED: context deadline exceeded', 'release/timeout', 'did not become ready in time'],
    [
      'Error: resource Deployment/todo/backend not ready. status: InProgress, message: Available: 0/1\ncontext deadline exceeded',
      'release/timeout',
      'did not become ready in time',
    ],
    [
      'Error: resource Deployment/todo/backend not ready. status: Failed, message: Progress deadline exceeded',
      'release/timeout',
      'did not become ready in time',
    ],
    ['Error: release backend failed, and something new happened', 'release/failed', 'something new happened'],
  ])('%s', (stderr, code, message) => {
    const finding = findingOf(stderr);
    expect(finding.code).toBe(code);
    expect(finding.message).toContain(message);
    expect(finding.remedy).toMatch(/\.$/);
  });

  it('of a template leads to its line, the column counted from 1', () => {
    const stderr =
      'Error: template: backend/templates/deployment.yaml:7:12: executing "x" at <.Values.a.b>: nil pointer evaluating interface {}.b';
    expect(findingOf(stderr)).toMatchObject({
      code: 'chart/render',
      at: { file: 'helm/backend/templates/deployment.yaml', line: 7, column: 13 },
    });
    expect(findingOf('Error: backend/templates/service.yaml:3:4\n  executing "x" at <y>:\n    nil pointer').at).toEqual(
      {
        file: 'helm/backend/templates/service.yaml',
        line: 3,
        column: 5,
      },
    );
    expect(findingOf('Error: template: gotpl:1: bad')).not.toHaveProperty('at');
  });

  it('names the command for just the object that is in the way', () => {
    expect(
      findingOf('StatefulSet.apps "database" is invalid: spec: Forbidden: updates to statefulset spec for fields')
        .remedy,
    ).toContain('`kubectl delete statefulset database -n todo`');
  });
});
