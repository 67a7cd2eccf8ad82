import { above, type BrokenInput, error, replace, write } from '../broken.ts';
import { backend, database, frontend } from '../paths.ts';

const { deployment, service, configMap, account, secret, dev } = backend;
const more = 'helm/backend/templates/more.yaml';

const document = (text: string) => write(more, `${text.trim()}\n`);
const labels = '  labels:\n    {{- include "backend.labels" . | nindent 4 }}';

/** Rendered documents that Kubernetes would refuse, or that are not what the plan fixed. */
export const manifestInputs: readonly BrokenInput[] = [
  {
    name: 'a field of a Deployment is misspelt',
    edits: [replace(deployment, '  replicas: {{', '  replica: {{')],
    found: [error('manifest/unknown-field', deployment, '▸replica: {{')],
    like: 'kubeconform -strict: additional properties',
  },
  {
    name: 'a field of a container is misspelt, and a probe is missing for it',
    edits: [replace(deployment, 'livenessProbe:', 'livenesProbe:')],
    found: [error('manifest/unknown-field', deployment, '▸livenesProbe:')],
    like: 'kubeconform -strict: additional properties',
  },
  {
    name: 'a field deep in a securityContext is written with another letter case',
    edits: [replace(deployment, 'emptyDir:\n            sizeLimit: 64Mi', 'emptyDir:\n            sizelimit: 64Mi')],
    found: [error('manifest/unknown-field', deployment, '▸sizelimit')],
    like: 'kubeconform -strict: additional properties',
  },
  {
    name: 'a field stands one level too high',
    edits: [
      replace(deployment, '      terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}\n', ''),
      replace(
        deployment,
        '  strategy:\n',
        '  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}\n  strategy:\n',
      ),
    ],
    found: [error('manifest/unknown-field', deployment, '▸terminationGracePeriodSeconds: {{')],
  },
  {
    name: 'a number is written as a text',
    edits: [replace(service, 'port: {{ .Values.service.port }}', 'port: {{ .Values.service.port | quote }}')],
    found: [error('manifest/invalid', service, '▸port: {{')],
    like: 'kubeconform: expected integer, but got string',
  },
  {
    name: 'a boolean is written as a text',
    edits: [replace(deployment, 'enableServiceLinks: false', 'enableServiceLinks: "false"')],
    found: [error('manifest/invalid', deployment, '▸enableServiceLinks')],
    like: 'kubeconform: expected boolean, but got string',
  },
  {
    name: 'an annotation is a boolean',
    edits: [replace(account, 'metadata:\n', 'metadata:\n  annotations:\n    managed: true\n')],
    found: [error('manifest/invalid', account, '▸managed: true')],
    like: 'helm/helm#6279',
  },
  {
    name: 'a value of a ConfigMap is a number',
    edits: [
      replace(configMap, '{{ $value | quote }}\n  {{- end }}', '{{ $value | quote }}\n  {{- end }}\n  WORKERS: 4'),
    ],
    found: [error('manifest/invalid', configMap, '▸WORKERS: 4')],
    like: 'kubeconform: expected string, but got number',
  },
  {
    name: 'a word is none of those that Kubernetes knows',
    edits: [replace(deployment, 'type: RollingUpdate', 'type: Rolling')],
    found: [error('manifest/invalid', deployment, '▸type: Rolling')],
    like: 'kubeconform: value must be one of',
  },
  {
    name: 'a required field is missing',
    edits: [
      replace(
        deployment,
        '  selector:\n    matchLabels:\n      {{- include "backend.selectorLabels" . | nindent 6 }}\n',
        '',
      ),
    ],
    found: [error('manifest/invalid', deployment, '▸spec:\n  replicas')],
    like: 'kubeconform: missing properties',
  },
  {
    name: 'a list is a map',
    edits: [replace(service, '    - name: http\n      port:', '      name: http\n      port:')],
    found: [error('manifest/invalid', service, '▸ports:')],
    like: 'kubeconform: expected array, but got object',
  },
  {
    name: 'a kind is misspelt',
    edits: [replace(account, 'kind: ServiceAccount', 'kind: ServiceAcount')],
    found: [error('manifest/unknown-kind', account, '▸kind:')],
    like: 'kubeconform: could not find schema',
  },
  {
    name: 'a version of the API was taken out of Kubernetes',
    edits: [replace(deployment, 'apiVersion: apps/v1', 'apiVersion: extensions/v1beta1')],
    found: [error('manifest/unknown-kind', deployment, '▸apiVersion')],
    like: 'kube-linter no-extensions-v1beta',
  },
  {
    name: 'a resource of another project has no definition here',
    edits: [document(`apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: backend\n${labels}`)],
    found: [error('manifest/unknown-kind', more, '▸kind:')],
    like: 'kubeconform: could not find schema',
  },
  {
    name: 'a resource of an operator does not keep its published definition',
    edits: [
      document(
        `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: more\n${labels}\nspec:\n  selector: {}\n  endpoints:\n    - port: http\n      intervall: 30s`,
      ),
    ],
    found: [error('manifest/unknown-field', more, '▸intervall:')],
  },
  {
    name: 'a resource of our own does not keep its definition',
    edits: [
      write(
        'helm/backend/crds/backups.yaml',
        'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: backups.todo.example\nspec:\n  group: todo.example\n  scope: Namespaced\n  names: {kind: Backup, plural: backups, singular: backup}\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              required: [schedule]\n              properties:\n                schedule: {type: string}\n',
      ),
      document(
        `apiVersion: todo.example/v1\nkind: Backup\nmetadata:\n  name: backend\n${labels}\nspec:\n  schedul: daily`,
      ),
    ],
    found: [error('manifest/unknown-field', more, '▸schedul:')],
  },
  {
    name: 'the name of an object has capitals',
    edits: [replace(configMap, 'metadata:\n  name: {{', 'metadata:\n  name: My-{{')],
    found: [error('manifest/name', configMap, '▸name: My-')],
    like: 'helm lint: object name does not conform to Kubernetes naming requirements',
  },
  {
    name: 'the name of a port is longer than fifteen signs',
    edits: [replace(service, '- name: http\n', '- name: http-of-the-backend\n')],
    found: [error('manifest/name', service, '▸name: http-of')],
    like: 'kube-linter: IANA_SVC_NAME',
  },
  {
    name: 'the value of a label has a space',
    edits: [replace(account, '  labels:\n', '  labels:\n    team: "todo team"\n')],
    found: [error('manifest/name', account, '▸team:')],
  },
  {
    name: 'a variable has a sign that variables cannot have',
    edits: [replace(frontend.helpers, '- name: PORT', '- name: "PORT="')],
    found: [error('manifest/name', frontend.helpers, '▸name: "PORT="')],
  },
  {
    name: 'an amount of memory is written with the letter of milli',
    edits: [replace(deployment, 'sizeLimit: 64Mi', 'sizeLimit: 64Mb')],
    found: [error('manifest/quantity', deployment, '▸sizeLimit')],
  },
  {
    name: 'the limit of a container is no amount',
    edits: [
      replace(
        deployment,
        '          env:\n            {{- include "backend.env" . | nindent 12 }}\n          resources:\n            {{- toYaml .Values.resources | nindent 12 }}',
        '          env:\n            {{- include "backend.env" . | nindent 12 }}\n          resources:\n            requests: {cpu: 100m, memory: 64Mi}\n            limits: {cpu: one, memory: 64Mi}',
      ),
    ],
    found: [error('manifest/quantity', deployment, 'limits: {▸cpu: one')],
  },
  {
    name: 'a port is out of range',
    edits: [replace(database.statefulSet, 'containerPort: 5432', 'containerPort: 543200')],
    found: [error('manifest/quantity', database.statefulSet, '▸containerPort')],
  },
  {
    name: 'a value of a Secret is not encoded',
    edits: [replace(secret, '(b64enc $value)', '$value')],
    found: [error('manifest/quantity', secret, '{{- ▸toYaml $given')],
  },
  {
    name: 'two ports have one name',
    edits: [
      replace(
        service,
        '      protocol: TCP',
        '      protocol: TCP\n    - name: http\n      port: 9000\n      targetPort: http',
      ),
    ],
    found: [error('manifest/duplicate', service, '▸name: http\n      port: 9000')],
  },
  {
    name: 'one of several ports has no name',
    edits: [replace(service, '      protocol: TCP', '      protocol: TCP\n    - port: 9000\n      targetPort: http')],
    found: [error('manifest/name', service, '▸- port: 9000')],
  },
  {
    name: 'two containers have one name',
    edits: [replace(deployment, '- name: migrate', '- name: backend')],
    found: [
      error(
        'manifest/duplicate',
        deployment,
        '▸name: backend\n          image: {{ include "backend.image" . | quote }}\n          imagePullPolicy: {{ .Values.image.pullPolicy }}\n          command',
      ),
    ],
  },
  {
    name: 'a document is rendered twice',
    edits: [document(`apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: backend\n${labels}`)],
    found: [error('manifest/duplicate', account, '▸name: {{')],
    like: 'kube-linter duplicate objects',
  },
  {
    name: 'a container mounts a volume that the pod does not have',
    edits: [replace(deployment, '      volumes:\n        - name: tmp', '      volumes:\n        - name: temporary')],
    found: [error('manifest/reference', deployment, '▸name: tmp\n              mountPath: /tmp\n      volumes')],
  },
  {
    name: 'two volumes are mounted at one place',
    edits: [replace(frontend.deployment, 'mountPath: /app/.next/cache', 'mountPath: /tmp')],
    found: [error('manifest/duplicate', frontend.deployment, '▸mountPath: /tmp\n      volumes')],
  },
  {
    name: 'the Service has another name than the plan fixed',
    edits: [above(dev, 'config:', 'service:\n  name: api')],
    found: [error('manifest/unlike', dev, 'name: ▸api'), error('artifact/api-url', frontend.values, '▸http://backend')],
  },
  {
    name: 'the Service is open to the outside',
    edits: [],
    sets: ['backend.service.type=NodePort'],
    found: [error('manifest/unlike', '--set', '▸NodePort')],
    like: 'kube-linter exposed-services',
  },
  {
    name: 'a setting is missing in the ConfigMap',
    edits: [
      replace(
        configMap,
        'range $key, $value := .Values.config',
        'range $key, $value := omit .Values.config "LOG_LEVEL"',
      ),
    ],
    found: [error('policy/env-value-from', backend.helpers, '▸key: {{ $key }}')],
    like: 'kube-linter env-value-from',
  },
  {
    name: 'the Deployment has another name than the plan fixed',
    edits: [replace(deployment, 'metadata:\n  name: backend', 'metadata:\n  name: api')],
    found: [error('manifest/unlike', deployment, '▸name: api')],
  },
  {
    name: 'an empty secret is kept',
    edits: [replace(secret, '{{- if $value }}', '{{- if true }}')],
    found: [error('manifest/unlike', secret, '{{- ▸toYaml $given')],
  },
];
