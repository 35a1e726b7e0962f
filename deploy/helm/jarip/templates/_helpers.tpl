{{- define "jarip.labels" -}}
app.kubernetes.io/name: jarip
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* What pods are found by; KubeRay gives its pods the usual labels with values of its own: (dict "root" $ "component" "server"). */ -}}
{{- define "jarip.selector" -}}
jarip.io/release: {{ .root.Release.Name }}
jarip.io/component: {{ .component }}
{{- end }}

{{- define "jarip.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end }}

{{- define "jarip.head" -}}
{{ .Release.Name }}-ray-head-svc
{{- end }}

{{- define "jarip.tokenSecret" -}}
{{ .Values.ray.existingSecret | default (printf "%s-ray-token" .Release.Name) }}
{{- end }}

{{- /* Who has no token is not spoken to by Ray. The same for every pod of Ray's. */ -}}
{{- define "jarip.rayEnv" -}}
- name: RAY_AUTH_MODE
  value: token
- name: RAY_AUTH_TOKEN
  valueFrom:
    secretKeyRef: {name: {{ include "jarip.tokenSecret" . }}, key: {{ .Values.ray.key }}}
- name: RAY_kill_child_processes_on_worker_exit
  value: "0"
- name: RAY_USAGE_STATS_ENABLED
  value: "0"
{{- end }}

{{- define "jarip.storeEnv" -}}
- name: JARIP_STORE
  value: {{ .Values.store.url | quote }}
{{- with .Values.store.endpoint }}
- name: AWS_ENDPOINT_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.store.region }}
- name: AWS_DEFAULT_REGION
  value: {{ . | quote }}
{{- end }}
{{- with .Values.store.existingSecret }}
{{- $secret := . }}
{{- range list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: {name: {{ $secret }}, key: {{ . }}}
{{- end }}
{{- end }}
{{- end }}

{{- /* Nobody is root, and nothing gains rights. */ -}}
{{- define "jarip.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "jarip.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
{{- end }}

{{- /* A group's device resource: its own, or its maker's. (dict "root" $ "group" .) */ -}}
{{- define "jarip.resource" -}}
{{- if .group.resource -}}
{{ .group.resource }}
{{- else if ne .group.maker "cpu" -}}
{{ required (printf "workers: %s: there is no device plug-in's resource for the maker %s; set `resource`" .group.name .group.maker) (get .root.Values.deviceResources .group.maker) }}
{{- end -}}
{{- end }}
