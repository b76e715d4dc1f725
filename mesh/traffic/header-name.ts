/** Istio takes header names in lower case only, and reads these four from the request itself, never as headers. */
export function isHeaderName(name: string): boolean {
  return /^(?!(uri|scheme|method|authority)$)[a-z0-9_-]+$/.test(name);
}
