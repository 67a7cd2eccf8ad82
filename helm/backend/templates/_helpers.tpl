{{/* Labels that select the pods of this release; they can never change once it is installed. */}}
{{- define "backend.selectorLabels" -}}
app: backend
app.kubernetes.io/name: backend
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of the chart, for every object that carries no selector labels. */}}
{{- define "backend.chartLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: api
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Labels of every object of the release. */}}
{{- define "backend.labels" -}}
{{ include "backend.selectorLabels" . }}
{{ include "backend.chartLabels" . }}
{{- end }}

{{/* Labels of the pods: without chart and version, whose change alone must not restart them. */}}
{{- define "backend.podLabels" -}}
{{- $own := include "backend.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" "api" -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "todo-chatbot" -}}
{{- merge $own .Values.podLabels | toYaml -}}
{{- end }}

{{/* Labels of what the operator of Prometheus reads. */}}
{{- define "backend.monitoringLabels" -}}
{{- $own := include "backend.labels" . | fromYaml -}}
{{- merge $own .Values.monitoring.labels | toYaml -}}
{{- end }}

{{/* Annotation that tells whoever is woken what to type. */}}
{{- define "backend.runbook" -}}
npx tsx scripts/ai-devops-examples.ts diagnose --namespace {{ .Release.Namespace }}
{{- end }}

{{/* Reference of the image. */}}
{{- define "backend.image" -}}
{{- printf "%s:%s" .Values.image.repository .Values.image.tag -}}
{{- end }}

{{/* Name of the ConfigMap. */}}
{{- define "backend.configMapName" -}}
backend-config
{{- end }}

{{/* Name of the Secret. */}}
{{- define "backend.secretName" -}}
backend-secret
{{- end }}

{{/* Name of the pods' ServiceAccount. */}}
{{- define "backend.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary "backend" "default" .Values.serviceAccount.create) -}}
{{- end }}

{{/* Environment of the containers. */}}
{{- define "backend.env" -}}
- name: AUTH_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ include "backend.secretName" . }}
      key: AUTH_SECRET
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "backend.secretName" . }}
      key: PGPASSWORD
      optional: true
- name: OPENAI_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ include "backend.secretName" . }}
      key: OPENAI_API_KEY
      optional: true
{{- range $key, $_ := .Values.config }}
- name: {{ $key }}
  valueFrom:
    configMapKeyRef:
      name: {{ include "backend.configMapName" $ }}
      key: {{ $key }}
{{- end }}
{{- end }}
