{{/* Labels that select the pods of this release; they can never change once it is installed. */}}
{{- define "database.selectorLabels" -}}
app: database
app.kubernetes.io/name: database
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of the chart, for every object that carries no selector labels. */}}
{{- define "database.chartLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Labels of every object of the release. */}}
{{- define "database.labels" -}}
{{ include "database.selectorLabels" . }}
{{ include "database.chartLabels" . }}
{{- end }}

{{/* Labels of the pods: without chart and version, whose change alone must not restart them. */}}
{{- define "database.podLabels" -}}
{{- $own := include "database.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" "database" -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "todo-chatbot" -}}
{{- merge $own .Values.podLabels | toYaml -}}
{{- end }}

{{/* Reference of the image. */}}
{{- define "database.image" -}}
{{- printf "%s:%s" .Values.image.repository .Values.image.tag -}}
{{- end }}

{{/* Name of the Secret. */}}
{{- define "database.secretName" -}}
database-secret
{{- end }}

{{/* Command of the probes. It asks over TCP, where PostgreSQL does not listen yet while a new database is being made. */}}
{{- define "database.ready" -}}
{{- list "pg_isready" "-q" "-h" "127.0.0.1" "-U" .Values.config.POSTGRES_USER "-d" .Values.config.POSTGRES_DB | toJson -}}
{{- end }}
