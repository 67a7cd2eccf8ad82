/** A fresh Idempotency-Key of 32 hex digits. `crypto.randomUUID` is missing on plain http, as Minikube serves it. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
