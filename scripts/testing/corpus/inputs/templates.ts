import { type BrokenInput, below, error, remove, replace, write } from '../broken.ts';
import { backend, database, frontend } from '../paths.ts';

const { deployment, service, configMap, helpers, account } = backend;

/** Templates that do not render, or render what is no document. */
export const templateInputs: readonly BrokenInput[] = [
  {
    name: 'an action of a template is not closed',
    edits: [replace(service, '{{ .Values.service.type }}', '{{ .Values.service.type')],
    found: [error('chart/render', service, 'type: ▸{{ .Values.service.type')],
  },
  {
    name: 'a block of a template is not ended',
    edits: [
      replace(
        account,
        'automountServiceAccountToken: {{ .Values.serviceAccount.automountServiceAccountToken }}\n{{- end }}',
        'automountServiceAccountToken: {{ .Values.serviceAccount.automountServiceAccountToken }}',
      ),
    ],
    found: [error('chart/render', account)],
  },
  {
    name: 'a block is ended that was never begun',
    edits: [below(service, 'apiVersion: v1', '{{- end }}')],
    found: [error('chart/render', service, '▸{{- end }}')],
  },
  {
    name: 'a function of a template is misspelt',
    edits: [replace(configMap, '| quote }}', '| qoute }}')],
    found: [error('chart/render', configMap, '▸qoute')],
  },
  {
    name: 'a template includes one that is not defined',
    edits: [replace(configMap, 'include "backend.labels"', 'include "backend.lables"')],
    found: [error('chart/render', configMap, '▸include "backend.lables"')],
  },
  {
    name: 'a template includes itself',
    edits: [replace(helpers, 'backend-config\n', '{{ include "backend.configMapName" . }}\n')],
    found: [error('chart/render', helpers, '{{ ▸include "backend.configMapName" . }}')],
    like: 'helm/helm#7180',
  },
  {
    name: 'a template uses a variable that was not set',
    edits: [replace(configMap, '{{ $value | quote }}', '{{ $val | quote }}')],
    found: [error('chart/render', configMap, '▸$val | quote')],
  },
  {
    name: 'a template stops with words of its own',
    edits: [
      replace(
        helpers,
        '{{- .Values.serviceAccount.name | default',
        '{{- fail "name the account" }}{{- .Values.serviceAccount.name | default',
      ),
    ],
    found: [error('chart/render', helpers, '{{- ▸fail "name')],
  },
  {
    name: 'a template requires a value that is empty',
    edits: [
      replace(
        configMap,
        '\ndata:',
        '\ndata:\n  URL: {{ required "config.DATABASE_URL is needed" .Values.config.DATABASE_URL | quote }}',
      ),
    ],
    found: [error('chart/render', configMap, '{{ ▸required')],
    like: 'helm/helm#11669',
  },
  {
    name: 'a template goes below a value that is none',
    edits: [replace(configMap, '\ndata:', '\ndata:\n  REGION: {{ .Values.global.place.region | quote }}')],
    found: [error('chart/render', configMap, '{{ .Values▸.global.place.region')],
    like: 'helm/helm#8026',
  },
  {
    name: 'a template gives a function too few arguments',
    edits: [replace(configMap, '{{ $value | quote }}', '{{ replace "a" | quote }}')],
    found: [error('chart/render', configMap, '{{ ▸replace')],
  },
  {
    name: 'a map is written without its indentation',
    edits: [
      replace(
        service,
        '{{- include "backend.selectorLabels" . | nindent 4 }}',
        '{{- include "backend.selectorLabels" . }}',
      ),
    ],
    found: [error('chart/render', service, '    ▸{{- include "backend.selectorLabels" . }}')],
    like: 'helm/helm#5451',
  },
  {
    name: 'a map is written with too little indentation',
    edits: [
      replace(
        deployment,
        '{{- toYaml .Values.podSecurityContext | nindent 8 }}',
        '{{- toYaml .Values.podSecurityContext | nindent 6 }}',
      ),
    ],
    found: [error('manifest/unknown-field', deployment, '{{- ▸toYaml .Values.podSecurityContext | nindent 6')],
  },
  {
    name: 'a line of a template is indented too little',
    edits: [replace(service, '      targetPort: http', '     targetPort: http')],
    found: [error('chart/render', service, '     ▸targetPort: http')],
  },
  {
    name: 'a line of a template is indented by a tab',
    edits: [replace(service, '      targetPort: http', '\ttargetPort: http')],
    found: [error('chart/render', service, '\t▸targetPort: http')],
  },
  {
    name: 'a value with a colon is not in quotes',
    edits: [replace(configMap, '{{ $value | quote }}', 'value: {{ $value }}')],
    found: [error('chart/render', configMap, '▸{{ $key }}: value: {{ $value }}')],
  },
  {
    name: 'a template renders a document without a kind',
    edits: [replace(account, 'kind: ServiceAccount\n', '')],
    found: [error('chart/render', account, '▸apiVersion: v1')],
  },
  {
    name: 'a template renders a document without a name',
    edits: [replace(account, '  name: {{ include "backend.serviceAccountName" . }}\n', '')],
    found: [error('chart/render', account, '▸metadata:')],
  },
  {
    name: 'a template renders a list',
    edits: [write(configMap, '- apiVersion: v1\n')],
    found: [error('chart/render', configMap)],
  },
  {
    name: 'no template renders anything',
    edits: [
      ...[database.secret, database.service, database.statefulSet].map(remove),
      remove('helm/database/templates/_helpers.tpl'),
      remove('helm/database/templates/NOTES.txt'),
    ],
    found: [error('chart/render', database.chart)],
  },
  {
    name: 'a template is gone that others include',
    edits: [remove('helm/database/templates/_helpers.tpl')],
    found: [error('chart/render', 'helm/database/templates/NOTES.txt', '{{ ▸include "database.image"')],
  },
  {
    name: 'the chart is bound to a Kubernetes that does not exist yet',
    edits: [replace(frontend.chart, '">=1.30.0-0"', '">=9.30.0-0"')],
    found: [error('chart/render', frontend.chart, 'kubeVersion: ▸">=9')],
  },
  {
    name: 'the template of the notes cannot be read',
    edits: [replace('helm/frontend/templates/NOTES.txt', '{{ .Release.Name }} in', '{{ .Release.Name } in')],
    found: [error('chart/render', 'helm/frontend/templates/NOTES.txt', 'release {{ .Release.Name ▸}')],
  },
];
