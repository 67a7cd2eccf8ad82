{{/* Labels that select the pods of this release; they can never change once it is installed. */}}
{{- define "frontend.selectorLabels" -}}
app: frontend
app.kubernetes.io/name: frontend
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of the chart, for every object that carries no selector labels. */}}
{{- define "frontend.chartLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: web
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Labels of every object of the release. */}}
{{- define "frontend.labels" -}}
{{ include "frontend.selectorLabels" . }}
{{ include "frontend.chartLabels" . }}
{{- end }}

{{/* Labels of the pods: without chart and version, whose change alone must not restart them. */}}
{{- define "frontend.podLabels" -}}
{{- $own := include "frontend.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" "web" -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "todo-chatbot" -}}
{{- merge $own .Values.podLabels | toYaml -}}
{{- end }}

{{/* Reference of the image. */}}
{{- define "frontend.image" -}}
{{- printf "%s:%s" .Values.image.repository .Values.image.tag -}}
{{- end }}

{{/* Name of the ConfigMap. */}}
{{- define "frontend.configMapName" -}}
frontend-config
{{- end }}

{{/* Name of the pods' ServiceAccount. */}}
{{- define "frontend.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary "frontend" "default" .Values.serviceAccount.create) -}}
{{- end }}

{{/* Environment of the containers. */}}
{{- define "frontend.env" -}}
- name: HOSTNAME
  value: 0.0.0.0
- name: PORT
  value: {{ .Values.containerPort | quote }}
{{- range $key, $_ := .Values.config }}
- name: {{ $key }}
  valueFrom:
    configMapKeyRef:
      name: {{ include "frontend.configMapName" $ }}
      key: {{ $key }}
{{- end }}
{{- end }}
