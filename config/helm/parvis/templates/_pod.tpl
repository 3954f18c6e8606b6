{{- define "parvis.labels" -}}
app.kubernetes.io/name: parvis
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What the pods of serve, worker and the jobs have in common. */}}
{{- define "parvis.pod" -}}
automountServiceAccountToken: false
# A Service named parvis would put PARVIS_SERVICE_HOST into the environment: an unknown setting.
enableServiceLinks: false
terminationGracePeriodSeconds: 45
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "parvis.container" -}}
image: "{{ required "image.repository is needed" .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
env:
  - name: PARVIS_SERVER_ISSUER
    value: {{ required "issuer is needed" .Values.issuer | quote }}
  - name: PARVIS_DATABASE_URL
    value: {{ required "database.url is needed" .Values.database.url | quote }}
  {{- with .Values.database.passwordSecret }}
  {{- if .name }}
  - name: PGPASSWORD
    valueFrom: {secretKeyRef: {name: {{ .name }}, key: {{ .key }}}}
  {{- end }}
  {{- end }}
  - name: PARVIS_KEYS_ENCRYPTION_KEY_FILE
    value: /etc/parvis/keys/{{ .Values.encryptionKey.key }}
  - name: PARVIS_WATCHING_WORKER_BIND
    value: 127.0.0.1:9465
  {{- if .Values.configuration.configMap }}
  - name: PARVIS_ADMINISTRATORS_CONFIGURATION_DIRECTORY
    value: /etc/parvis/configuration
  {{- end }}
  {{- range $name, $value := .Values.settings }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
volumeMounts:
  - {name: data, mountPath: /var/lib/parvis}
  - {name: temporary, mountPath: /tmp}
  - {name: keys, mountPath: /etc/parvis/keys, readOnly: true}
  {{- if .Values.configuration.configMap }}
  - {name: configuration, mountPath: /etc/parvis/configuration, readOnly: true}
  {{- end }}
  {{- if .Values.secretFiles }}
  - {name: secrets, mountPath: /etc/parvis/secrets, readOnly: true}
  {{- end }}
{{- end }}

{{- define "parvis.volumes" -}}
- {name: temporary, emptyDir: {}}
- name: keys
  secret:
    secretName: {{ required "encryptionKey.secret is needed" .Values.encryptionKey.secret }}
    defaultMode: 0440
{{- if .Values.configuration.configMap }}
- name: configuration
  configMap: {name: {{ .Values.configuration.configMap }}}
{{- end }}
{{- if .Values.secretFiles }}
- name: secrets
  secret: {secretName: {{ .Values.secretFiles }}, defaultMode: 0440}
{{- end }}
{{- end }}

{{- define "parvis.data" -}}
- name: data
  persistentVolumeClaim:
    claimName: {{ .Values.data.existingClaim | default .Release.Name }}
{{- end }}
