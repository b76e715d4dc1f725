import { inNamespace, type Manifest } from "./manifest";
import { type Sample } from "./sample";
import { BOOKINFO_PODS } from "./samples-bookinfo-pods";
import { BOOKINFO_ROUTES } from "./samples-bookinfo-routes";
import { GATEWAY_API_FILES } from "./samples-gateway-api";
import { MULTICLUSTER_SAMPLES } from "./samples-multicluster";
import { OTHER_SAMPLES } from "./samples-others";

/** Files of Istio's samples by their paths below samples/, each written anew. */
export const WRITTEN: Readonly<Record<string, readonly Manifest[]>> = {
  ...BOOKINFO_PODS,
  ...BOOKINFO_ROUTES,
  ...GATEWAY_API_FILES,
  ...MULTICLUSTER_SAMPLES,
  ...OTHER_SAMPLES,
};

/** A sample's manifests with those of its files as somebody has them: written here, or read from Istio. */
export function manifestsOf(sample: Sample, read: (file: string) => readonly Manifest[] = written): Manifest[] {
  const all = [...sample.files.flatMap(read), ...(sample.manifests ?? [])];
  return sample.namespace === undefined ? all : inNamespace(sample.namespace, all);
}

function written(file: string): readonly Manifest[] {
  const manifests = WRITTEN[file];
  if (!manifests) throw new Error(`samples/${file} is in no file of the corpus: write it there`);
  return manifests;
}
