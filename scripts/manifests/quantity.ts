/** Suffixes of a resource quantity and what they multiply by (k8s.io/apimachinery: resource.Quantity). */
const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number behind a quantity (`1000m` is 1, `64Mi` 67108864); undefined for what is none. */
export const quantityOf = (text: string): number | undefined => {
  const found = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text);
  if (!found) return undefined;
  return found[2] ? Number(`${found[1]}${found[2]}`) : Number(found[1]) * (suffixes[found[3] ?? ''] ?? 1);
};
