import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The storage class of EKS Auto Mode, which brings the driver and no class for it
 * (docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html). Of all classes it is the one for claims that
 * name none.
 *
 * @param tags of each volume; with others it is another class of the same name, and volumes that are there keep theirs
 */
export function autoModeStorage(
  name: string,
  tags: Readonly<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): k8s.storage.v1.StorageClass {
  return new k8s.storage.v1.StorageClass(
    name,
    {
      metadata: {
        name: "auto-ebs",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "ebs.csi.eks.amazonaws.com",
      // Where a pod runs decides about the zone of its volume.
      volumeBindingMode: "WaitForFirstConsumer",
      parameters: { type: "gp3", encrypted: "true", ...tagParameters(tags) },
    },
    opts,
  );
}

/**
 * The driver's parameters for tags, each by a number (github.com/kubernetes-sigs/aws-ebs-csi-driver, docs/tagging.md).
 */
function tagParameters(tags: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(tags);
  return Object.fromEntries(entries.map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]));
}
