import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The storage class of EKS Auto Mode, which brings the driver and no class for it
 * (docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html). Of all classes it is the one for claims that name none.
 */
export function autoModeStorage(name: string, opts: pulumi.CustomResourceOptions): k8s.storage.v1.StorageClass {
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
      parameters: { type: "gp3", encrypted: "true" },
    },
    opts,
  );
}
